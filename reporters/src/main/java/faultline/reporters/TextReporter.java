package faultline.reporters;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Observation;
import faultline.core.ObserverEffect;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.core.Severity;
import faultline.core.Value;
import faultline.core.Verdict;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A report for a person at a terminal: the cause first, then how it is known, then what to do.
public final class TextReporter implements Reporter {
  private static final String RED = "31";
  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String CYAN = "36";

  /// What a person reads in the cause and the evidence already.
  private static final Set<String> SAID = Set.of("sides", "difference");

  /// Words of a value that is more than a name.
  private static final int SENTENCE = 5;

  private final boolean color;

  /// A reporter without colour.
  public TextReporter() {
    this(false);
  }

  public TextReporter(boolean color) {
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
      if (report.parts().size() > 1) {
        page.line("", "== " + part.seam() + " " + part.target());
      }
      part(page, part);
    }
    for (String remark : report.remarks()) {
      page.line("", "policy: " + remark);
    }
    if (report.score() != null) {
      page.line("", Plain.of(report.score()));
    }
    verdict(page, report);
  }

  private static void part(Page page, Part part) throws IOException {
    boolean alternative = false;
    for (Finding finding : part.findings()) {
      if (part.ranked() && alternative) {
        page.line("", "or else:");
      }
      finding(page, finding);
      alternative = true;
    }
    Differences.write(page, part.details());
    for (var question : part.notChecked()) {
      page.line("", "not checked: " + question.what());
      page.line("  ", "why: " + question.why());
      page.line("  ", "how: " + question.how());
    }
    for (ObserverEffect effect : part.observer()) {
      page.line("", "watching may have changed this run: " + Plain.of(effect));
    }
    for (var unread : part.unread()) {
      page.line("", "unread at " + unread.place().text() + "  " + unread.why());
    }
    if (part.details().get("summary") instanceof Details summary) {
      page.line("", "summary: " + Plain.of(summary));
    }
  }

  private static void finding(Page page, Finding finding) throws IOException {
    String grade = finding.severity().name();
    page.marked(colorOf(finding.severity()), grade, " " + finding.rule() + " " + finding.cause());
    for (Observation seen : finding.evidence()) {
      page.line("  ", "at " + seen.place().text() + "  " + seen.quote());
    }
    details(page, finding.details());
    page.line("  ", "rule: " + finding.name() + " (" + finding.explanation() + ")");
    for (String note : finding.ruling().notes()) {
      page.line("  ", "policy: " + note);
    }
    if (!finding.ruling().tags().isEmpty()) {
      page.line("  ", "tags: " + String.join(", ", finding.ruling().tags()));
    }
    page.line("  ", "fix: " + finding.fix().text());
    for (String command : finding.fix().commands()) {
      page.command("    $ ", command);
    }
  }

  /// One line for each thing with parts of its own, and one for all the single values.
  private static void details(Page page, Details details) throws IOException {
    List<Details.Field> present =
        details.fields().stream()
            .filter(field -> field.value() != Value.Absent.ABSENT)
            .filter(field -> !SAID.contains(field.name()))
            .toList();
    for (var field : present) {
      if (isSentence(field.value())) {
        page.line("  ", field.name() + ": " + Plain.of(field.value()));
      }
    }
    String single =
        present.stream()
            .filter(field -> !hasParts(field.value()) && !isSentence(field.value()))
            .map(field -> field.name() + " " + Plain.of(field.value()))
            .collect(Collectors.joining(", "));
    if (!single.isEmpty()) {
      page.line("  ", "seen: " + single);
    }
    for (var field : present) {
      switch (field.value()) {
        case Details inner -> page.line("  ", field.name() + ": " + Plain.of(inner));
        case Value.Many(var values) -> {
          for (Value value : values) {
            page.line("  ", field.name() + ": " + Plain.of(value));
          }
        }
        case Value.Text _, Value.Whole _, Value.Flag _, Value.Absent _ -> {}
      }
    }
  }

  /// A sentence has a line of its own.
  private static boolean isSentence(Value value) {
    return value instanceof Value.Text(String text)
        && text.split(" ", SENTENCE + 1).length > SENTENCE;
  }

  private static boolean hasParts(Value value) {
    return value instanceof Details || value instanceof Value.Many;
  }

  private static void verdict(Page page, Report report) throws IOException {
    Verdict verdict = report.verdict();
    String shade =
        switch (verdict) {
          case PASS -> GREEN;
          case FAIL -> RED;
          case UNKNOWN -> YELLOW;
        };
    page.marked(shade, verdict.name(), Plain.end(report.exit()));
  }

  private static String colorOf(Severity severity) {
    return switch (severity) {
      case ERROR -> RED;
      case WARNING -> YELLOW;
      case INFO -> CYAN;
    };
  }
}
