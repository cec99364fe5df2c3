package faultline.exec;

import faultline.core.Finding;
import faultline.core.Policy;
import faultline.core.Report;
import faultline.core.Report.Origin;
import faultline.core.Report.Part;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import faultline.formats.json.JsonWriter;
import faultline.reporters.TextReporter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Makes a case from the record of a real run: takes away whatever the finding does not need, down
/// to single fields, as long as rule, cause and provenance stay what they were.
///
/// `catalog/new-case` calls it.
final class CaseReduction {
  private static final Set<String> PROCESS_NUMBERS = Set.of("pid", "parent", "process", "holder");
  private static final int FIRST_PID = 100;
  private static final int FAILURES = 3;
  private static final int MOST_LINES = 12;

  private CaseReduction() {}

  /// Arguments: the record, the folder of the run, the record of a run without the fault or an
  /// empty word, a sentence of prose, and the folder for the cases.
  public static void main(String[] args) throws IOException {
    List<Json> record = plain(Path.of(args[0]), args[1]);
    Finding finding = first(record);
    if (finding == null) {
      System.err.println("the record gives no finding");
      System.exit(1);
    }
    Path folder = Path.of(args[4]);
    write(
        folder.resolve(finding.name() + ".md"),
        finding.rule() + " " + finding.name(),
        args[3],
        reduced(record, lines -> same(finding, first(lines))));
    if (args[2].isEmpty() || !guard(finding, plain(Path.of(args[2]), args[1]), folder)) {
      guardOfSuccess(finding, reduced(record, lines -> same(finding, first(lines))), folder);
    }
  }

