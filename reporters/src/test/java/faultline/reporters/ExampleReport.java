package faultline.reporters;

import faultline.core.Details;
import faultline.core.Draft;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.Gate;
import faultline.core.NotChecked;
import faultline.core.Observation;
import faultline.core.ObserverEffect;
import faultline.core.Place;
import faultline.core.Policy;
import faultline.core.Report;
import faultline.core.Report.Exit;
import faultline.core.Report.Origin;
import faultline.core.Report.Part;
import faultline.core.Ruling;
import faultline.core.Score;
import faultline.core.Severity;
import faultline.core.Standing;
import faultline.core.Unread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One report that has everything a report can have.
final class ExampleReport {
  private static final Origin ORIGIN = new Origin("1.2.3", "0123456789ab");

  private record Quote(Place place, String quote) implements Observation {}

  private ExampleReport() {}

  static Report full() {
    return Report.of(
        ORIGIN,
        Policy.DEFAULT,
        List.of("make", "-j2", "caf\u00e9", "raw\udcff\\name"),
        new Exit.Code(2),
        List.of(ranked(), plain()),
        "/home/ann/app");
  }

  /// The same findings after a policy has looked at them.
  static Report judged() {
    var gate =
        new Gate() {
          @Override
          public String name() {
            return "example";
          }

          @Override
          public Draft apply(Draft draft) {
            return draft
                .each((_, finding) -> finding.with(ruled(finding)))
                .remarked("2 findings of old.json were not found again")
                .scored(new Score(83, 90, List.of(new Score.Cost("security", 17))));
          }
        };
    return Report.of(
        ORIGIN,
        new Policy(Severity.ERROR, List.of(gate)),
        List.of("make"),
        new Exit.Code(2),
        List.of(ranked(), plain()),
        "/home/ann/app");
  }

  private static Ruling ruled(Finding finding) {
    return switch (finding.severity()) {
      case ERROR -> finding.ruling().with(Standing.BASELINE, "known since old.json");
      case WARNING ->
          finding
              .ruling()
              .with(Standing.EXCEPTED, "ann answers for it until 2027-01-31: <being replaced>");
      case INFO -> finding.ruling().tagged("security").noted("severity error becomes info");
    };
  }

  static Report killed() {
    var part =
        new Part(
            "exec",
            "./a",
            true,
            true,
            List.of(),
            List.of(new NotChecked("why ./a crashed", "no debug data", "compile with -g")),
            List.of(),
            List.of(),
            Details.NONE);
    return Report.of(
        ORIGIN, Policy.DEFAULT, List.of("./a"), new Exit.Signal("SIGSEGV", 11), List.of(part));
  }

  static Report clean() {
    var part =
        new Part(
            "abi",
            "libcrc.so",
            true,
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Details.NONE);
    return Report.of(ORIGIN, Policy.DEFAULT, List.of(), null, List.of(part));
  }

  private static Part ranked() {
    var provenance =
        Details.NONE
            .text("kind", "env")
            .text("where", "PATH")
            .text("value", "/usr/local/bin:/usr/bin");
    var tool =
        new Finding(
            "FL-EXEC-001",
            "tool-not-on-path",
            Severity.ERROR,
            "the recipe of a.o calls protocx, and none of the directories of PATH has a program of"
                + " that name",
            "missing-tool",
            Fix.of(
                "install protocx, or correct the recipe",
                "apt-get install --no-install-recommends"
                    + " protocx-with-a-name-that-goes-on-and-on-and-on",
                "make a.o"),
            Details.NONE
                .text("call", "execve")
                .text("path", "/usr/bin/proto\udcffx")
                .text("resolvedPath", null)
                .text("errno", "ENOENT")
                .number("pid", 4711)
                .nested("provenance", provenance),
            List.of(
                new Quote(new Place.Call(4711, 23), "execve(\"/usr/local/bin/protocx\") = ENOENT"),
                new Quote(new Place.Call(4711, 24), "execve(\"/usr/bin/protocx\") = ENOENT"),
                new Quote(
                    new Place.Line("Makefile", 7),
                    "\tprotocx --out=a.o a.proto && echo a line that is longer than eighty"
                        + " columns"),
                new Quote(new Place.Process(4711), "sh -c protocx")));
    var other =
        new Finding(
            "FL-EXEC-009",
            "setting-ignored",
            Severity.WARNING,
            "MAKEFLAGS is set and not read",
            "bad-setting",
            Fix.of("unset MAKEFLAGS"),
            Details.NONE
                .text("call", null)
                .flag("heuristic", true)
                .texts("chain", List.of("make", "sh"))
                .nested("provenance", null)
                .list(
                    "sides",
                    List.of(
                        Details.NONE.text("role", "binary").number("line", 3),
                        Details.NONE.text("role", "header").absent("line"))),
            List.of(new Quote(new Place.Target("MAKEFLAGS"), "MAKEFLAGS=\u001b[31m--x")));
    return new Part(
        "exec",
        "make -j2",
        true,
        true,
        List.of(tool, other),
        List.of(
            new NotChecked(
                "libraries of ./setuid",
                "its memory may not be read",
                "run faultline as the owner of the file")),
        List.of(
            new Unread(new Place.Line("trace.log", 12), "no call before the parenthesis"),
            new Unread(new Place.Offset("a.out", 64), "needs 56 bytes, 3 left")),
        List.of(
            new ObserverEffect(
                "setuid", "a traced setuid program keeps our rights", "/usr/bin/su", 4712),
            new ObserverEffect("timing", "the run took longer", null, null)),
        run());
  }

  private static Details run() {
    return Details.NONE
        .list(
            "processes",
            List.of(
                process(4709, 0, "2", "make", "-j2"),
                process(4711, 4709, "127", "sh", "-c", "protocx </script>"),
                process(4712, 4709, null, "su", "\u202eevil"),
                process(4713, 4711, "SIGSEGV")))
        .number("processesLeftOut", 1)
        .list(
            "failures",
            List.of(
                failure(4711, 23, 1500, "/usr/local/bin/protocx"),
                failure(4711, 24, 1520, "/usr/bin/protocx"),
                failure(4712, 31, 2_400_000, "/etc/<b>\udcff")))
        .number("failuresLeftOut", 7);
  }

  private static Details process(int pid, int parent, @Nullable String exit, String... argv) {
    return Details.NONE
        .number("pid", pid)
        .number("parent", parent)
        .text("exe", argv.length == 0 ? null : "/usr/bin/" + argv[0])
        .texts("argv", List.of(argv))
        .number("start", pid - 4700)
        .absent("end")
        .text("exit", exit);
  }

  private static Details failure(int pid, long sequence, long micros, String path) {
    return Details.NONE
        .number("sequence", sequence)
        .number("pid", pid)
        .number("micros", micros)
        .text("call", "execve")
        .text("path", path)
        .text("errno", "ENOENT")
        .number("repeats", 1);
  }

  private static Part plain() {
    var finding =
        new Finding(
            "FL-ABI-001",
            "symbol-not-exported",
            Severity.INFO,
            "crc32_fast is in the library and not in its export table",
            "symbol-hidden",
            Fix.of("export crc32_fast"),
            Details.NONE,
            List.of(new Quote(new Place.Offset("libcrc.so", 0x4a8), "hides crc32_fast")));
    return new Part(
        "abi",
        "libcrc.so",
        true,
        false,
        List.of(finding),
        List.of(),
        List.of(),
        List.of(),
        Details.NONE.nested(
            "summary", Details.NONE.number("declarations", 1).number("checked", 1)));
  }
}
