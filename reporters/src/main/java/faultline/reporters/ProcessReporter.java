package faultline.reporters;

import faultline.core.Details;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.core.Value;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A process for a person at a terminal: what it is, what it has open, what it has mapped, its
/// variables; then the findings.
///
/// It knows the names that a part has for this: `process`, `descriptors`, `mappings`, `limits`,
/// `environment`.
public final class ProcessReporter implements Reporter {
  private static final int HOLDERS = 3;
  private static final int LONGEST = 200;

  /// Limits that most processes do not have.
  private static final String FELT = "cpu time|file size|data size|resident set|address space";

  private final boolean color;

  public ProcessReporter(boolean color) {
    this.color = color;
  }

  @Override
  public String format() {
    return "text";
  }

  @Override
  public void write(Report report, Writer out) throws IOException {
    var page = new Page(out, color);
    for (Part part : report.parts()) {
      if (part.details().get("process") instanceof Details process) {
        process(page, process);
        descriptors(page, part.details());
        mappings(page, trees(part.details(), "mappings"));
        limits(page, trees(part.details(), "limits"));
        environment(page, texts(part.details(), "environment"));
      }
    }
    new TextReporter(color).write(report, out);
  }

  private static void process(Page page, Details process) throws IOException {
    var arguments = texts(process, "arguments");
    var kind = process.textOf("kind");
    page.line(
        "",
        "pid "
            + number(process, "pid")
            + (kind.equals("process") ? "" : ", " + kind)
            + (kind.equals("thread") ? " of pid " + number(process, "group") : "")
            + ": "
            + (arguments.isEmpty()
                ? process.textOf("command")
                : shortened(String.join(" ", arguments))));
    var program = process.textOf("executable");
    if (!program.isEmpty()) {
      page.line("  ", "runs " + program + state(process.textOf("executableState")));
    }
    if (!process.textOf("command").equals(program.substring(program.lastIndexOf('/') + 1))
        && !arguments.isEmpty()) {
      page.line("  ", "the kernel calls it " + process.textOf("command"));
    }
    if (process.get("script") instanceof Details script) {
      var first = script.textOf("firstLine");
      page.line(
          "  ",
          "script "
              + script.textOf("path")
              + (first.isEmpty() ? "" : " (" + first + ")")
              + (flag(script, "changedSinceStart") ? ", changed since the process started" : ""));
    }
    long threads = number(process, "threads");
    page.line(
        "  ",
        (kind.equals("ended")
                ? "it has ended, and its parent has not asked yet how"
                : process.textOf("state"))
            + (threads > 1 ? ", " + threads + " threads" : "")
            + (process.textOf("user").isEmpty() ? "" : ", user " + process.textOf("user"))
            + (process.textOf("started").isEmpty() ? "" : ", since " + process.textOf("started")));
    if (number(process, "parent") != 0) {
      page.line(
          "  ", "child of pid " + number(process, "parent") + named(process.textOf("parentName")));
    }
    if (!process.textOf("directory").isEmpty()) {
      page.line(
          "  ", "in " + process.textOf("directory") + state(process.textOf("directoryState")));
    }
    if (process.textOf("root").length() > 1) {
      page.line("  ", "root " + process.textOf("root"));
    }
    if (!process.textOf("cgroup").isEmpty()) {
      page.line("  ", "cgroup " + process.textOf("cgroup"));
    }
    var others = texts(process, "otherNamespaces");
    if (!others.isEmpty()) {
      page.line("  ", "namespaces of its own: " + String.join(" ", others));
    }
  }

  private static void descriptors(Page page, Details part) throws IOException {
    var all = trees(part, "descriptors");
    if (all.isEmpty()) {
      return;
    }
    var most =
        trees(part, "limits").stream()
            .filter(one -> one.textOf("name").equals("open files"))
            .map(one -> " of at most " + limit(one, "soft"))
            .findFirst()
            .orElse("");
    page.line("", "open: " + all.size() + most);
    for (var one : all) {
      page.line("  ", String.format(Locale.ROOT, "%3d  ", number(one, "fd")) + descriptor(one));
    }
  }

