package faultline.reporters;

import faultline.core.Finding;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.core.Severity;
import faultline.core.Verdict;
import faultline.formats.bytes.RawText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/// Markdown as GitHub renders it, for a job summary (`>> "$GITHUB_STEP_SUMMARY"`) or a comment.
///
/// A step may write one MiB to its summary, and GitHub drops all of a longer one. So findings that
/// would go beyond it are left out, and a line says how many.
public final class MarkdownReporter implements Reporter {
  /// What fits in a job summary, less what the end of the report needs.
  private static final int MOST_BYTES = (1 << 20) - (1 << 16);

  @Override
  public String format() {
    return "markdown";
  }

  @Override
  public void write(Report report, Writer out) throws IOException {
    var page = new StringBuilder();
    page.append("## Faultline: ")
        .append(mark(report.verdict()))
        .append(' ')
        .append(report.verdict().name())
        .append(Plain.end(report.exit()))
        .append("\n\n");
    if (!report.command().isEmpty()) {
      page.append(code("$ " + String.join(" ", report.command()))).append("\n\n");
    }
    int size = 0;
    int leftOut = 0;
    for (Part part : report.parts()) {
      if (report.parts().size() > 1) {
        page.append("### ").append(text(part.seam())).append(' ').append(code(part.target()));
        page.append("\n\n");
      }
      boolean alternative = false;
      for (Finding finding : part.findings()) {
        String section = finding(finding, part.ranked() && alternative);
        size += section.getBytes(StandardCharsets.UTF_8).length;
        if (size > MOST_BYTES) {
          leftOut++;
        } else {
          page.append(section);
        }
        alternative = true;
      }
      unanswered(page, part);
    }
    if (leftOut > 0) {
      page.append("**")
          .append(Plain.count(leftOut, "finding"))
          .append(" left out**: a job summary holds 1 MiB. The JSON report has them all.\n\n");
    }
    for (String remark : report.remarks()) {
      page.append("- policy: ").append(text(remark)).append('\n');
    }
    if (report.score() != null) {
      page.append("- ").append(text(Plain.of(report.score()))).append('\n');
    }
    page.append("\n<sub>faultline ")
        .append(text(report.origin().version()))
        .append(", rules ")
        .append(text(report.origin().catalogue()))
        .append("</sub>\n");
    out.write(page.toString());
  }

  private static String finding(Finding finding, boolean alternative) throws IOException {
    var section = new StringWriter();
    section
        .append(alternative ? "or else:\n\n" : "")
        .append("#### ")
        .append(mark(finding.severity()))
        .append(' ')
        .append(text(finding.cause()))
        .append("\n\n");
    finding.ruling().notes().forEach(note -> section.append("> " + text(note) + "\n\n"));
    section.append("**Fix:** ").append(text(finding.fix().text())).append("\n\n");
    if (!finding.fix().commands().isEmpty()) {
      String commands = String.join("\n", finding.fix().commands());
      String fence = "`".repeat(Math.max(3, ticks(commands) + 1));
      section.append(fence + "sh\n" + Plain.lines(commands) + "\n" + fence + "\n\n");
    }
    section
        .append("<details><summary>Evidence (")
        .append(Integer.toString(finding.evidence().size()))
        .append("), rule ")
        .append(text(finding.rule() + " " + finding.name()))
        .append("</summary>\n\n| where | what |\n| --- | --- |\n");
    for (var seen : finding.evidence()) {
      section
          .append("| ")
          .append(cell(seen.place().text()))
          .append(" | ")
          .append(cell(seen.quote()))
          .append(" |\n");
    }
    String details = Plain.of(finding.details());
    section.append(details.isEmpty() ? "" : "\n" + code(details) + "\n");
    return section.append("\n</details>\n\n").toString();
  }

  private static void unanswered(StringBuilder page, Part part) {
    for (var question : part.notChecked()) {
      page.append("- **Not checked:** ")
          .append(text(question.what()))
          .append(". ")
          .append(text(question.why()))
          .append(". *How:* ")
          .append(text(question.how()))
          .append('\n');
    }
    for (var unread : part.unread()) {
      page.append("- **Unread** at ")
          .append(code(unread.place().text()))
          .append(": ")
          .append(text(unread.why()))
          .append('\n');
    }
    for (var effect : part.observer()) {
      page.append("- **Watching may have changed this run:** ")
          .append(text(Plain.of(effect)))
          .append('\n');
    }
    page.append('\n');
  }

  private static String mark(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "\u2705";
      case FAIL -> "\u274c";
      case UNKNOWN -> "\u2753";
    };
  }

  private static String mark(Severity severity) {
    return switch (severity) {
      case ERROR -> "\uD83D\uDD34 ERROR";
      case WARNING -> "\uD83D\uDFE1 WARNING";
      case INFO -> "\uD83D\uDD35 INFO";
    };
  }

  /// `text` with nothing in it that Markdown or HTML would take for markup, or GitHub for a
  /// mention.
  static String text(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    for (char c : RawText.printable(text).toCharArray()) {
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '@' -> escaped.append("&#64;");
        case '\\', '`', '*', '_', '[', ']', '#', '|', '~', '$' -> escaped.append('\\').append(c);
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /// A code span that holds whatever ticks `text` has.
  static String code(String text) {
    String line = Plain.lines(text).replace('\n', ' ');
    String fence = "`".repeat(ticks(line) + 1);
    String pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
    return fence + pad + line + pad + fence;
  }

  /// A code span in a table, where a bar ends the cell even in code.
  private static String cell(String text) {
    return code(text).replace("|", "\\|");
  }

  /// The longest run of ticks.
  private static int ticks(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
