package faultline.reporters;

import faultline.core.Finding;
import faultline.core.Observation;
import faultline.core.Place;
import faultline.core.Report;
import faultline.core.Report.Exit;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.core.Severity;
import faultline.core.Standing;
import faultline.formats.json.JsonWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// SARIF 2.1.0 (OASIS), as GitHub code scanning and editors read it.
///
/// The evidence of a finding is a thread flow: the path to the fault and not only the spot. What
/// could not be checked or read is a notification of the run. GitHub refuses or cuts files above
/// certain sizes; this reporter keeps below them, leaves out the least grave findings first, and
/// says in a notification how many.
public final class SarifReporter implements Reporter {
  /// GitHub takes this many results of a run. (It shows 5,000 of them, the gravest.)
  static final int MOST_RESULTS = 25_000;

  /// GitHub takes this many steps of one thread flow.
  static final int MOST_STEPS = 10_000;

  /// GitHub takes this many tags of a rule.
  static final int MOST_TAGS = 20;

  /// GitHub takes a file of 10 MB, compressed by gzip.
  static final long MOST_BYTES = 10_000_000;

  /// What the end of the document may take, and what the compressor may still hold back.
  private static final long RESERVE = 500_000;

  private static final String FINGERPRINT = "faultline/v1";
  private static final String ROOT = "%SRCROOT%";

  private final Function<String, @Nullable String> pages;

  /// A reporter that knows no rule pages.
  public SarifReporter() {
    this(_ -> null);
  }

  /// @param pages the page of the rule with a given id, in Markdown, or null
  public SarifReporter(Function<String, @Nullable String> pages) {
    this.pages = pages;
  }

  @Override
  public String format() {
    return "sarif";
  }

  private record Result(Part part, Finding finding) {}

