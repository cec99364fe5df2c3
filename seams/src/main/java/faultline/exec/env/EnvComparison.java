package faultline.exec.env;

import faultline.core.ProbeException;
import faultline.formats.bytes.MalformedException;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import faultline.formats.json.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What differs between two reports of `env`, the difference that matters most first: another
/// version of the tool, then settings that somebody made, then what only follows from other places.
/// Of settings, those that choose a program come before those that change what it does, and what
/// one side alone made before what both made.
public record EnvComparison(String left, String right, List<Difference> differences) {
  /// How much a difference matters.
  public enum Weight {
    /// Another version does the work.
    VERSION,
    /// Somebody set it, here or there.
    SETTING,
    /// Only a default differs, or the value is a place in somebody's home.
    PLACE
  }

  /// One name with two values; empty where a side has none.
  public record Difference(
      Weight weight, String name, String left, String leftFrom, String right, String rightFrom) {}

  /// What the difference leads to, the worst first: another program or target, other code, the
  /// rest.
  private static final List<Pattern> REACH =
      List.of(
          Pattern.compile(
              "GOROOT|GOTOOLCHAIN|GOOS|GOARCH|GO(AMD64|ARM|ARM64|386)|CGO_ENABLED|CC|CXX|JAVA_HOME"
                  + "|java\\.home|toolchain|sysroot|host|rustc|build\\.target|compiler|machine|root|sdk"
                  + "|DOTNET_ROOT|DOTNET_ROLL_FORWARD|process\\.execPath|sys\\.(executable|(base_)?prefix)"),
          Pattern.compile(
              "(?i).*(path|flags|options|proxy|registry|gomod|gowork|gosumdb|goprivate|gonosumdb|gonoproxy"
                  + "|headers|linker|source\\.|index-url|site\\..*|sys\\.flags\\..*|toolexec|experiment).*"));

  private static final List<String> VERSIONS =
      List.of("version", "toolchain", "npmVersion", "family", "machine", "sdk", "runtime");

  private static final List<String> NAMED =
      Stream.concat(Stream.of("executable"), VERSIONS.stream()).toList();

  private record Side(String toolchain, Map<String, Json> settings, Map<String, String> uses) {}

  public EnvComparison {
    differences = List.copyOf(differences);
  }

  /// Compares two JSON reports.
  public static EnvComparison of(byte[] left, String leftName, byte[] right, String rightName)
      throws ProbeException {
    var one = side(left, leftName);
    var other = side(right, rightName);
    if (!one.toolchain().equals(other.toolchain())) {
      throw new ProbeException(
          leftName
              + " is about "
              + one.toolchain()
              + " and "
              + rightName
              + " about "
              + other.toolchain()
              + ": compare two of one toolchain");
    }
    var all = new ArrayList<Difference>();
    for (var name : VERSIONS) {
      add(
          all,
          new Difference(
              Weight.VERSION,
              name,
              one.uses().getOrDefault(name, ""),
              one.uses().getOrDefault("executable", ""),
              other.uses().getOrDefault(name, ""),
              other.uses().getOrDefault("executable", "")));
    }
    var names = new LinkedHashSet<>(one.settings().keySet());
    names.addAll(other.settings().keySet());
    names.removeAll(VERSIONS); // those were compared
    for (var name : names) {
      var a = one.settings().getOrDefault(name, new Json.Null());
      var b = other.settings().getOrDefault(name, new Json.Null());
      add(
          all,
          new Difference(
              made(a) || made(b) ? Weight.SETTING : Weight.PLACE,
              name,
              a.textAt("value").orElse(""),
              from(a),
              b.textAt("value").orElse(""),
              from(b)));
    }
    all.sort(
        Comparator.comparing(Difference::weight)
            .thenComparingInt(EnvComparison::reach)
            .thenComparing(pair -> !pair.left().isEmpty() && !pair.right().isEmpty()));
    return new EnvComparison(leftName, rightName, all);
  }

  private static int reach(Difference one) {
    int at = 0;
    while (at < REACH.size() && !REACH.get(at).matcher(one.name()).matches()) {
      at++;
    }
    return at;
  }

  private static void add(List<Difference> all, Difference one) {
    if (!one.left().equals(one.right())) {
      all.add(one);
    }
  }

  /// Whether a person or a file of one made it.
  private static boolean made(Json setting) {
    var kind = setting.textAt("provenance", "kind").orElse("default");
    var where = setting.textAt("provenance", "where").orElse("");
    return List.of("env", "goenv", "file", "argv").contains(kind) && !where.equals("PATH");
  }

  private static String from(Json setting) {
    var kind = setting.textAt("provenance", "kind").orElse("");
    var where = setting.textAt("provenance", "where").orElse("");
    return kind.equals("env") ? "environment " + where : where;
  }

  private static Side side(byte[] bytes, String name) throws ProbeException {
    Json report;
    try {
      report = JsonReader.document(bytes);
    } catch (MalformedException e) {
      throw new ProbeException(name + " is no JSON report: " + e.what(), e);
    }
    for (var part : report.itemsAt("parts")) {
      var toolchain = part.textAt("toolchain");
      if (toolchain.isPresent() && part.textAt("envVersion").isPresent()) {
        var settings = new LinkedHashMap<String, Json>();
        part.itemsAt("settings").forEach(one -> settings.put(one.textAt("name").orElse(""), one));
        var uses = new LinkedHashMap<String, String>();
        for (var field : NAMED) {
          part.textAt("uses", field).ifPresent(value -> uses.put(field, value));
        }
        if (settings.isEmpty()) {
          throw new ProbeException(name + " has no settings: the tool was not found there");
        }
        return new Side(toolchain.get(), settings, uses);
      }
    }
    throw new ProbeException(name + " is no report of env --json");
  }

  /// Whether a difference is more than one of places.
  public boolean matters() {
    return differs(Weight.SETTING);
  }

  /// Whether there is a difference of this weight, or of more.
  public boolean differs(Weight least) {
    return differences.stream().anyMatch(one -> one.weight().compareTo(least) <= 0);
  }

  /// For a person at a terminal.
  public String text() {
    var all = new StringBuilder();
    Weight before = Weight.VERSION;
    boolean begun = false;
    for (var one : differences) {
      if (!begun || one.weight() != before) {
        begun = true;
        before = one.weight();
        all.append(
            switch (one.weight()) {
              case VERSION -> "another version:\n";
              case SETTING -> "set otherwise:\n";
              case PLACE -> "follows from other places:\n";
            });
      }
      all.append("  ").append(one.name()).append('\n');
      side(all, left, one.left(), one.leftFrom());
      side(all, right, one.right(), one.rightFrom());
    }
    return all.isEmpty() ? "no difference\n" : all.toString();
  }

  private static void side(StringBuilder all, String name, String value, String from) {
    all.append("    ").append(name).append(": ").append(value.isEmpty() ? "(empty)" : value);
    all.append(from.isEmpty() ? "" : "  (" + from + ")").append('\n');
  }

  /// For programs.
  public String json() {
    var out = new StringWriter();
    try {
      var json = new JsonWriter(out);
      json.object().text("schemaVersion", "1.0").text("left", left).text("right", right);
      json.array("differences");
      for (var one : differences) {
        json.object()
            .text("weight", one.weight().name().toLowerCase(java.util.Locale.ROOT))
            .text("name", one.name())
            .text("left", one.left())
            .text("leftFrom", one.leftFrom())
            .text("right", one.right())
            .text("rightFrom", one.rightFrom())
            .endObject();
      }
      json.endArray().endObject().line();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string is written to
    }
    return out.toString();
  }
}