  /// The run without the fault, ended by something else: what is left of it speaks of the same
  /// names.
  private static boolean guard(Finding finding, List<Json> healthy, Path folder)
      throws IOException {
    String path = finding.details().textOf("path");
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.isEmpty()) {
      return false;
    }
    List<Json> related = new ArrayList<>();
    for (Json line : healthy) {
      String type = line.textAt("t").orElse("");
      if (type.equals("ended") && line.wholeAt("code").orElse(0) == 0) {
        related.add(with(line, "code", new Json.Number("1")));
      } else if (List.of("born", "ended", "killed").contains(type) || text(line).contains(name)) {
        related.add(line);
      }
    }
    related = thinned(related);
    Predicate<List<Json>> tells =
        lines ->
            TraceRecord.read(lines).failed()
                && mentions(lines, name)
                && silent(finding.rule(), lines);
    if (!tells.test(related)) {
      return false;
    }
    List<Json> lean = lean(related, tells);
    write(
        folder.resolve(finding.name() + "-guard.md"),
        finding.rule() + " stays silent when " + name + " is as it should be",
        "The same command without the fault. It fails for a reason of its own.",
        lean.size() > MOST_LINES ? fewer(lean, tells) : lean);
    return true;
  }

  /// The same failures in a command that gets by without what it did not get.
  private static void guardOfSuccess(Finding finding, List<Json> lines, Path folder)
      throws IOException {
    var fine = new ArrayList<Json>();
    for (Json line : lines) {
      switch (line.textAt("t").orElse("")) {
        case "ended" -> fine.add(with(line, "code", new Json.Number("0")));
        case "waiting" -> {
          // It waits for nothing any more.
        }
        case "killed" -> {
          var ended = new LinkedHashMap<String, Json>();
          ended.put("t", new Json.Text("ended"));
          ended.put("pid", line.at("pid").orElse(new Json.Number("1")));
          fine.add(new Json.Fields(ended));
        }
        default -> fine.add(line);
      }
    }
    if (fine.stream().noneMatch(line -> line.textAt("t").orElse("").equals("ended"))) {
      var ended = new LinkedHashMap<String, Json>();
      ended.put("t", new Json.Text("ended"));
      ended.put("pid", new Json.Number(Integer.toString(FIRST_PID)));
      fine.add(new Json.Fields(ended));
    }
    if (silent(finding.rule(), fine)) {
      write(
          folder.resolve(finding.name() + "-guard.md"),
          finding.rule() + " stays silent when the command succeeds all the same",
          "The same was seen, and the command came to a good end: it needed nothing of it.",
          fine);
    } else {
      System.err.println(finding.rule() + ": no guard comes of these runs");
    }
  }

  /// A search fails in many places before it finds; a few of them tell as much.
  private static List<Json> thinned(List<Json> lines) {
    var kept = new ArrayList<Json>();
    int failures = 0;
    for (Json line : lines) {
      boolean failure = line.textAt("t").orElse("").equals("failure");
      if (!failure || failures++ < FAILURES) {
        kept.add(line);
      }
    }
    return kept;
  }

  private static boolean silent(String rule, List<Json> lines) {
    return new ExecSeam()
        .judge("the case", TraceRecord.read(lines)).findings().stream()
            .noneMatch(one -> one.rule().equals(rule));
  }

  private static boolean mentions(List<Json> lines, String name) {
    return lines.stream()
        .filter(line -> !List.of("born", "ended").contains(line.textAt("t").orElse("")))
        .anyMatch(line -> text(line).contains(name));
  }

  /// Fewer fields in every line, but every line.
  private static List<Json> lean(List<Json> lines, Predicate<List<Json>> holds) {
    List<Json> kept = new ArrayList<>(lines);
    for (int i = 0; i < kept.size(); i++) {
      Json line = kept.get(i);
      if (line.at("environment").isPresent()) {
        kept.set(i, without(line, "environment"));
        if (!holds.test(kept)) {
          kept.set(i, line);
        }
      }
    }
    return kept;
  }

  private static List<Json> plain(Path record, String directory) throws IOException {
    Map<String, String> pids = new LinkedHashMap<>();
    var lines = new ArrayList<Json>();
    String base = Path.of(directory).getParent().toString();
    for (String line : Files.readAllLines(record, StandardCharsets.ISO_8859_1)) {
      String moved =
          new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
              .replace(base, "/srv");
      Json value = JsonReader.document(moved.getBytes(StandardCharsets.UTF_8));
      String type = value.textAt("t").orElse("");
      if (!type.equals(TraceRecord.HEADER)) {
        lines.add(renumbered(without(value, "micros"), pids));
      }
    }
    return lines;
  }

  private static Json renumbered(Json value, Map<String, String> pids) {
    return switch (value) {
      case Json.Fields(var byName) -> {
        var fields = new LinkedHashMap<String, Json>();
        byName.forEach(
            (name, field) ->
                fields.put(
                    name,
                    PROCESS_NUMBERS.contains(name) && field instanceof Json.Number(var literal)
                        ? new Json.Number(
                            literal.equals("0")
                                ? literal
                                : pids.computeIfAbsent(
                                    literal, _ -> Integer.toString(FIRST_PID + pids.size())))
                        : renumbered(field, pids)));
        yield new Json.Fields(fields);
      }
      case Json.Items(var items) ->
          new Json.Items(items.stream().map(item -> renumbered(item, pids)).toList());
      case Json.Text _, Json.Number _, Json.Bool _, Json.Null _ -> value;
    };
  }

  private static Part part(List<Json> lines) {
    return new ExecSeam().judge("the case", TraceRecord.read(lines));
  }

  private static @Nullable Finding first(List<Json> lines) {
    List<Finding> findings = part(lines).findings();
    return findings.isEmpty() ? null : findings.getFirst();
  }

  private static boolean same(Finding wanted, @Nullable Finding given) {
    return given != null
        && wanted.rule().equals(given.rule())
        && wanted.cause().equals(given.cause())
        && wanted.explanation().equals(given.explanation())
        && wanted.fix().equals(given.fix())
        && wanted.details().equals(given.details())
        && quoted(wanted).equals(quoted(given));
  }

  private static List<String> quoted(Finding finding) {
    return finding.evidence().stream()
        .map(seen -> seen.place().text() + " " + seen.quote())
        .toList();
  }

  /// Removes lines, then fields and items, while `holds`.
  private static List<Json> reduced(List<Json> lines, Predicate<List<Json>> holds) {
    Predicate<List<Json>> safe =
        some -> {
          try {
            return holds.test(some);
          } catch (RuntimeException _) {
            return false; // what is left is no record any more
          }
        };
    List<Json> kept = fewer(lines, safe);
    for (int i = 0; i < kept.size(); i++) {
      int at = i;
      List<Json> now = kept;
      Json smaller =
          smaller(
              kept.get(i),
              line -> {
                var changed = new ArrayList<>(now);
                changed.set(at, line);
                return safe.test(changed);
              });
      kept = new ArrayList<>(kept);
      kept.set(i, smaller);
    }
    return fewer(kept, safe);
  }

  private static <T> List<T> fewer(List<T> all, Predicate<List<T>> holds) {
    List<T> kept = new ArrayList<>(all);
    for (int size = Math.max(1, kept.size() / 2); ; size /= 2) {
      for (int from = 0; from < kept.size(); ) {
        var some = new ArrayList<>(kept);
        some.subList(from, Math.min(from + size, kept.size())).clear();
        if (holds.test(some)) {
          kept = some;
        } else {
          from += size;
        }
      }
      if (size <= 1) {
        return kept;
      }
    }
  }

  private static Json smaller(Json value, Predicate<Json> holds) {
    return switch (value) {
      case Json.Fields fields -> {
        Json kept = fields;
        for (String name : fields.byName().keySet()) {
          if (name.equals("t")) {
            continue;
          }
          Json shorter = without(kept, name);
          if (holds.test(shorter)) {
            kept = shorter;
            continue;
          }
          Json whole = kept;
          Json inner =
              smaller(
                  ((Json.Fields) whole).byName().get(name),
                  field -> holds.test(with(whole, name, field)));
          kept = with(whole, name, inner);
        }
        yield kept;
      }
      case Json.Items(var items) -> {
        List<Json> kept = fewer(items, some -> holds.test(new Json.Items(some)));
        for (int i = 0; i < kept.size(); i++) {
          int at = i;
          List<Json> now = kept;
          var changed = new ArrayList<>(kept);
          changed.set(
              i,
              smaller(
                  kept.get(i),
                  item -> {
                    var other = new ArrayList<>(now);
                    other.set(at, item);
                    return holds.test(new Json.Items(other));
                  }));
          kept = changed;
        }
        yield new Json.Items(kept);
      }
      case Json.Text _, Json.Number _, Json.Bool _, Json.Null _ -> value;
    };
  }

  private static Json without(Json value, String name) {
    var fields = new LinkedHashMap<>(((Json.Fields) value).byName());
    fields.remove(name);
    return new Json.Fields(fields);
  }

  private static Json with(Json value, String name, Json field) {
    var fields = new LinkedHashMap<>(((Json.Fields) value).byName());
    fields.put(name, field);
    return new Json.Fields(fields);
  }

  private static String text(Json value) {
    try {
      var text = new StringWriter();
      new JsonWriter(text).value(value).flush();
      return text.toString();
    } catch (IOException e) {
      throw new AssertionError("a StringWriter does not fail", e);
    }
  }

  private static void write(Path file, String title, String prose, List<Json> lines)
      throws IOException {
    if (Files.exists(file)) {
      System.out.println(file + " is there already");
      return;
    }
    var trace = TraceRecord.read(lines);
    var report = new StringWriter();
    new TextReporter()
        .write(
            Report.of(
                new Origin("0", "0"),
                Policy.DEFAULT,
                List.of(),
                trace.exit(),
                List.of(new ExecSeam().judge("the case", trace))),
            report);
    var text = new StringBuilder();
    text.append("# ").append(title).append("\n\n").append(prose).append("\n\n```record\n");
    lines.forEach(line -> text.append(text(line)).append('\n'));
    text.append("```\n\n```report\n").append(report).append("```\n");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    System.out.println(file + ": " + lines.size() + " lines");
  }
}
