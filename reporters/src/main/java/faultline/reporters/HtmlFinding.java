package faultline.reporters;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Observation;
import faultline.core.Place;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.core.Value;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The findings of one part of a report as HTML.
final class HtmlFinding {
  private final Markup html;
  private final Report report;
  private final Part part;
  private final Function<String, @Nullable String> pages;

  HtmlFinding(Markup html, Report report, Part part, Function<String, @Nullable String> pages) {
    this.html = html;
    this.report = report;
    this.part = part;
    this.pages = pages;
  }

  /// @param rank counted from 1
  /// @param id what a link to it names; empty where another finding has that name
  void write(Finding finding, int rank, String id) throws IOException {
    boolean cause = part.ranked() && rank == 1;
    String kind = cause ? "Cause" : part.ranked() ? "Or else" : "Finding";
    html.raw("<article class=\"finding ")
        .raw(finding.severity().word())
        .raw(cause ? " cause" : "")
        .raw(finding.ruling().standing().counts() ? "" : " aside")
        .raw("\"");
    if (!id.isEmpty()) {
      html.attribute("id", id);
    }
    html.raw(">\n<p class=\"kicker\"><b>").text(kind).raw("</b> ");
    html.element("span", "badge " + finding.severity().word(), finding.severity().word());
    if (!finding.ruling().standing().counts()) {
      html.raw(" ").element("span", "badge", finding.ruling().standing().word());
    }
    for (String tag : finding.ruling().tags()) {
      html.raw(" ").element("span", "badge tag", tag);
    }
    html.raw(" <span class=\"rule\">").text(finding.rule() + " " + finding.name()).raw("</span>");
    if (!id.isEmpty()) {
      html.raw("<a class=\"anchor\"")
          .attribute("href", "#" + id)
          .raw(" aria-label=\"Link to this finding\">#</a>");
    }
    html.raw("</p>\n<h3>").text(finding.cause()).raw("</h3>\n");
    for (String note : finding.ruling().notes()) {
      html.raw("<p class=\"remark\">policy: ").text(note).raw("</p>\n");
    }
    fix(finding);
    evidence(finding, cause);
    details(finding);
    page(finding.rule());
    html.raw("</article>\n");
  }

  private void fix(Finding finding) throws IOException {
    html.raw("<div class=\"fix\"><p><b>Fix</b> ").text(finding.fix().text()).raw("</p>\n");
    for (String command : finding.fix().commands()) {
      html.raw("<div class=\"cmd\"><pre><code>")
          .text(command)
          .raw("</code></pre><button type=\"button\" class=\"copy\" hidden>Copy</button></div>\n");
    }
    html.raw("</div>\n");
  }

  private void evidence(Finding finding, boolean open) throws IOException {
    html.raw("<details")
        .raw(open ? " open" : "")
        .raw("><summary>Evidence <span class=\"n\">")
        .text(Integer.toString(finding.evidence().size()))
        .raw("</span></summary>\n<ol class=\"evidence\">\n");
    for (Observation seen : finding.evidence()) {
      html.raw("<li><span class=\"place\">");
      place(seen.place());
      html.raw("</span> <code>").text(seen.quote()).raw("</code></li>\n");
    }
    html.raw("</ol></details>\n");
  }

  private void place(Place place) throws IOException {
    String target =
        switch (place) {
          case Place.Call(int pid, long sequence) ->
              HtmlRun.knows(part, place) ? "call-" + sequence : "pid-" + pid;
          case Place.Process(int pid) -> "pid-" + pid;
          case Place.Line _, Place.Offset _, Place.Target _ -> "";
        };
    if (target.isEmpty()) {
      FilePlace file = FilePlace.of(place);
      html.text(
          file == null
              ? place.text()
              : file.relative(report.directory())
                  + place.text().substring(Math.min(file.path().length(), place.text().length())));
    } else if (HtmlRun.knows(part, place)
        || place instanceof Place.Call(int pid, _) && HtmlRun.knows(part, new Place.Process(pid))) {
      html.raw("<a").attribute("href", "#" + target).raw(">").text(place.text()).raw("</a>");
    } else {
      html.text(place.text());
    }
  }

  private void details(Finding finding) throws IOException {
    var present =
        finding.details().fields().stream()
            .filter(field -> field.value() != Value.Absent.ABSENT)
            .toList();
    if (present.isEmpty()) {
      return;
    }
    html.raw("<details><summary>Seen</summary>\n<dl class=\"seen\">\n");
    for (Details.Field field : present) {
      html.raw("<dt>").text(field.name()).raw("</dt>");
      if (field.value() instanceof Value.Many(var values)) {
        for (Value value : values) {
          html.raw("<dd><code>").text(Plain.of(value)).raw("</code></dd>");
        }
      } else {
        html.raw("<dd><code>").text(Plain.of(field.value())).raw("</code></dd>");
      }
      html.raw("\n");
    }
    html.raw("</dl></details>\n");
  }

  /// The page of a rule: headings, paragraphs, fenced code and code spans are all it has.
  private void page(String rule) throws IOException {
    String page = pages.apply(rule);
    if (page == null) {
      return;
    }
    html.raw("<details><summary>About ").text(rule).raw("</summary>\n<div class=\"page\">\n");
    boolean code = false;
    boolean paragraph = false;
    for (String line : page.lines().toList()) {
      boolean fence = line.startsWith("```");
      if (paragraph && !code && (fence || line.isBlank() || line.startsWith("#"))) {
        html.raw("</p>\n");
        paragraph = false;
      }
      if (fence) {
        html.raw(code ? "</code></pre>\n" : "<pre><code>");
        code = !code;
      } else if (code) {
        html.text(line).raw("\n");
      } else if (line.startsWith("#")) {
        html.element("h4", "", line.replaceFirst("^#+ *", "")).raw("\n");
      } else if (!line.isBlank()) {
        html.raw(paragraph ? " " : "<p>");
        spans(line);
        paragraph = true;
      }
    }
    html.raw(code ? "</code></pre>" : paragraph ? "</p>" : "").raw("\n</div></details>\n");
  }

  private void spans(String line) throws IOException {
    String[] pieces = line.split("`", -1);
    for (int i = 0; i < pieces.length; i++) {
      // An odd piece stands between two ticks; the last tick of an uneven number opens nothing.
      if (i % 2 == 1 && i < pieces.length - 1) {
        html.element("code", "", pieces[i]);
      } else {
        html.text(i % 2 == 1 ? "`" + pieces[i] : pieces[i]);
      }
    }
  }
}
