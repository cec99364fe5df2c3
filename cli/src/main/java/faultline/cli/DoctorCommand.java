package faultline.cli;

import faultline.core.Details;
import faultline.core.NotChecked;
import faultline.core.ProbeException;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.exec.MachineCheck;
import faultline.exec.MachineCheck.Answer;
import faultline.exec.MachineCheck.Kind;
import faultline.exec.MachineProbe;
import faultline.reporters.JsonReporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `faultline doctor`
@Command(
    name = "doctor",
    description = {
      "Tell what this machine allows, which tools are found, and how to get the rest.",
      "The exit code is 0 where run works, and 3 where it does not."
    })
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Write a report in JSON.")
  boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws ProbeException, IOException {
    List<MachineCheck> checks = MachineProbe.look(Start.read().environment());
    boolean works =
        checks.stream().noneMatch(check -> check.kind() == Kind.RUN && check.answer() == Answer.NO);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      new JsonReporter().write(report(checks, works), out);
    } else {
      print(checks, out);
    }
    out.flush();
    return works ? ExitCode.CLEAN : ExitCode.COULD_NOT_LOOK;
  }

  private static void print(List<MachineCheck> checks, PrintWriter out) {
    for (MachineCheck check : checks) {
      out.println(
          String.format(Locale.ROOT, "%-4s %-16s %s", word(check), check.about(), check.says()));
      if (!check.how().isEmpty()) {
        out.println(" ".repeat(22) + "how: " + check.how());
      }
    }
  }

  private static String word(MachineCheck check) {
    return switch (check.answer()) {
      case YES -> "ok";
      case NO -> check.kind() == Kind.TOOL ? "-" : "NO";
      case NOTE -> "note";
    };
  }

  private static Report report(List<MachineCheck> checks, boolean works) {
    var unanswered =
        checks.stream()
            .filter(check -> check.answer() == Answer.NO)
            .map(check -> new NotChecked(check.about(), check.says(), check.how()))
            .toList();
    var answers =
        checks.stream()
            .map(
                check ->
                    Details.NONE
                        .text("kind", check.kind().name().toLowerCase(Locale.ROOT))
                        .text("about", check.about())
                        .text("answer", check.answer().name().toLowerCase(Locale.ROOT))
                        .text("says", check.says())
                        .text("how", check.how()))
            .toList();
    var part =
        new Part(
            "exec",
            "this machine",
            works,
            false,
            List.of(),
            unanswered,
            List.of(),
            List.of(),
            Details.NONE.list("checks", answers));
    return Report.of(
        Product.origin(), faultline.core.Policy.DEFAULT, List.of(), null, List.of(part));
  }
}