  @Override
  public void write(Report report, Writer out) throws IOException {
    List<Result> results = new ArrayList<>();
    for (Part part : report.parts()) {
      part.findings().forEach(finding -> results.add(new Result(part, finding)));
    }
    if (results.size() > MOST_RESULTS) {
      results.sort(Comparator.comparing(result -> result.finding().severity()));
    }
    var counted = new CompressedSize(out);
    var json = new JsonWriter(counted);
    json.object()
        .text("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
        .text("version", "2.1.0")
        .array("runs")
        .object();
    Map<String, Integer> rules = tool(json, report, results);
    json.object("originalUriBaseIds").object(ROOT);
    if (!report.directory().isEmpty()) {
      json.text("uri", "file://" + FilePlace.encoded(report.directory()) + "/");
    }
    json.object("description")
        .text("text", "the directory that faultline was started in")
        .endObject()
        .endObject()
        .endObject()
        .text("columnKind", "utf16CodeUnits")
        .array("results");
    boolean compared = compared(report);
    int written = 0;
    for (Result result : results.subList(0, Math.min(MOST_RESULTS, results.size()))) {
      if (counted.size() > MOST_BYTES - RESERVE) {
        break;
      }
      result(json, report, result, rules, compared);
      json.flush();
      written++;
    }
    json.endArray();
    invocation(json, report, results.size() - written);
    json.endObject().endArray().endObject().line();
  }

  private Map<String, Integer> tool(JsonWriter json, Report report, List<Result> results)
      throws IOException {
    var used = new LinkedHashMap<String, Result>();
    results.forEach(result -> used.putIfAbsent(result.finding().rule(), result));
    json.object("tool")
        .object("driver")
        .text("name", "faultline")
        .text("version", report.origin().version())
        .text("semanticVersion", report.origin().version())
        .array("rules");
    var index = new LinkedHashMap<String, Integer>();
    for (Result result : used.values()) {
      Finding finding = result.finding();
      index.put(finding.rule(), index.size());
      json.object()
          .text("id", finding.rule())
          .text("name", pascal(finding.name()))
          .object("shortDescription")
          .text("text", finding.name().replace('-', ' '))
          .endObject();
      String page = pages.apply(finding.rule());
      if (page != null) {
        json.object("help").text("text", page).text("markdown", page).endObject();
      }
      json.object("defaultConfiguration")
          .text("level", level(finding.severity()))
          .endObject()
          .object("properties")
          .texts("tags", List.of(result.part().seam(), finding.explanation()))
          .endObject()
          .endObject();
    }
    json.endArray()
        .object("properties")
        .text("catalogue", report.origin().catalogue())
        .endObject()
        .endObject()
        .endObject();
    return index;
  }

  private static void result(
      JsonWriter json, Report report, Result result, Map<String, Integer> rules, boolean compared)
      throws IOException {
    Finding finding = result.finding();
    String directory = report.directory();
    json.object()
        .text("ruleId", finding.rule())
        .number("ruleIndex", rules.getOrDefault(finding.rule(), -1))
        .text("kind", "fail")
        .text("level", level(finding.severity()))
        .object("message")
        .text("text", message(finding))
        .endObject();
    json.array("locations").object();
    FilePlace best = FilePlace.best(finding, directory);
    if (best == null) {
      // GitHub shows no result without a file; the root is the least that is true.
      json.object("physicalLocation")
          .object("artifactLocation")
          .text("uri", "./")
          .text("uriBaseId", ROOT)
          .endObject()
          .endObject();
      logical(json, finding.evidence().getFirst().place().text());
    } else {
      physical(json, best, directory);
    }
    json.endObject().endArray();
    flow(json, finding.evidence(), directory);
    json.object("partialFingerprints")
        .text(FINGERPRINT, report.fingerprint(result.part(), finding))
        .endObject();
    ruling(json, finding, compared);
    json.object("properties")
        .text("seam", result.part().seam())
        .text("target", result.part().target())
        .text("explanation", finding.explanation())
        .texts("commands", finding.fix().commands());
    var tags = finding.ruling().tags();
    json.texts("tags", tags.subList(0, Math.min(MOST_TAGS, tags.size())));
    json.object("details");
    JsonReporter.details(json, finding.details());
    json.endObject().endObject().endObject();
  }

  private static void flow(JsonWriter json, List<Observation> evidence, String directory)
      throws IOException {
    json.array("codeFlows").object().array("threadFlows").object().array("locations");
    int step = 0;
    for (Observation seen : evidence.subList(0, Math.min(MOST_STEPS, evidence.size()))) {
      step++;
      json.object().number("executionOrder", step).text("importance", "essential");
      json.object("location");
      FilePlace place = FilePlace.of(seen.place());
      if (place == null) {
        logical(json, seen.place().text());
      } else {
        physical(json, place, directory);
      }
      json.object("message").text("text", seen.place().text() + ": " + seen.quote()).endObject();
      json.endObject().endObject();
    }
    json.endArray().endObject().endArray().endObject().endArray();
  }

  /// Whether the run was compared with an earlier one: then every result says how it stands to
  /// that.
  private static boolean compared(Report report) {
    return report.findings().anyMatch(one -> one.ruling().standing() == Standing.BASELINE);
  }

  private static void ruling(JsonWriter json, Finding finding, boolean compared)
      throws IOException {
    var ruling = finding.ruling();
    boolean known = ruling.standing() == Standing.BASELINE;
    if (compared) {
      json.text("baselineState", known ? "unchanged" : "new");
    }
    if (!known && ruling.standing() != Standing.NEW) {
      json.array("suppressions")
          .object()
          .text("kind", "external")
          .text("status", "accepted")
          .text("justification", String.join("; ", ruling.notes()))
          .endObject()
          .endArray();
    }
  }

  private static void physical(JsonWriter json, FilePlace place, String directory)
      throws IOException {
    json.object("physicalLocation").object("artifactLocation").text("uri", place.uri(directory));
    if (place.inside(directory)) {
      json.text("uriBaseId", ROOT);
    }
    json.endObject();
    if (place.line() > 0) {
      json.object("region").number("startLine", place.line()).endObject();
    } else if (place.offset() >= 0) {
      json.object("region").number("byteOffset", place.offset()).endObject();
    }
    json.endObject();
  }

  private static void logical(JsonWriter json, String name) throws IOException {
    json.array("logicalLocations").object().text("name", name).endObject().endArray();
  }

  private static void invocation(JsonWriter json, Report report, int leftOut) throws IOException {
    json.array("invocations")
        .object()
        .bool("executionSuccessful", report.parts().stream().allMatch(Part::looked));
    if (!report.command().isEmpty()) {
      json.texts("arguments", report.command());
    }
    switch (report.exit()) {
      case null -> {}
      case Exit.Code(int code) -> json.number("exitCode", code);
      case Exit.Signal(String name, int number) ->
          json.text("exitSignalName", name).number("exitSignalNumber", number);
    }
    json.array("toolExecutionNotifications");
    if (leftOut > 0) {
      notification(
          json,
          "warning",
          "left-out",
          Plain.count(leftOut, "finding")
              + " left out, the least grave ones: GitHub takes "
              + MOST_RESULTS
              + " results and 10 MB in one file. The JSON report has them all.",
          null,
          report.directory());
    }
    for (Part part : report.parts()) {
      for (var question : part.notChecked()) {
        notification(
            json,
            "warning",
            "not-checked",
            "not checked: " + question.what() + ". " + question.why() + ". " + question.how(),
            null,
            report.directory());
      }
      for (var unread : part.unread()) {
        notification(json, "warning", "unread", unread.why(), unread.place(), report.directory());
      }
      for (var effect : part.observer()) {
        notification(
            json,
            "note",
            "observer",
            "watching may have changed this run: " + Plain.of(effect),
            null,
            report.directory());
      }
    }
    for (String remark : report.remarks()) {
      notification(json, "note", "policy", remark, null, report.directory());
    }
    if (report.score() != null) {
      notification(json, "note", "score", Plain.of(report.score()), null, report.directory());
    }
    json.endArray()
        .object("properties")
        .text("verdict", report.verdict().word())
        .endObject()
        .endObject()
        .endArray();
  }

  private static void notification(
      JsonWriter json,
      String level,
      String kind,
      String text,
      @Nullable Place place,
      String directory)
      throws IOException {
    json.object().text("level", level);
    json.object("descriptor").text("id", kind).endObject();
    json.object("message").text("text", text).endObject();
    if (place != null) {
      json.array("locations").object();
      FilePlace file = FilePlace.of(place);
      if (file == null) {
        logical(json, place.text());
      } else {
        physical(json, file, directory);
      }
      json.endObject().endArray();
    }
    json.endObject();
  }

  private static String message(Finding finding) {
    var text = new StringBuilder(finding.cause()).append("\nfix: ").append(finding.fix().text());
    finding.fix().commands().forEach(command -> text.append("\n  $ ").append(command));
    finding.ruling().notes().forEach(note -> text.append("\npolicy: ").append(note));
    return text.toString();
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "note";
    };
  }

  /// `tool-not-on-path` as `ToolNotOnPath`, the form that SARIF asks of names.
  private static String pascal(String name) {
    var pascal = new StringBuilder();
    for (String word : name.split("-", -1)) {
      if (!word.isEmpty()) {
        pascal.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return pascal.toString();
  }
}
