package faultline.reporters;

import faultline.core.Finding;
import faultline.core.NotChecked;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.core.Verdict;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// JUnit XML in the form that Jenkins, GitLab and others read: a suite for each part, a test case
/// for each rule that found something at its target.
///
/// A finding that fails the report is a failure, another one is output of a passed test. What was
/// not checked is a skipped test with the reason, and a verdict that is unknown is an error:
/// nothing that was not looked at passes.
public final class JUnitReporter implements Reporter {
  @Override
  public String format() {
    return "junit";
  }

  private record Case(String name, String kind, String message, String text) {}

  @Override
  public void write(Report report, Writer out) throws IOException {
    var xml = new Markup(out);
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    var end = verdict(report);
    List<Case> all = new ArrayList<>();
    report.parts().forEach(part -> all.addAll(cases(part)));
    all.add(end);
    xml.raw("<testsuites name=\"faultline\"");
    counts(xml, all);
    xml.raw(">\n");
    for (Part part : report.parts()) {
      suite(xml, part.seam() + " " + part.target(), part.seam(), part.target(), cases(part));
    }
    suite(xml, "faultline", "faultline", "verdict", List.of(end));
    xml.raw("</testsuites>\n");
  }

  private static void suite(Markup xml, String name, String seam, String target, List<Case> cases)
      throws IOException {
    xml.raw("  <testsuite").attribute("name", name);
    counts(xml, cases);
    xml.raw(">\n");
    for (Case one : cases) {
      xml.raw("    <testcase")
          .attribute("classname", "faultline." + seam + "." + target.replace('.', '_'))
          .attribute("name", one.name())
          .attribute("time", "0")
          .raw(">");
      if (one.kind().equals("system-out")) {
        xml.raw("<system-out>").text(one.text()).raw("</system-out>");
      } else if (!one.kind().isEmpty()) {
        xml.raw("<" + one.kind()).attribute("message", one.message());
        if (!one.kind().equals("skipped")) {
          xml.attribute("type", one.name());
        }
        xml.raw(">").text(one.text()).raw("</" + one.kind() + ">");
      }
      xml.raw("</testcase>\n");
    }
    xml.raw("  </testsuite>\n");
  }

  private static void counts(Markup xml, List<Case> cases) throws IOException {
    xml.attribute("tests", Integer.toString(cases.size()));
    xml.attribute("failures", count(cases, "failure"));
    xml.attribute("errors", count(cases, "error"));
    xml.attribute("skipped", count(cases, "skipped"));
    xml.attribute("time", "0");
  }

  private static String count(List<Case> cases, String kind) {
    return Long.toString(cases.stream().filter(one -> one.kind().equals(kind)).count());
  }

  private static List<Case> cases(Part part) {
    Map<String, List<Finding>> byRule = new LinkedHashMap<>();
    for (Finding finding : part.findings()) {
      byRule
          .computeIfAbsent(finding.rule() + " " + finding.name(), _ -> new ArrayList<>())
          .add(finding);
    }
    List<Case> cases = new ArrayList<>();
    byRule.forEach((rule, findings) -> cases.add(found(rule, findings)));
    for (NotChecked question : part.notChecked()) {
      cases.add(
          new Case(
              "not checked: " + question.what(),
              "skipped",
              question.why(),
              "how: " + question.how()));
    }
    for (var unread : part.unread()) {
      cases.add(new Case("unread at " + unread.place().text(), "skipped", unread.why(), ""));
    }
    if (cases.isEmpty()) {
      cases.add(new Case("nothing found", part.looked() ? "" : "skipped", "could not look", ""));
    }
    return cases;
  }

  private static Case found(String rule, List<Finding> findings) {
    boolean fails = findings.stream().anyMatch(finding -> finding.ruling().fails());
    String message =
        findings.getFirst().cause()
            + (findings.size() > 1 ? " (and " + (findings.size() - 1) + " more)" : "");
    String text = findings.stream().map(JUnitReporter::told).collect(Collectors.joining("\n"));
    return new Case(rule, fails ? "failure" : "system-out", message, text);
  }

  private static String told(Finding finding) {
    var text = new StringBuilder(finding.severity().name() + " " + finding.cause() + "\n");
    finding
        .evidence()
        .forEach(seen -> text.append("  at " + seen.place().text() + "  " + seen.quote() + "\n"));
    finding.ruling().notes().forEach(note -> text.append("  policy: " + note + "\n"));
    text.append("  fix: " + finding.fix().text() + "\n");
    finding.fix().commands().forEach(command -> text.append("    $ " + command + "\n"));
    return text.toString();
  }

  private static Case verdict(Report report) {
    var text = new StringBuilder();
    report.remarks().forEach(remark -> text.append("policy: " + remark + "\n"));
    for (Part part : report.parts()) {
      part.observer()
          .forEach(
              effect ->
                  text.append("watching may have changed this run: " + Plain.of(effect) + "\n"));
    }
    if (report.score() != null) {
      text.append(Plain.of(report.score())).append('\n');
    }
    String message = report.verdict().name() + Plain.end(report.exit());
    boolean low = report.score() != null && report.score().tooLow();
    String kind = report.verdict() == Verdict.UNKNOWN ? "error" : low ? "failure" : "system-out";
    return new Case("verdict", kind, message, message + "\n" + text);
  }
}
