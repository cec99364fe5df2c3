package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Installed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The versions of Go on this machine: in PATH, where distributions and version managers put them,
/// and those that go commands downloaded.
final class GoVersions {
  private final Survey survey;
  private final World world;
  private final Map<String, Installed> byProgram = new LinkedHashMap<>();

  GoVersions(Survey survey, World world) {
    this.survey = survey;
    this.world = world;
  }

  /// @param used the command in PATH; `toolchain` the one that does the work
  void look(String used, String toolchain, String moduleCache) {
    world.programs("go").forEach(path -> add(path, "PATH", used, toolchain));
    for (var folder : List.of("/usr/lib", "/usr/local", "/opt", "/snap/go")) {
      for (var name : world.names(folder)) {
        if (name.startsWith("go") || folder.equals("/snap/go")) {
          add(folder + "/" + name + "/bin/go", folder, used, toolchain);
        }
      }
    }
    var home = world.variable("HOME");
    var managers =
        Map.of(
            "/sdk", "golang.org/dl",
            "/.gvm/gos", "gvm",
            "/.goenv/versions", "goenv",
            "/.asdf/installs/golang", "asdf",
            "/.local/share/mise/installs/go", "mise");
    managers.forEach(
        (folder, manager) -> {
          for (var name : home.isEmpty() ? List.<String>of() : world.names(home + folder)) {
            add(home + folder + "/" + name + "/bin/go", manager, used, toolchain);
            add(home + folder + "/" + name + "/go/bin/go", manager, used, toolchain);
          }
        });
    if (!moduleCache.isEmpty()) {
      var folder = moduleCache + "/golang.org";
      for (var name : world.names(folder)) {
        if (name.startsWith("toolchain@")) {
          add(folder + "/" + name + "/bin/go", "downloaded", used, toolchain);
        }
      }
    }
    byProgram.values().forEach(survey::see);
  }

  private void add(String path, String how, String used, String toolchain) {
    var real = world.real(path);
    if (real == null || byProgram.containsKey(real) || world.isDirectory(real)) {
      return;
    }
    boolean here = real.equals(toolchain.isEmpty() ? used : toolchain);
    byProgram.put(real, new Installed(path, version(world, real), how, here));
  }

  /// The version of the tree of a go command, from its VERSION file or the program itself.
  private static String version(World world, String program) {
    var tree = versionOfTree(world, Paths.normal(program + "/../.."));
    var stamp = tree.isEmpty() ? world.goVersion(program) : tree;
    return stamp == null ? "" : stamp;
  }

  /// The first line of VERSION in a GOROOT; empty where there is none.
  static String versionOfTree(World world, String root) {
    var text = world.text(root + "/VERSION");
    return text == null ? "" : text.split("\n", 2)[0].strip();
  }
}
