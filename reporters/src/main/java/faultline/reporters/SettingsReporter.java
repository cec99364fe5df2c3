package faultline.reporters;

import faultline.core.Details;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.core.Reporter;
import faultline.core.Value;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The settings of a toolchain for a person at a terminal: what is used, what somebody set and
/// where, what is so by default, the versions that are here; then the findings.
///
/// It knows the names that a part has for this: `uses`, `settings`, `files`, `versions`.
public final class SettingsReporter implements Reporter {
  private final boolean color;

  public SettingsReporter(boolean color) {
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
      settings(page, part);
    }
    new TextReporter(color).write(report, out);
  }

  private static void settings(Page page, Part part) throws IOException {
    page.line("", part.target());
    if (part.details().get("uses") instanceof Details uses) {
      for (var field : uses.fields()) {
        if (field.value() instanceof Value.Text(String text)) {
          page.line("  ", words(field.name()) + ": " + text);
        }
      }
    }
    var settings = trees(part, "settings");
    var chosen = settings.stream().filter(one -> !byDefault(one)).toList();
    if (!chosen.isEmpty()) {
      page.line("", "set:");
    }
    for (var one : chosen) {
      page.line("  ", one.textOf("name") + " = " + shown(one));
      page.line("    ", origin(one));
    }
    var others =
        settings.stream().filter(one -> byDefault(one) && !one.textOf("value").isEmpty()).toList();
    if (!others.isEmpty()) {
      page.line("", "by default:");
    }
    for (var one : others) {
      page.line(
          "  ", one.textOf("name") + " = " + shown(one) + "  (" + provenance(one, "where") + ")");
    }
    var empty =
        settings.stream()
            .filter(one -> byDefault(one) && one.textOf("value").isEmpty())
            .map(one -> one.textOf("name"))
            .collect(Collectors.joining(" "));
    if (!empty.isEmpty()) {
      page.line("", "empty: " + empty);
    }
    listed(page, part, "files", SettingsReporter::file);
    listed(page, part, "versions", SettingsReporter::version);
  }

  private static void listed(
      Page page, Part part, String name, java.util.function.Function<Details, String> form)
      throws IOException {
    var all = trees(part, name);
    if (!all.isEmpty()) {
      page.line("", name + ":");
    }
    for (var one : all) {
      page.line("  ", form.apply(one));
    }
  }

  private static String file(Details file) {
    var why = file.textOf("why");
    return file.textOf("path")
        + "  "
        + file.textOf("role")
        + (why.isEmpty() ? "" : "; not read, " + why);
  }

  private static String version(Details version) {
    var number = version.textOf("version");
    boolean used = version.get("used") instanceof Value.Flag(boolean set) && set;
    return (number.isEmpty() ? "?" : number)
        + "  "
        + version.textOf("path")
        + " ("
        + version.textOf("how")
        + ")"
        + (used ? ", used here" : "");
  }

  private static boolean byDefault(Details setting) {
    var kind = provenance(setting, "kind");
    return kind.equals("default") || kind.equals("computed");
  }

  private static String shown(Details setting) {
    var value = setting.textOf("value");
    return value.isEmpty() ? "(empty)" : value;
  }

  private static String provenance(Details setting, String name) {
    return setting.get("provenance") instanceof Details source ? source.textOf(name) : "";
  }

  /// Where the value comes from, and whom it replaces.
  private static String origin(Details setting) {
    var origin = new StringBuilder();
    var where = provenance(setting, "where");
    origin.append(provenance(setting, "kind").equals("env") ? "environment " + where : where);
    if (setting.get("provenance") instanceof Details source
        && source.get("setBy") instanceof Value.Many(var lines)
        && !lines.isEmpty()) {
      origin
          .append(", set in ")
          .append(lines.stream().map(SettingsReporter::text).collect(Collectors.joining(", ")));
    }
    var over = new ArrayList<String>();
    if (setting.get("overridden") instanceof Value.Many(var sources)) {
      for (var one : sources) {
        if (one instanceof Details other && !other.textOf("value").isEmpty()) {
          over.add(other.textOf("value") + " of " + other.textOf("where"));
        }
      }
    }
    return over.isEmpty() ? origin.toString() : origin + "; instead of " + String.join(", ", over);
  }

  private static String text(Value value) {
    return value instanceof Value.Text(String text) ? text : "";
  }

  private static List<Details> trees(Part part, String name) {
    return part.details().get(name) instanceof Value.Many(var values)
        ? values.stream().filter(Details.class::isInstance).map(Details.class::cast).toList()
        : List.of();
  }

  /// `cCompiler` as `c compiler`.
  private static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT);
  }
}
