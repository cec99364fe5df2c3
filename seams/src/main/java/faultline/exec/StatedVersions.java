package faultline.exec;

import faultline.exec.env.EnvObservation.Demand;
import faultline.exec.env.Toolchain;
import faultline.exec.env.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Versions that files of a project ask for where no tool of ours reads the file by itself:
/// `.python-version`, `.tool-versions` and `Pipfile`, the nearest of each above the working
/// directory. Only what is a number is read; names of lines and of other implementations ask for
/// nothing here.
final class StatedVersions {
  private static final List<String> FILES =
      List.of(
          ".nvmrc",
          ".node-version",
          "package.json",
          ".tool-versions",
          ".python-version",
          "pyproject.toml",
          "Pipfile",
          "go.mod",
          "go.work",
          ".java-version",
          ".sdkmanrc");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)*");
  private static final Pattern JAVA = Pattern.compile("(?:[a-z]+-)?(\\d+(?:\\.\\d+)*).*");
  private static final Pattern PIPFILE =
      Pattern.compile("\\s*python_(?:full_)?version\\s*=\\s*[\"'](\\d+(?:\\.\\d+)*)[\"'].*");
  private final World world;

  StatedVersions(World world) {
    this.world = world;
  }

  /// The first file above the working directory that can ask for a version; empty for none.
  static String above(World world) {
    for (var name : FILES) {
      var path = nearest(world, name);
      if (!path.isEmpty()) {
        return path;
      }
    }
    return "";
  }

  /// The nearest file of that name, in the working directory or above; empty for none.
  static String nearest(World world, String name) {
    for (var folder = world.directory(); ; folder = Paths.parent(folder)) {
      var path = (folder.equals("/") ? "" : folder) + "/" + name;
      if (world.exists(path) && !world.isDirectory(path)) {
        return path;
      }
      if (folder.equals("/") || !folder.startsWith("/")) {
        return "";
      }
    }
  }

  /// Whether a quick look is enough to say that nothing asks for another version: every line is
  /// understood, and met by what can be told from the name of the program or a small file beside
  /// it.
  boolean plainlyMet(Toolchain toolchain, String executable) {
    var version =
        switch (toolchain) {
          case NODE ->
              ofHeader(Paths.normal(executable + "/../..") + "/include/node/node_version.h");
          case PYTHON -> Versions.in(Paths.baseName(executable));
          case JAVA -> ofRelease(Paths.parent(Paths.parent(executable)) + "/release");
          case GO, RUST, C, DOTNET -> "";
        };
    boolean known = version.contains(".") || toolchain == Toolchain.JAVA && !version.isEmpty();
    return known && ranges(toolchain).stream().allMatch(range -> plainly(version, range));
  }

  /// A range that is finer than what is known of the version is not plain.
  private static boolean plainly(String version, String range) {
    return range.matches("[v\\d.xX*^~<>=!|,\\s-]+")
        && !range.contains(version + ".")
        && faultline.exec.env.Versions.within(version, range.replaceFirst("^v", ""));
  }

  private String ofHeader(String path) {
    var header = world.text(path);
    var parts = new ArrayList<String>();
    for (var part : List.of("MAJOR", "MINOR", "PATCH")) {
      var at =
          Pattern.compile("#define NODE_" + part + "_VERSION (\\d+)")
              .matcher(header == null ? "" : header);
      parts.add(at.find() ? at.group(1) : "");
    }
    return parts.contains("") ? "" : String.join(".", parts);
  }

  private String ofRelease(String path) {
    var text = world.text(path);
    var at = Pattern.compile("JAVA_VERSION=\"([\\d.]+)").matcher(text == null ? "" : text);
    return at.find() ? at.group(1) : "";
  }

  /// All that is asked for, as ranges; a line that is not understood stands for itself.
  private List<String> ranges(Toolchain toolchain) {
    var all = new ArrayList<String>();
    switch (toolchain) {
      case NODE -> {
        firstLine(".nvmrc", all);
        firstLine(".node-version", all);
        matches("package.json", "\"node\"\\s*:\\s*\"([^\"]*)\"", all);
        matches(".tool-versions", "(?m)^\\s*node(?:js)?\\s+(.*)$", all);
      }
      case PYTHON -> {
        matches(".python-version", "(?m)^\\s*([^#\\s].*)$", all);
        matches("Pipfile", "(?m)^\\s*python_(?:full_)?version\\s*=\\s*[\"'](.*)[\"']", all);
        matches("pyproject.toml", "(?m)^\\s*requires-python\\s*=\\s*[\"'](.*)[\"']", all);
        matches(".tool-versions", "(?m)^\\s*python\\s+(.*)$", all);
      }
      case JAVA -> {
        firstLine(".java-version", all);
        matches(".sdkmanrc", "(?m)^\\s*java\\s*=\\s*(.*)$", all);
        matches(".tool-versions", "(?m)^\\s*java\\s+(.*)$", all);
      }
      // Not told by a quick look: a line that nothing meets.
      case GO, RUST, C, DOTNET -> all.add(toolchain.word());
    }
    return all;
  }

  private void firstLine(String name, List<String> all) {
    var path = nearest(world, name);
    var text = path.isEmpty() ? null : world.text(path);
    if (text != null) {
      all.add(text.strip().lines().findFirst().orElse(""));
    }
  }

  private void matches(String name, String pattern, List<String> all) {
    var path = nearest(world, name);
    var text = path.isEmpty() ? null : world.text(path);
    var at = Pattern.compile(pattern).matcher(text == null ? "" : text);
    while (at.find()) {
      all.add(at.group(1).strip());
    }
  }

  /// What is asked for, compared with the version that ran. A variable that chooses a version is
  /// heard before the file, as the version managers do it.
  List<Demand> demands(Toolchain toolchain, String version) {
    var all = new ArrayList<Demand>();
    if (toolchain == Toolchain.PYTHON) {
      if (world.variable("PYENV_VERSION").isEmpty()) {
        add(all, toolchain, version, ".python-version", StatedVersions::pythons);
      }
      add(all, toolchain, version, "Pipfile", StatedVersions::pipfile);
    }
    var plugin =
        switch (toolchain) {
          case NODE -> "nodejs";
          case GO -> "golang";
          case PYTHON, JAVA, RUST, C, DOTNET -> toolchain.word();
        };
    var override = "ASDF_" + plugin.toUpperCase(Locale.ROOT) + "_VERSION";
    if (world.variable(override).isEmpty()) {
      add(all, toolchain, version, ".tool-versions", line -> plugin(line, plugin));
    }
    return all;
  }

  private interface Line {
    /// The versions of which one is asked for; none where the line asks for none.
    List<String> versions(String line);
  }

  private void add(
      List<Demand> all, Toolchain toolchain, String version, String name, Line reader) {
    var path = nearest(world, name);
    var text = path.isEmpty() ? null : world.text(path);
    if (text == null) {
      return;
    }
    Demand first = null;
    int number = 0;
    for (var line : text.lines().toList()) {
      number++;
      for (var wanted : reader.versions(line.strip())) {
        var demand =
            new Demand(
                path + ":" + number,
                line.strip(),
                toolchain.word(),
                wanted,
                version,
                fits(toolchain, version, wanted),
                "");
        if (demand.met()) {
          return; // one of several is enough
        }
        first = first == null ? demand : first;
      }
    }
    if (first != null) {
      all.add(first);
    }
  }

  private static List<String> pythons(String line) {
    return NUMBER.matcher(line).matches() ? List.of(line) : List.of();
  }

  private static List<String> pipfile(String line) {
    var at = PIPFILE.matcher(line);
    return at.matches() ? List.of(at.group(1)) : List.of();
  }

  private static List<String> plugin(String line, String plugin) {
    var words = line.replaceFirst("#.*", "").strip().split("\\s+", -1);
    if (!words[0].equals(plugin) && !(plugin.equals("nodejs") && words[0].equals("node"))) {
      return List.of();
    }
    var all = new ArrayList<String>();
    for (int i = 1; i < words.length; i++) {
      var number = number(words[i], plugin);
      if (number != null) {
        all.add(number);
      }
    }
    return all;
  }

  private static @Nullable String number(String word, String plugin) {
    if (plugin.equals("java")) {
      var at = JAVA.matcher(word);
      return at.matches() ? at.group(1) : null;
    }
    return NUMBER.matcher(word).matches() ? word : null;
  }

  /// Whether `version` is what a line asks for. A module of Go asks for the least one.
  static boolean fits(Toolchain toolchain, String version, String needed) {
    return toolchain == Toolchain.GO && NUMBER.matcher(needed).matches()
        ? Versions.compare(version, needed) >= 0
        : faultline.exec.env.Versions.within(version, needed);
  }
}
