package faultline.reporters;

import faultline.core.Finding;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.core.Severity;
import faultline.core.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One HTML file that needs nothing else: no network, no server, and no script to be read.
///
/// Its content security policy forbids everything but its own style and script, by their hashes, so
/// that nothing in a watched program's words can run or load anything. The script only adds what a
/// reader can do without: a filter, copying, a choice of colours.
public final class HtmlReporter implements Reporter {
  private final Function<String, @Nullable String> pages;

  /// A reporter that knows no rule pages.
  public HtmlReporter() {
    this(_ -> null);
  }

  /// @param pages the page of the rule with a given id, in Markdown, or null
  public HtmlReporter(Function<String, @Nullable String> pages) {
    this.pages = pages;
  }

  @Override
  public String format() {
    return "html";
  }

  @Override
  public void write(Report report, Writer out) throws IOException {
    var html = new Markup(out);
    String style = resource("report.css");
    String script = resource("report.js");
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '")
        .raw(hash(style))
        .raw("'; script-src '")
        .raw(hash(script))
        .raw("'; base-uri 'none'; form-action 'none'\">\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .raw("<meta name=\"color-scheme\" content=\"light dark\">\n")
        .raw("<meta name=\"generator\" content=\"faultline\">\n<title>")
        .text(report.verdict().name() + " " + title(report) + " - Faultline")
        .raw("</title>\n<style>")
        .raw(style)
        .raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the findings</a>\n");
    header(html, report);
    html.raw("<main id=\"main\">\n");
    verdictAlone(html, report);
    Set<String> ids = new HashSet<>();
    for (Part part : report.parts()) {
      part(html, report, part, ids);
    }
    html.raw("</main>\n<footer><p>faultline ")
        .text(report.origin().version() + ", rules " + report.origin().catalogue())
        .raw(". This file loads nothing and sends nothing.</p></footer>\n<script>")
        .raw(script)
        .raw("</script>\n</body>\n</html>\n");
  }

  private static String title(Report report) {
    if (!report.command().isEmpty()) {
      return String.join(" ", report.command());
    }
    return report.parts().isEmpty() ? "" : report.parts().getFirst().target();
  }

  private static void header(Markup html, Report report) throws IOException {
    html.raw("<header class=\"top\">\n<div class=\"bar\">")
        .element("span", "verdict " + report.verdict().word(), report.verdict().name())
        .raw("<span class=\"brand\">Faultline</span>")
        .raw(
            "<button type=\"button\" id=\"theme\" hidden aria-label=\"Dark or light colours\">Theme</button></div>\n<h1><code")
        .raw(report.command().isEmpty() ? ">" : " class=\"shell\">")
        .text(title(report))
        .raw("</code></h1>\n<p class=\"sum\">");
    String separator = "";
    for (String piece : summary(report)) {
      html.raw(separator).text(piece);
      separator = " <span aria-hidden=\"true\">\u00b7</span> ";
    }
    html.raw("</p>\n");
    if (report.score() != null) {
      html.element("p", "sum", Plain.of(report.score()));
    }
    for (String remark : report.remarks()) {
      html.raw("<p class=\"remark\">policy: ").text(remark).raw("</p>\n");
    }
    html.raw("</header>\n");
  }

  private static List<String> summary(Report report) {
    var pieces = new ArrayList<String>();
    String end = Plain.end(report.exit()).strip();
    if (!end.isEmpty()) {
      pieces.add(end);
    }
    for (Severity severity : Severity.values()) {
      long count = report.findings().filter(finding -> finding.severity() == severity).count();
      if (count > 0) {
        pieces.add(
            severity == Severity.INFO ? count + " info" : Plain.count(count, severity.word()));
      }
    }
    long questions = report.parts().stream().mapToLong(part -> part.notChecked().size()).sum();
    if (questions > 0) {
      pieces.add(questions + " not checked");
    }
    long unread = report.parts().stream().mapToLong(part -> part.unread().size()).sum();
    if (unread > 0) {
      pieces.add(unread + " unread");
    }
    return pieces;
  }

  /// What to say where there is no finding to read.
  private static void verdictAlone(Markup html, Report report) throws IOException {
    if (report.findings().findAny().isPresent()) {
      return;
    }
    String text =
        report.verdict() == Verdict.PASS
            ? "Nothing was found."
            : "No cause was found. What could not be answered stands below.";
    html.element("p", "nothing", text).raw("\n");
  }

  private void part(Markup html, Report report, Part part, Set<String> ids) throws IOException {
    html.raw("<section class=\"part\">\n");
    if (report.parts().size() > 1) {
      html.raw("<h2 class=\"seam\"><span>").text(part.seam()).raw("</span> <code>");
      html.text(part.target()).raw("</code></h2>\n");
    }
    var findings = new HtmlFinding(html, report, part, pages);
    int rank = 0;
    for (Finding finding : part.findings()) {
      rank++;
      String id = "f-" + report.fingerprint(part, finding);
      findings.write(finding, rank, ids.add(id) ? id : "");
    }
    unanswered(html, part);
    new HtmlRun(html, part).write();
    html.raw("</section>\n");
  }

  private static void unanswered(Markup html, Part part) throws IOException {
    if (!part.notChecked().isEmpty()) {
      html.raw("<section class=\"open\">\n<h3>Not checked</h3>\n");
      for (var question : part.notChecked()) {
        html.raw("<dl class=\"question\"><dt>")
            .text(question.what())
            .raw("</dt><dd><b>Why</b> ")
            .text(question.why())
            .raw("</dd><dd><b>How</b> ")
            .text(question.how())
            .raw("</dd></dl>\n");
      }
      html.raw("</section>\n");
    }
    if (!part.unread().isEmpty()) {
      html.raw("<section class=\"open\">\n<h3>Unread</h3>\n<ul class=\"plain\">\n");
      for (var unread : part.unread()) {
        html.raw("<li><code>")
            .text(unread.place().text())
            .raw("</code> ")
            .text(unread.why())
            .raw("</li>\n");
      }
      html.raw("</ul>\n</section>\n");
    }
    if (!part.observer().isEmpty()) {
      html.raw("<section class=\"open\">\n<h3>Watching may have changed this run</h3>\n");
      html.raw("<ul class=\"plain\">\n");
      for (var effect : part.observer()) {
        html.raw("<li>").text(Plain.of(effect)).raw("</li>\n");
      }
      html.raw("</ul>\n</section>\n");
    }
  }

  /// The source that a content security policy knows `text` by.
  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReporter.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the build has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
