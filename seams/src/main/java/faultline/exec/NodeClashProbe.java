package faultline.exec;

import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Success;
import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.env.World;
import faultline.formats.bytes.MalformedException;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Packages that a Node process loaded in a version outside of the range that the package which
/// depends on them asks for. Node itself reads no ranges: it takes the nearest `node_modules`.
///
/// Only packages whose `package.json` this run opened are compared. `overrides` and `resolutions`
/// are meant; so are names of branches, folders and addresses instead of ranges.
final class NodeClashProbe {
  private static final String MODULES = "/node_modules/";
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");
  private static final Pattern REGISTER = Pattern.compile("node_register_module_v(\\d+)");
  private static final Pattern ABI = Pattern.compile("#define NODE_MODULE_VERSION (\\d+)");
  private static final int MOST_PACKAGES = 300;
  private final World world;
  private final Map<String, @Nullable Package> read = new LinkedHashMap<>();
  private final Set<String> told = new HashSet<>();

  private final ObjectProbe objects;

  NodeClashProbe(World world, ObjectProbe objects) {
    this.world = world;
    this.objects = objects;
  }

  /// A package.json. `needs` are the ranges of its dependencies.
  private record Package(String folder, String text, String version, Map<String, String> needs) {}

  List<Fact> look(ExecTrace seen) {
    var facts = new ArrayList<Fact>();
    for (var process : seen.processes()) {
      var image = process.image();
      if (image != null && Paths.baseName(image.executable()).matches("node(js)?")) {
        look(process, image, facts);
        addons(process, image, facts);
      }
    }
    return facts;
  }

  /// Add-ons that were opened and can only register with another version of Node. One that names no
  /// version in its symbols may fit any.
  private void addons(ProcessView process, Started image, List<Fact> facts) {
    for (var success : process.successes()) {
      if (success.sequence() < image.sequence()
          || !success.baseName().endsWith(".node")
          || !success.call().startsWith("open")
          || !told.add(success.absolute())) {
        continue;
      }
      for (var symbol : objects.exports(success.absolute())) {
        var at = REGISTER.matcher(symbol);
        var here = at.matches() ? number(image.executable()) : "";
        if (at.matches() && !here.isEmpty() && !here.equals(at.group(1))) {
          facts.add(
              new ClashFact(
                  Kind.EXTENSION,
                  "#" + success.sequence(),
                  success.absolute(),
                  "NODE_MODULE_VERSION " + at.group(1),
                  success.absolute(),
                  "exports " + symbol,
                  "NODE_MODULE_VERSION " + here,
                  "",
                  false));
        }
      }
    }
  }

  /// NODE_MODULE_VERSION of a node, by the header of its tree; empty where there is none.
  private String number(String node) {
    var header = world.text(Paths.normal(node + "/../..") + "/include/node/node_version.h");
    var at = ABI.matcher(header == null ? "" : header);
    return at.find() ? at.group(1) : "";
  }

  private void look(ProcessView process, Started image, List<Fact> facts) {
    var opened = new LinkedHashMap<String, Success>();
    boolean modules = false;
    for (var success : process.successes()) {
      if (success.sequence() > image.sequence()
          && success.baseName().equals("package.json")
          && success.call().startsWith("open")
          && LoaderProbe.readable(success.detail())
          && !success.absolute().startsWith("/usr/")) {
        opened.put(Paths.parent(success.absolute()), success);
        modules |= success.absolute().contains(MODULES);
      }
    }
    if (!modules) {
      return; // nothing to compare with
    }
    for (var folder : opened.keySet()) {
      var user = read(folder);
      if (user != null) {
        user.needs().forEach((name, range) -> compare(user, name, range, opened, facts));
      }
    }
  }

  private void compare(
      Package user, String name, String range, Map<String, Success> opened, List<Fact> facts) {
    var folder = resolved(user.folder(), name);
    var success = folder == null ? null : opened.get(folder);
    var taken = folder == null || success == null ? null : read(folder);
    if (taken == null
        || success == null
        || !VERSION.matcher(taken.version()).matches()
        || faultline.exec.env.Versions.within(taken.version(), range)
        || overridden(user.folder(), name)
        || !told.add(user.folder() + '\0' + name)) {
      return;
    }
    int at = user.text().indexOf("\"" + name + "\"", dependencies(user.text()));
    long line = user.text().substring(0, Math.max(0, at)).chars().filter(c -> c == '\n').count();
    facts.add(
        new ClashFact(
            Kind.NODE_PACKAGE,
            "#" + success.sequence(),
            taken.folder(),
            taken.version(),
            user.folder() + "/package.json:" + (line + 1),
            "\"" + name + "\": \"" + range + "\"",
            name + " " + range,
            other(user.folder(), name, range, taken.folder()),
            false));
  }

  private static int dependencies(String text) {
    return Math.max(0, text.indexOf("\"dependencies\""));
  }

  /// The folder that `require(name)` leads to from `from`, links resolved; null for none.
  private @Nullable String resolved(String from, String name) {
    for (var place : places(from, name)) {
      if (world.exists(place + "/package.json")) {
        return world.real(place);
      }
    }
    return null;
  }

  private static List<String> places(String from, String name) {
    var all = new ArrayList<String>();
    for (var folder = from; folder.startsWith("/"); folder = Paths.parent(folder)) {
      if (!folder.endsWith("/node_modules")) {
        all.add((folder.equals("/") ? "" : folder) + MODULES + name);
      }
      if (folder.equals("/")) {
        break;
      }
    }
    return all;
  }

  /// Another copy that fits, further up, or in the package that asks; empty for none.
  private String other(String from, String name, String range, String taken) {
    for (var place : places(from, name)) {
      var copy = world.exists(place + "/package.json") ? read(place) : null;
      if (copy != null
          && !taken.equals(world.real(place))
          && faultline.exec.env.Versions.within(copy.version(), range)) {
        return place;
      }
    }
    return "";
  }

  /// Whether a project above says that it wants another version than its packages ask for.
  private boolean overridden(String from, String name) {
    for (var folder = from; folder.length() > 1; folder = Paths.parent(folder)) {
      var text = folder.contains(MODULES) ? null : world.text(folder + "/package.json");
      if (text != null && text.matches("(?s).*\"(overrides|resolutions)\"\\s*:.*")) {
        int at = Math.max(text.indexOf("\"overrides\""), text.indexOf("\"resolutions\""));
        return text.indexOf(name, at) > 0;
      }
    }
    return false;
  }

  private @Nullable Package read(String folder) {
    if (!read.containsKey(folder)) {
      read.put(folder, read.size() < MOST_PACKAGES ? parse(folder) : null);
    }
    return read.get(folder);
  }

  private @Nullable Package parse(String folder) {
    var text = world.text(folder + "/package.json");
    try {
      if (text == null) {
        return null;
      }
      var document = JsonReader.document(text.getBytes(StandardCharsets.UTF_8));
      var needs = new LinkedHashMap<String, String>();
      if (document.at("dependencies").orElse(null) instanceof Json.Fields(var fields)) {
        fields.forEach(
            (name, value) -> {
              if (value instanceof Json.Text(var range) && readable(range)) {
                needs.put(name, range);
              }
            });
      }
      return new Package(folder, text, document.textAt("version").orElse(""), needs);
    } catch (MalformedException _) {
      return null;
    }
  }

  /// Whether it is a range of plain versions: before a release, other rules hold.
  private static boolean readable(String range) {
    return range.matches("[v\\d.xX*^~<>=|\\s-]+") && !range.matches(".*\\d-\\d.*");
  }
}
