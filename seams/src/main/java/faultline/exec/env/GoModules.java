package faultline.exec.env;

import faultline.exec.Paths;
import org.jspecify.annotations.Nullable;

/// Which module and workspace a go command is in, and where it keeps modules; after
/// cmd/go/internal/modload/init.go.
final class GoModules {
  private final GoCommand command;
  private final World world;

  GoModules(GoCommand command) {
    this.command = command;
    this.world = command.world();
  }

  /// `WillBeEnabled`.
  boolean enabled() {
    return switch (command.get("GO111MODULE")) {
      case "", "on" -> true;
      case "auto" -> !module().isEmpty();
      default -> false;
    };
  }

  /// GOMOD: the path of go.mod, `/dev/null` in module mode without one, empty in GOPATH mode.
  String goMod() {
    if (command.get("GO111MODULE").equals("off")) {
      return "";
    }
    var found = module();
    return found.isEmpty() ? command.get("GO111MODULE").equals("auto") ? "" : "/dev/null" : found;
  }

  /// The go.mod around; empty where there is none, or where it lies in the directory for temporary
  /// files itself, which the go command passes over.
  private String module() {
    var folder = above("go.mod", "");
    if (folder.isEmpty()) {
      return "";
    }
    var temporary = world.variable("TMPDIR").isEmpty() ? "/tmp" : world.variable("TMPDIR");
    boolean passedOver =
        folder.equals(Paths.normal(temporary))
            || same(world.real(folder), world.real(Paths.absolute(world.directory(), temporary)));
    return passedOver ? "" : Paths.normal(folder + "/go.mod");
  }

  private static boolean same(@Nullable String one, @Nullable String other) {
    return one != null && one.equals(other);
  }

  /// GOWORK: the path of go.work, `off`, or empty.
  String goWork() {
    var given = command.get("GOWORK");
    return switch (given) {
      case "off" -> "off";
      case "", "auto" -> {
        var folder = above("go.work", command.root());
        yield folder.isEmpty() ? "" : Paths.normal(folder + "/go.work");
      }
      default -> given;
    };
  }

  /// The file whose version lines count: go.work before go.mod; empty where there is none.
  String projectFile() {
    var work = goWork();
    if (!work.isEmpty() && !work.equals("off") && world.exists(work)) {
      return work;
    }
    return module();
  }

  /// The nearest directory from the working directory upwards with a file `name`; never from below
  /// `border` into it. Empty where there is none.
  private String above(String name, String border) {
    var folder = Paths.normal(world.directory());
    while (true) {
      var path = folder.equals("/") ? "/" + name : folder + "/" + name;
      if (world.exists(path) && !world.isDirectory(path)) {
        return folder;
      }
      var next = Paths.parent(folder);
      if (next.equals(folder) || next.equals(border)) {
        return "";
      }
      folder = next;
    }
  }

  /// GOPATH.
  String path() {
    var given = command.get("GOPATH");
    return given.isEmpty() ? defaultPath() : given;
  }

  /// `$HOME/go`, unless that is GOROOT.
  String defaultPath() {
    var home = world.variable("HOME");
    if (home.isEmpty()) {
      return "";
    }
    var path = join(home, "go");
    return path.equals(cleaned(world.variable("GOROOT"))) ? "" : path;
  }

  /// GOMODCACHE.
  String cache() {
    var given = command.get("GOMODCACHE");
    return given.isEmpty() ? defaultCache() : given;
  }

  String defaultCache() {
    var first = path().split(":", 2)[0];
    return first.isEmpty() ? "" : join(first, "pkg/mod");
  }

  static String join(String folder, String name) {
    return cleaned(folder + "/" + name);
  }

  private static String cleaned(String path) {
    return path.startsWith("/") ? Paths.normal(path) : Paths.clean(path);
  }
}
