package faultline.reporters;

import faultline.core.Finding;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.formats.json.JsonWriter;
import java.io.IOException;
import java.io.Writer;

/// One JSON document on each line: first every finding, then one summary.
///
/// The fields of a finding are those of the JSON report, so that a program that reads one reads the
/// other. A reader knows that a report is whole when it has seen the summary.
public final class JsonLinesReporter implements Reporter {
  private static final String SCHEMA = "1.0";

  @Override
  public String format() {
    return "jsonl";
  }

  @Override
  public void write(Report report, Writer out) throws IOException {
    var json = new JsonWriter(out);
    for (Part part : report.parts()) {
      int rank = 0;
      for (Finding finding : part.findings()) {
        rank++;
        json.object()
            .text("schemaVersion", SCHEMA)
            .text("kind", "finding")
            .text("seam", part.seam())
            .text("target", part.target())
            .number("rank", part.ranked() ? rank : 0);
        JsonReporter.finding(json, report.fingerprint(part, finding), finding);
        json.texts("escaped", json.takeEscaped()).endObject().line();
      }
    }
    summary(json, report);
  }

  private static void summary(JsonWriter json, Report report) throws IOException {
    json.object()
        .text("schemaVersion", SCHEMA)
        .text("kind", "summary")
        .object("origin")
        .text("version", report.origin().version())
        .text("catalogue", report.origin().catalogue())
        .endObject()
        .texts("command", report.command());
    JsonReporter.exit(json, report.exit());
    json.text("verdict", report.verdict().word()).number("findings", report.findings().count());
    json.array("parts");
    for (Part part : report.parts()) {
      json.object()
          .text("seam", part.seam())
          .text("target", part.target())
          .number("findings", part.findings().size());
      JsonReporter.unanswered(json, part);
      json.endObject();
    }
    json.endArray().texts("remarks", report.remarks());
    JsonReporter.score(json, report.score());
    json.texts("escaped", json.takeEscaped()).endObject().line();
  }
}
