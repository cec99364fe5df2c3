package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Source;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A Python that a name in PATH leads to, also through a shim of pyenv.
///
/// @param shim the shim; empty where none stands between
/// @param executable the program, links not followed
/// @param version `3.11.7`; only `3.11` where no more can be read
/// @param because who chose the version, where a shim chose
/// @param missing a version that is wanted and not installed
record PythonProgram(
    String shim, String executable, String version, @Nullable Source because, String missing) {
  private static final Pattern ROOT = Pattern.compile("PYENV_ROOT=\"([^\"]+)\"");
  private static final Pattern HEADER = Pattern.compile("#define\\s+PY_VERSION\\s+\"([^\"]+)\"");
  private static final Pattern NAME = Pattern.compile("python(3\\.\\d+)");

  /// The program that `name` in PATH starts; null where there is none.
  static @Nullable PythonProgram find(World world, Survey survey, String name) {
    var first = world.program(name);
    if (first == null) {
      return null;
    }
    var text = world.text(first);
    var at = text == null ? null : ROOT.matcher(text);
    if (text == null || at == null || !at.find() || !text.contains("exec \"$program\"")) {
      return new PythonProgram("", first, version(world, first), null, "");
    }
    return chosen(world, survey, first, name, at.group(1));
  }

  private static PythonProgram chosen(
      World world, Survey survey, String shim, String name, String root) {
    var because = choice(world, survey, root);
    var missing = "";
    for (var word : because.value().split("[:\\s]+", -1)) {
      if (word.equals("system")) {
        var folder = Paths.parent(shim);
        for (var one : world.programs(name)) {
          if (!Paths.parent(one).equals(folder)) {
            return new PythonProgram(shim, one, version(world, one), because, missing);
          }
        }
        continue;
      }
      var tree = installed(world, root + "/versions", word.replaceFirst("^python-", ""));
      if (tree.isEmpty()) {
        missing = missing.isEmpty() ? word : missing;
      } else if (world.isExecutable(tree + "/bin/" + name)) {
        var program = tree + "/bin/" + name;
        return new PythonProgram(shim, program, version(world, program), because, missing);
      }
    }
    return new PythonProgram(shim, "", "", because, missing);
  }

  private static Source choice(World world, Survey survey, String root) {
    if (!world.variable("PYENV_VERSION").isEmpty()) {
      return survey.variable("PYENV_VERSION");
    }
    for (var folder = world.directory(); ; folder = Paths.parent(folder)) {
      var path = (folder.equals("/") ? "" : folder) + "/.python-version";
      var text = world.text(path);
      if (text != null && !words(text).isEmpty()) {
        return new Source("file", path + ":1", words(text));
      }
      if (folder.equals("/")) {
        break;
      }
    }
    var text = world.text(root + "/version");
    return text == null || words(text).isEmpty()
        ? new Source("default", "pyenv", "system")
        : new Source("file", root + "/version:1", words(text));
  }

  private static String words(String text) {
    var all = new ArrayList<String>();
    for (var line : text.split("\n", -1)) {
      var plain = line.replaceFirst("#.*", "").strip();
      if (!plain.isEmpty()) {
        all.add(plain);
      }
    }
    return String.join(":", all);
  }

  /// The tree of a version, or of the newest one that begins with it; empty where there is none.
  static String installed(World world, String folder, String version) {
    if (world.isDirectory(folder + "/" + version)) {
      return folder + "/" + version;
    }
    return world.names(folder).stream()
        .filter(one -> one.startsWith(version + "."))
        .max((one, other) -> Versions.compare(one, other))
        .map(one -> folder + "/" + one)
        .orElse("");
  }

  /// The version of the Python at `path`, by the literal in the program, or else by its name.
  static String version(World world, String path) {
    var real = world.real(path);
    if (real == null) {
      return "";
    }
    var at = NAME.matcher(Paths.baseName(real));
    var minor = at.find() ? at.group(1) : "";
    var digits = minor.isEmpty() ? "3\\.\\d{1,2}" : Pattern.quote(minor);
    var exact = Pattern.compile("\0(" + digits + "\\.\\d{1,2}(?:(?:a|b|rc)\\d+)?\\+?)\0");
    var stamp = world.inProgram(real, exact);
    if (stamp == null && !minor.isEmpty()) {
      // A compiler may take such a short literal apart.
      var folder = Paths.normal(real + "/../..") + "/include/python" + minor;
      var header = world.text(folder + "/patchlevel.h");
      header = header == null ? world.text(folder + "m/patchlevel.h") : header; // until 3.7
      var line = header == null ? null : HEADER.matcher(header);
      stamp = line != null && line.find() ? line.group(1) : null;
    }
    return stamp == null ? minor : stamp;
  }

  /// `3.11`.
  String minor() {
    var parts = version.split("\\.", 3);
    return parts.length < 2 ? "" : parts[0] + "." + parts[1];
  }

  int minorNumber() {
    var minor = minor();
    return minor.isEmpty() ? 0 : Integer.parseInt(minor.substring(2));
  }
}
