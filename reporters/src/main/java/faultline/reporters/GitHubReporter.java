package faultline.reporters;

import faultline.core.Finding;
import faultline.core.NotChecked;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.core.Severity;
import faultline.formats.bytes.RawText;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Workflow commands of GitHub Actions: each finding becomes an annotation of the line it is about.
///
/// GitHub shows ten annotations of each kind for one step and drops the others without a word. So
/// the eleventh and later ones are plain lines of the log, and a line says so.
public final class GitHubReporter implements Reporter {
  /// How many annotations of one kind GitHub shows for a step.
  private static final int MOST = 10;

  @Override
  public String format() {
    return "github";
  }

  @Override
  public void write(Report report, Writer out) throws IOException {
    Map<Severity, Integer> shown = new EnumMap<>(Severity.class);
    List<String> more = new ArrayList<>();
    for (Part part : report.parts()) {
      for (Finding finding : part.findings()) {
        annotation(report, finding, out, shown, more);
      }
    }
    for (Part part : report.parts()) {
      for (NotChecked question : part.notChecked()) {
        String text = question.what() + "\nwhy: " + question.why() + "\nhow: " + question.how();
        annotation(Severity.WARNING, "not checked", "", "not checked: " + text, out, shown, more);
      }
      for (var unread : part.unread()) {
        log("unread at " + unread.place().text() + "  " + unread.why(), out);
      }
      for (var effect : part.observer()) {
        log("watching may have changed this run: " + Plain.of(effect), out);
      }
    }
    if (!more.isEmpty()) {
      log("GitHub shows " + MOST + " annotations of a kind for each step. The others are:", out);
      for (String line : more) {
        log(line, out);
      }
    }
    for (String remark : report.remarks()) {
      log("policy: " + remark, out);
    }
    if (report.score() != null) {
      log(Plain.of(report.score()), out);
    }
    log(report.verdict().name() + Plain.end(report.exit()), out);
  }

  private static void annotation(
      Report report, Finding finding, Writer out, Map<Severity, Integer> shown, List<String> more)
      throws IOException {
    var text = new StringBuilder(finding.cause());
    finding
        .evidence()
        .forEach(seen -> text.append("\nat " + seen.place().text() + "  " + seen.quote()));
    text.append("\nfix: ").append(finding.fix().text());
    finding.fix().commands().forEach(command -> text.append("\n  $ ").append(command));
    finding.ruling().notes().forEach(note -> text.append("\npolicy: ").append(note));
    FilePlace place = FilePlace.best(finding, report.directory());
    String where = "";
    if (place != null && place.inside(report.directory())) {
      where = "file=" + property(place.relative(report.directory())) + ",";
      if (place.line() > 0) {
        where += "line=" + place.line() + ",";
      }
    }
    // What does not count is no reason for a red mark.
    Severity grade = finding.ruling().standing().counts() ? finding.severity() : Severity.INFO;
    annotation(
        grade, finding.rule() + " " + finding.name(), where, text.toString(), out, shown, more);
  }

  private static void annotation(
      Severity grade,
      String title,
      String where,
      String text,
      Writer out,
      Map<Severity, Integer> shown,
      List<String> more)
      throws IOException {
    if (shown.merge(grade, 1, Integer::sum) > MOST) {
      more.add(grade.name() + " " + title + ": " + text);
      return;
    }
    String command =
        switch (grade) {
          case ERROR -> "error";
          case WARNING -> "warning";
          case INFO -> "notice";
        };
    out.write("::" + command + " " + where + "title=" + property(title) + "::" + data(text) + "\n");
  }

  /// A line of the log that is no command: the runner takes lines that begin with `::`, and `##[`
  /// wherever it stands.
  private static void log(String text, Writer out) throws IOException {
    String line = RawText.printable(text).replace("##[", "## [").strip();
    out.write(line.startsWith("::") ? " " + line.replaceFirst("^::", ": :") : line);
    out.write('\n');
  }

  /// The escapes of the runner for the text of a command; characters that a terminal would obey are
  /// made visible first.
  private static String data(String text) {
    return Plain.lines(text).replace("##[", "## [").replace("%", "%25").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text.replace('\n', ' ')).replace(":", "%3A").replace(",", "%2C");
  }
}
