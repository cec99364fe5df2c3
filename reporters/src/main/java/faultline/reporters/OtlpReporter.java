package faultline.reporters;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Report;
import faultline.core.Report.Exit;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.core.Severity;
import faultline.core.Value;
import faultline.core.Verdict;
import faultline.formats.json.JsonWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/// Log records of OpenTelemetry, in the JSON encoding of OTLP (an `ExportLogsServiceRequest` of
/// opentelemetry-proto 1.x): what `POST /v1/logs` of a collector takes.
///
/// One record for each finding and each question not answered, and one for the verdict. A reporter
/// reads no clock, so that records have no time: a collector puts in the time at which it got them.
public final class OtlpReporter implements Reporter {
  // SeverityNumber of the specification.
  private static final int INFO = 9;
  private static final int WARN = 13;
  private static final int ERROR = 17;

  @Override
  public String format() {
    return "otlp";
  }

  @Override
  public void write(Report report, Writer out) throws IOException {
    var json = new JsonWriter(out);
    json.object().array("resourceLogs").object();
    json.object("resource").array("attributes");
    text(json, "service.name", "faultline");
    text(json, "service.version", report.origin().version());
    text(json, "faultline.catalogue", report.origin().catalogue());
    if (!report.command().isEmpty()) {
      texts(json, "process.command_args", report.command());
    }
    json.endArray().endObject();
    json.array("scopeLogs")
        .object()
        .object("scope")
        .text("name", "faultline")
        .text("version", report.origin().version())
        .endObject()
        .array("logRecords");
    for (Part part : report.parts()) {
      for (Finding finding : part.findings()) {
        finding(json, report, part, finding);
      }
      unanswered(json, part);
    }
    verdict(json, report);
    json.endArray().endObject().endArray().endObject().endArray().endObject().line();
  }

  private static void finding(JsonWriter json, Report report, Part part, Finding finding)
      throws IOException {
    open(json, "faultline.finding", number(finding.severity()), finding.cause());
    text(json, "faultline.seam", part.seam());
    text(json, "faultline.target", part.target());
    text(json, "faultline.rule.id", finding.rule());
    text(json, "faultline.rule.name", finding.name());
    text(json, "faultline.explanation", finding.explanation());
    text(json, "faultline.fingerprint", report.fingerprint(part, finding));
    text(json, "faultline.standing", finding.ruling().standing().word());
    flag(json, "faultline.fails", finding.ruling().fails());
    texts(json, "faultline.policy", finding.ruling().notes());
    texts(json, "faultline.tags", finding.ruling().tags());
    text(json, "faultline.fix.text", finding.fix().text());
    texts(json, "faultline.fix.commands", finding.fix().commands());
    texts(
        json,
        "faultline.evidence",
        finding.evidence().stream()
            .map(seen -> seen.place().text() + "  " + seen.quote())
            .toList());
    FilePlace place = FilePlace.best(finding, report.directory());
    if (place != null) {
      text(json, "code.file.path", place.path());
      if (place.line() > 0) {
        whole(json, "code.line.number", place.line());
      }
    }
    attribute(json, "faultline.details", finding.details());
    close(json);
  }

  private static void unanswered(JsonWriter json, Part part) throws IOException {
    for (var question : part.notChecked()) {
      open(json, "faultline.not_checked", WARN, "not checked: " + question.what());
      text(json, "faultline.seam", part.seam());
      text(json, "faultline.target", part.target());
      text(json, "faultline.why", question.why());
      text(json, "faultline.how", question.how());
      close(json);
    }
    for (var unread : part.unread()) {
      open(json, "faultline.unread", WARN, unread.why());
      text(json, "faultline.seam", part.seam());
      text(json, "faultline.target", part.target());
      text(json, "faultline.place", unread.place().text());
      close(json);
    }
    for (var effect : part.observer()) {
      open(json, "faultline.observer", INFO, Plain.of(effect));
      text(json, "faultline.seam", part.seam());
      text(json, "faultline.kind", effect.kind());
      close(json);
    }
  }

  private static void verdict(JsonWriter json, Report report) throws IOException {
    int severity =
        switch (report.verdict()) {
          case PASS -> INFO;
          case FAIL -> ERROR;
          case UNKNOWN -> WARN;
        };
    open(json, "faultline.verdict", severity, report.verdict().name() + Plain.end(report.exit()));
    text(json, "faultline.verdict", report.verdict().word());
    flag(json, "faultline.passed", report.verdict() == Verdict.PASS);
    switch (report.exit()) {
      case null -> {}
      case Exit.Code(int code) -> whole(json, "process.exit.code", code);
      case Exit.Signal(String name, _) -> text(json, "faultline.signal", name);
    }
    texts(json, "faultline.remarks", report.remarks());
    if (report.score() != null) {
      whole(json, "faultline.score", report.score().points());
    }
    close(json);
  }

  /// A record up to the inside of its attributes.
  private static void open(JsonWriter json, String event, int severity, String body)
      throws IOException {
    json.object()
        .number("severityNumber", severity)
        .text("severityText", severity == ERROR ? "ERROR" : severity == WARN ? "WARN" : "INFO")
        .text("eventName", event)
        .object("body")
        .text("stringValue", body)
        .endObject()
        .array("attributes");
  }

  private static void close(JsonWriter json) throws IOException {
    json.endArray().endObject();
  }

  private static void text(JsonWriter json, String key, String text) throws IOException {
    attribute(json, key, new Value.Text(text));
  }

  private static void whole(JsonWriter json, String key, long number) throws IOException {
    attribute(json, key, new Value.Whole(number));
  }

  private static void flag(JsonWriter json, String key, boolean set) throws IOException {
    attribute(json, key, new Value.Flag(set));
  }

  private static void texts(JsonWriter json, String key, List<String> texts) throws IOException {
    attribute(json, key, new Value.Many(texts.stream().<Value>map(Value.Text::new).toList()));
  }

  private static void attribute(JsonWriter json, String key, Value value) throws IOException {
    json.object().text("key", key).object("value");
    any(json, value);
    json.endObject().endObject();
  }

  /// The one field of an `AnyValue`; none for a value that is absent.
  private static void any(JsonWriter json, Value value) throws IOException {
    switch (value) {
      case Value.Text(String text) -> json.text("stringValue", text);
      // 64-bit numbers are strings in the JSON encoding of Protobuf.
      case Value.Whole(long number) -> json.text("intValue", Long.toString(number));
      case Value.Flag(boolean set) -> json.bool("boolValue", set);
      case Value.Absent _ -> {}
      case Value.Many(var values) -> {
        json.object("arrayValue").array("values");
        for (Value one : values) {
          json.object();
          any(json, one);
          json.endObject();
        }
        json.endArray().endObject();
      }
      case Details(var fields) -> {
        json.object("kvlistValue").array("values");
        for (var field : fields) {
          attribute(json, field.name(), field.value());
        }
        json.endArray().endObject();
      }
    }
  }

  private static int number(Severity severity) {
    return switch (severity) {
      case ERROR -> ERROR;
      case WARNING -> WARN;
      case INFO -> INFO;
    };
  }
}
