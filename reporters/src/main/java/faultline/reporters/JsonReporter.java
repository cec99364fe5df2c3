package faultline.reporters;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.NotChecked;
import faultline.core.ObserverEffect;
import faultline.core.Report;
import faultline.core.Report.Exit;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.core.Score;
import faultline.core.Unread;
import faultline.core.Value;
import faultline.formats.json.JsonWriter;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/// One JSON document for one report.
///
/// Names are a contract with programs that read them: they may be added to, never changed. What is
/// absent is `null` or an empty list, never a missing name.
public final class JsonReporter implements Reporter {
  /// Grows with every change that a reader could notice.
  private static final String SCHEMA = "1.0";

  @Override
  public String format() {
    return "json";
  }

  @Override
  public void write(Report report, Writer out) throws IOException {
    var json = new JsonWriter(out);
    json.object().text("schemaVersion", SCHEMA);
    json.object("origin")
        .text("version", report.origin().version())
        .text("catalogue", report.origin().catalogue())
        .endObject();
    json.texts("command", report.command());
    json.texts("escaped", json.takeEscaped());
    exit(json, report.exit());
    json.text("verdict", report.verdict().word());
    json.array("parts");
    for (Part part : report.parts()) {
      part(json, report, part);
    }
    json.endArray();
    json.texts("remarks", report.remarks());
    score(json, report.score());
    json.endObject().line();
  }

  static void score(JsonWriter json, @Nullable Score score) throws IOException {
    if (score == null) {
      json.nul("score");
      return;
    }
    json.object("score")
        .number("points", score.points())
        .number("least", score.least())
        .array("tags");
    for (var cost : score.tags()) {
      json.object().text("tag", cost.tag()).number("cost", cost.points()).endObject();
    }
    json.endArray().endObject();
  }

  static void exit(JsonWriter json, @Nullable Exit exit) throws IOException {
    switch (exit) {
      case null -> json.nul("exit");
      case Exit.Code(int code) -> json.object("exit").number("code", code).endObject();
      case Exit.Signal(String name, _) -> json.object("exit").text("signal", name).endObject();
    }
  }

  private static void part(JsonWriter json, Report report, Part part) throws IOException {
    json.object().text("seam", part.seam()).text("target", part.target()).array("findings");
    for (Finding finding : part.findings()) {
      json.object();
      finding(json, report.fingerprint(part, finding), finding);
      json.endObject();
    }
    json.endArray();
    unanswered(json, part);
    details(json, part.details());
    json.texts("escaped", json.takeEscaped()).endObject();
  }

  /// The arrays `notChecked`, `unread` and `observer` of a part.
  static void unanswered(JsonWriter json, Part part) throws IOException {
    json.array("notChecked");
    for (NotChecked question : part.notChecked()) {
      json.object()
          .text("what", question.what())
          .text("why", question.why())
          .text("how", question.how())
          .endObject();
    }
    json.endArray().array("unread");
    for (Unread unread : part.unread()) {
      json.object().text("place", unread.place().text()).text("why", unread.why()).endObject();
    }
    json.endArray().array("observer");
    for (ObserverEffect effect : part.observer()) {
      json.object()
          .text("kind", effect.kind())
          .text("what", effect.what())
          .text("path", effect.path());
      Integer pid = effect.pid();
      if (pid == null) {
        json.nul("pid");
      } else {
        json.number("pid", pid);
      }
      json.endObject();
    }
    json.endArray();
  }

  /// The fields of a finding, into the open object.
  static void finding(JsonWriter json, String fingerprint, Finding finding) throws IOException {
    json.text("rule", finding.rule())
        .text("name", finding.name())
        .text("severity", finding.severity().word())
        .text("cause", finding.cause())
        .text("explanation", finding.explanation());
    json.object("fix")
        .text("text", finding.fix().text())
        .texts("commands", finding.fix().commands())
        .endObject();
    json.array("evidence");
    for (var seen : finding.evidence()) {
      json.object().text("place", seen.place().text()).text("quote", seen.quote()).endObject();
    }
    json.endArray();
    details(json, finding.details());
    var ruling = finding.ruling();
    json.text("fingerprint", fingerprint)
        .object("ruling")
        .text("standing", ruling.standing().word())
        .bool("fails", ruling.fails())
        .texts("notes", ruling.notes())
        .texts("tags", ruling.tags())
        .endObject();
  }

  static void details(JsonWriter json, Details details) throws IOException {
    for (var field : details.fields()) {
      String name = field.name();
      switch (field.value()) {
        case Value.Text(String text) -> json.text(name, text);
        case Value.Whole(long number) -> json.number(name, number);
        case Value.Flag(boolean set) -> json.bool(name, set);
        case Value.Absent _ -> json.nul(name);
        case Value.Many(var values) -> {
          json.array(name);
          for (Value value : values) {
            element(json, value);
          }
          json.endArray();
        }
        case Details inner -> {
          json.object(name);
          details(json, inner);
          json.endObject();
        }
      }
    }
  }

  private static void element(JsonWriter json, Value value) throws IOException {
    switch (value) {
      case Value.Text(String text) -> json.text(text);
      case Value.Whole(long number) -> json.number(number);
      case Value.Flag(boolean set) -> json.bool(set);
      case Value.Absent _ -> json.nul();
      case Value.Many(var values) -> {
        json.array();
        for (Value one : values) {
          element(json, one);
        }
        json.endArray();
      }
      case Details inner -> {
        json.object();
        details(json, inner);
        json.endObject();
      }
    }
  }
}