  private static String descriptor(Details one) {
    var text = new StringBuilder();
    boolean socket = one.get("socket") instanceof Details;
    text.append(
        one.get("socket") instanceof Details known
            ? socket(one, known)
            : one.textOf("path").isEmpty() ? one.textOf("target") : one.textOf("path"));
    text.append(state(one.textOf("state")));
    if (!socket) {
      text.append("  ").append(one.textOf("access"));
      if (texts(one, "flags").contains("append")) {
        text.append(" append");
      }
    }
    if (one.textOf("kind").matches("file|memfd")) {
      text.append(", at ").append(number(one, "position")).append(" of ").append(size(one, "size"));
    }
    if (!one.textOf("note").isEmpty()) {
      text.append(", ").append(one.textOf("note"));
    }
    var holders = trees(one, "holders");
    if (!holders.isEmpty()) {
      text.append("; also ").append(people(holders));
    }
    return text.toString();
  }

  private static String socket(Details descriptor, Details socket) {
    var protocol = socket.textOf("protocol");
    if (protocol.isEmpty()) {
      return descriptor.textOf("target") + " that is in no table";
    }
    var text = new StringBuilder(protocol);
    var local = socket.textOf("local");
    text.append(local.isEmpty() ? " without a name" : " " + local);
    var remote = socket.textOf("remote");
    text.append(remote.isEmpty() ? "" : " to " + remote);
    text.append(' ').append(socket.textOf("state"));
    var peers = trees(socket, "peers");
    return text + (peers.isEmpty() ? "" : ", with " + people(peers));
  }

  private static String people(List<Details> holders) {
    var first =
        holders.stream()
            .limit(HOLDERS)
            .map(
                one ->
                    "pid "
                        + number(one, "pid")
                        + named(one.textOf("name"))
                        + " fd "
                        + number(one, "fd")
                        + (one.textOf("access").isEmpty()
                                || one.textOf("access").equals("read-write")
                            ? ""
                            : " " + one.textOf("access")))
            .collect(Collectors.joining(", "));
    return holders.size() > HOLDERS
        ? first + " and " + (holders.size() - HOLDERS) + " more"
        : first;
  }

  private static void mappings(Page page, List<Details> all) throws IOException {
    var shown =
        all.stream()
            .filter(
                one ->
                    one.textOf("permissions").endsWith("x")
                        || !state(one.textOf("state")).isEmpty())
            .toList();
    if (all.isEmpty()) {
      return;
    }
    page.line("", "mapped files: " + all.size() + "; with code in them, or changed:");
    for (var one : shown) {
      page.line("  ", one.textOf("path") + state(one.textOf("state")));
    }
  }

  private static void limits(Page page, List<Details> all) throws IOException {
    var shown =
        all.stream()
            .filter(one -> number(one, "soft") >= 0 && one.textOf("name").matches(FELT))
            .map(one -> one.textOf("name") + " " + limit(one, "soft"))
            .collect(Collectors.joining(", "));
    if (!shown.isEmpty()) {
      page.line("", "limits: " + shown);
    }
  }

  private static void environment(Page page, List<String> all) throws IOException {
    if (!all.isEmpty()) {
      page.line("", "environment at its start:");
    }
    for (var one : all.stream().sorted().toList()) {
      page.line("  ", shortened(one));
    }
  }

  private static String state(String word) {
    return switch (word) {
      case "deleted" -> ", DELETED";
      case "replaced" -> ", REPLACED by another file";
      case "hidden" -> ", with another file mounted over it";
      case "elsewhere" -> ", which cannot be reached by this path from here";
      default -> "";
    };
  }

  private static String named(String name) {
    return name.isEmpty() ? "" : " (" + name + ")";
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }

  private static String limit(Details one, String name) {
    long number = number(one, name);
    return number < 0 ? "any number" : Long.toString(number);
  }

  private static String size(Details one, String name) {
    long bytes = number(one, name);
    return bytes < 10 << 20 ? bytes + " bytes" : (bytes >> 20) + " MiB";
  }

  private static long number(Details details, String name) {
    return details.get(name) instanceof Value.Whole(long number) ? number : 0;
  }

  private static boolean flag(Details details, String name) {
    return details.get(name) instanceof Value.Flag(boolean set) && set;
  }

  private static List<String> texts(Details details, String name) {
    var all = new ArrayList<String>();
    if (details.get(name) instanceof Value.Many(var values)) {
      for (var one : values) {
        if (one instanceof Value.Text(String text)) {
          all.add(text);
        }
      }
    }
    return all;
  }

  private static List<Details> trees(Details details, String name) {
    return details.get(name) instanceof Value.Many(var values)
        ? values.stream().filter(Details.class::isInstance).map(Details.class::cast).toList()
        : List.of();
  }
}
