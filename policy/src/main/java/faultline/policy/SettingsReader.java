package faultline.policy;

import faultline.core.Severity;
import faultline.formats.bytes.MalformedException;
import faultline.formats.toml.Toml;
import faultline.formats.toml.TomlReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a `faultline.toml`. A key that it does not know, or a value of another kind, is an error
/// with its line: a slip of the pen must not switch a rule off.
final class SettingsReader {
  private static final Set<String> TABLES =
      Set.of("report", "policy", "severity", "exception", "when", "tags", "score", "stage");
  private static final Set<String> OUTCOMES = Set.of("error", "warning", "info", "report-only");

  private final byte[] bytes;
  private final String file;

  private SettingsReader(byte[] bytes, String file) {
    this.bytes = bytes;
    this.file = file;
  }

  /// What `text`, the content of `file`, says.
  static Settings read(String text, String file) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var reader = new SettingsReader(bytes, file);
    try {
      return reader.settings(TomlReader.read(bytes));
    } catch (MalformedException e) {
      throw new PolicyException(file, Toml.line(bytes, e.offset()), e.what());
    }
  }

  private Settings settings(Toml.Table toml) {
    known(toml, TABLES, "");
    Toml.Table report = table(toml, "report");
    Toml.Table policy = table(toml, "policy");
    Toml.Table score = table(toml, "score");
    known(report, Set.of("format"), "report.");
    known(policy, Set.of("fail-on", "baseline"), "policy.");
    known(score, Set.of("at-least"), "score.");
    return new Settings(
        text(report, "format"),
        severity(policy, "fail-on"),
        text(policy, "baseline"),
        severities(table(toml, "severity")),
        each(toml, "exception", this::excuse),
        each(toml, "when", this::when),
        tags(table(toml, "tags")),
        each(toml, "stage", this::stage),
        number(score, "at-least", 0));
  }

  private Map<String, Severity> severities(Toml.Table table) {
    Map<String, Severity> byRule = new LinkedHashMap<>();
    for (String rule : table.byName().keySet()) {
      Severity severity = severity(table, rule);
      if (severity != null) {
        byRule.put(rule, severity);
      }
    }
    return byRule;
  }

  private Excuse excuse(Toml.Table table, int line) {
    known(table, Set.of("rule", "path", "fingerprint", "owner", "reason", "expires"), "exception.");
    Selector about = selector(table);
    if (about.rule() == null && about.fingerprint() == null) {
      throw new PolicyException(file, line, "an exception needs a rule or a fingerprint");
    }
    return new Excuse(
        about,
        needed(table, "owner", line),
        needed(table, "reason", line),
        date(table, line),
        file,
        line);
  }

  private LocalDate date(Toml.Table table, int line) {
    return switch (table.get("expires")) {
      case Toml.Moment(_, String day) -> {
        try {
          yield LocalDate.parse(day);
        } catch (DateTimeParseException e) {
          throw wrong(table, "expires", "a day that there is, such as 2027-01-31");
        }
      }
      case null ->
          throw new PolicyException(file, line, "an exception needs expires, a day: 2027-01-31");
      default -> throw wrong(table, "expires", "a day without quotation marks, such as 2027-01-31");
    };
  }

  private When when(Toml.Table table, int line) {
    known(table, Set.of("if", "then", "tag", "reason"), "when.");
    String then = text(table, "then");
    String tag = text(table, "tag");
    if (then == null && tag == null) {
      throw new PolicyException(file, line, "a condition needs then or tag");
    }
    if (then != null && !OUTCOMES.contains(then)) {
      throw wrong(table, "then", "error, warning, info or report-only");
    }
    String reason = text(table, "reason");
    return new When(
        needed(table, "if", line),
        then == null ? "" : then,
        tag == null ? "" : tag,
        reason == null ? "" : reason,
        file,
        line);
  }

  private List<Tag> tags(Toml.Table table) {
    List<Tag> tags = new ArrayList<>();
    for (String name : table.byName().keySet()) {
      Toml.Table tag = table(table, name);
      known(tag, Set.of("weight", "rules"), "tags." + name + ".");
      List<Glob> rules = new ArrayList<>();
      if (tag.get("rules") instanceof Toml.Items array) {
        for (Toml rule : array.values()) {
          if (!(rule instanceof Toml.Text(_, String pattern))) {
            throw wrong(tag, "rules", "a list of strings");
          }
          rules.add(new Glob(pattern));
        }
      } else if (tag.get("rules") != null) {
        throw wrong(tag, "rules", "a list of strings");
      }
      tags.add(new Tag(name, number(tag, "weight", 0), rules));
    }
    return tags;
  }

  private Stage stage(Toml.Table table, int line) {
    known(table, Set.of("rule", "path", "fingerprint", "enforced"), "stage.");
    long enforced = number(table, "enforced", 0);
    if (enforced > 100) {
      throw wrong(table, "enforced", "a number from 0 to 100");
    }
    return new Stage(selector(table), (int) enforced);
  }

  private Selector selector(Toml.Table table) {
    return new Selector(glob(table, "rule"), glob(table, "path"), text(table, "fingerprint"));
  }

  private @Nullable Glob glob(Toml.Table table, String key) {
    String pattern = text(table, key);
    return pattern == null ? null : new Glob(pattern);
  }

  private <T> List<T> each(Toml.Table toml, String key, Entry<T> entry) {
    Toml value = toml.get(key);
    List<T> all = new ArrayList<>();
    if (value == null) {
      return all;
    }
    if (!(value instanceof Toml.Items array)) {
      throw wrong(toml, key, "a list of tables: [[" + key + "]]");
    }
    for (Toml one : array.values()) {
      if (!(one instanceof Toml.Table table)) {
        throw wrong(toml, key, "a list of tables: [[" + key + "]]");
      }
      all.add(entry.read(table, line(table)));
    }
    return all;
  }

  /// How one table of a list is read.
  private interface Entry<T> {
    T read(Toml.Table table, int line);
  }

  private Toml.Table table(Toml.Table toml, String key) {
    return switch (toml.get(key)) {
      case null -> new Toml.Table(0, Map.of());
      case Toml.Table table -> table;
      default -> throw wrong(toml, key, "a table: [" + key + "]");
    };
  }

  private String needed(Toml.Table table, String key, int line) {
    String text = text(table, key);
    if (text == null || text.isBlank()) {
      throw new PolicyException(file, line, key + " is missing");
    }
    return text;
  }

  private @Nullable String text(Toml.Table table, String key) {
    return switch (table.get(key)) {
      case null -> null;
      case Toml.Text(_, String text) -> text;
      default -> throw wrong(table, key, "a string");
    };
  }

  private long number(Toml.Table table, String key, long otherwise) {
    return switch (table.get(key)) {
      case null -> otherwise;
      case Toml.Whole(_, long number) when number >= 0 -> number;
      default -> throw wrong(table, key, "a number from 0 on");
    };
  }

  private @Nullable Severity severity(Toml.Table table, String key) {
    String word = text(table, key);
    if (word == null) {
      return null;
    }
    for (Severity severity : Severity.values()) {
      if (severity.word().equals(word.toLowerCase(Locale.ROOT))) {
        return severity;
      }
    }
    throw wrong(table, key, "error, warning or info");
  }

  private void known(Toml.Table table, Set<String> keys, String prefix) {
    for (String key : table.byName().keySet()) {
      if (!keys.contains(key)) {
        throw new PolicyException(
            file,
            line(table, key),
            "unknown key "
                + prefix
                + key
                + "; known are "
                + String.join(", ", keys.stream().sorted().toList()));
      }
    }
  }

  private PolicyException wrong(Toml.Table table, String key, String expected) {
    return new PolicyException(file, line(table, key), key + " has to be " + expected);
  }

  private int line(Toml.Table table, String key) {
    Toml value = table.get(key);
    return value == null ? 0 : line(value);
  }

  private int line(Toml value) {
    return Toml.line(bytes, value.offset());
  }
}
