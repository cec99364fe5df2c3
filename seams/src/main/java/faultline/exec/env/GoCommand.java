package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Source;
import faultline.formats.goenv.GoEnvFile;
import faultline.formats.goenv.GoVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One go command, with the three places it takes settings from: variables that are not empty, the
/// user's file, and `go.env` of a GOROOT.
///
/// Which GOROOT is the trap: the one in the user's file is preferred when `go.env` is looked for,
/// and the variable is preferred for everything else. After `initEnvCache` and `findGOROOT` of
/// cmd/go/internal/cfg/cfg.go, Go 1.21 to 1.26; before 1.21 there is no `go.env`.
final class GoCommand {
  private static final Pattern CASE =
      Pattern.compile("case \"([\\w/]+)\":\\s*return \"([^\"]*)\"|return \"([^\"]*)\"");
  private static final int FIRST_WITH_GO_ENV = 21;
  private static final int FIRST_WITH_ABSOLUTE_FOLDERS = 24;

  private final World world;
  private final String executable;
  private final String release;
  private final String userFile;
  private final @Nullable GoEnvFile user;
  private final String defaultsFile;
  private final @Nullable GoEnvFile defaults;
  private final String root;

  private GoCommand(World world, String executable, String release) {
    this.world = world;
    this.executable = executable;
    this.release = release;
    userFile = findUserFile();
    user = file(userFile);
    var inFile = user == null ? null : user.last("GOROOT");
    var rootOfDefaults = root(inFile == null ? "" : inFile.value());
    defaultsFile =
        version().atLeast(FIRST_WITH_GO_ENV) && !rootOfDefaults.isEmpty()
            ? Paths.normal(rootOfDefaults) + "/go.env"
            : "";
    defaults = file(defaultsFile);
    root = world.variable("GOROOT").isEmpty() ? rootOfDefaults : world.variable("GOROOT");
  }

  /// The go command at `path`, which a shell would start; null where it is no program of Go.
  static @Nullable GoCommand at(World world, String path) {
    var real = world.real(path);
    var release = real == null ? null : world.goVersion(real);
    return real == null || release == null ? null : new GoCommand(world, real, release);
  }

  private @Nullable GoEnvFile file(String path) {
    var text = path.isEmpty() ? null : world.text(Paths.absolute(world.directory(), path));
    return text == null ? null : GoEnvFile.of(text);
  }

  /// The path of the user's file; empty where GOENV is `off` or no place for it is known.
  private String findUserFile() {
    var given = world.variable("GOENV");
    if (!given.isEmpty()) {
      return given.equals("off") ? "" : given;
    }
    var folder = configFolder();
    return folder.isEmpty() ? "" : GoModules.join(folder, "go/env");
  }

  /// `os.UserConfigDir`; empty where it fails.
  String configFolder() {
    return folder("XDG_CONFIG_HOME", "/.config");
  }

  /// `os.UserCacheDir`; empty where it fails.
  String cacheFolder() {
    return folder("XDG_CACHE_HOME", "/.cache");
  }

  /// A relative one is refused since 1.24, and before that taken as it is.
  private String folder(String variable, String below) {
    var given = world.variable(variable);
    if (!given.isEmpty()) {
      return given.startsWith("/") || !version().atLeast(FIRST_WITH_ABSOLUTE_FOLDERS) ? given : "";
    }
    var home = world.variable("HOME");
    return home.isEmpty() ? "" : home + below;
  }

  /// `findGOROOT`: the user's file, the variable, or the tree that the program lies in.
  private String root(String inFile) {
    var given = inFile.isEmpty() ? world.variable("GOROOT") : inFile;
    if (!given.isEmpty()) {
      return given.startsWith("/") ? Paths.normal(given) : Paths.clean(given);
    }
    return ownRoot();
  }

  /// The tree that the program itself lies in; empty where it lies in none.
  String ownRoot() {
    for (var up : List.of("/../..", "/../../..")) {
      var tree = Paths.normal(executable + up);
      if (world.isDirectory(tree + "/pkg/tool")) {
        return tree;
      }
    }
    return "";
  }

  World world() {
    return world;
  }

  String executable() {
    return executable;
  }

  /// What the program says of itself: `go1.26.8`.
  String release() {
    return release;
  }

  GoVersion version() {
    return GoVersion.ofToolchain(release);
  }

  /// GOROOT.
  String root() {
    return root;
  }

  String userFile() {
    return userFile;
  }

  @Nullable GoEnvFile user() {
    return user;
  }

  /// Where `go.env` is looked for; empty where it is not.
  String defaultsFile() {
    return defaultsFile;
  }

  @Nullable GoEnvFile defaults() {
    return defaults;
  }

  /// `cfg.Getenv`: the value for `name`; empty where nobody gives one.
  String get(String name) {
    if (!world.variable(name).isEmpty()) {
      return world.variable(name);
    }
    if (name.equals("GOROOT")) {
      return root;
    }
    for (var file : files()) {
      var entry = file == null ? null : file.last(name);
      if (entry != null) {
        return entry.value(); // an empty line of the user's file hides the default as well
      }
    }
    return "";
  }

  private List<@Nullable GoEnvFile> files() {
    var all = new ArrayList<@Nullable GoEnvFile>();
    all.add(user);
    all.add(defaults);
    return all;
  }

  /// All who give a value for `name`, the one that counts first, `otherwise` last.
  List<Source> sources(Survey survey, String name, Source otherwise) {
    var all = new ArrayList<Source>();
    if (!world.variable(name).isEmpty()) {
      all.add(survey.variable(name));
    }
    var mine = entry(user, userFile, name);
    var theirs = entry(defaults, defaultsFile, name);
    boolean hides = mine != null && mine.value().isEmpty() && theirs != null;
    if (mine != null && (!mine.value().isEmpty() || hides)) {
      all.add(mine);
    }
    if (theirs != null) {
      all.add(theirs);
    }
    // An empty value counts as long as no default stands behind it.
    boolean counts =
        !all.isEmpty()
            && (!all.getFirst().value().isEmpty() || hides && otherwise.value().isEmpty());
    all.add(counts ? all.size() : 0, otherwise);
    return all;
  }

  private static @Nullable Source entry(@Nullable GoEnvFile file, String path, String name) {
    var entry = file == null ? null : file.last(name);
    return entry == null ? null : new Source("goenv", path + ":" + entry.line(), entry.value());
  }

  /// `exec.LookPath`: null where nothing is found, or where what is found first lies relative to
  /// the working directory, which Go refuses to run since 1.19.
  static @Nullable String lookPath(World world, String name) {
    if (name.contains("/")) {
      return world.isExecutable(Paths.absolute(world.directory(), name)) ? name : null;
    }
    var path = world.environment().get("PATH");
    if (path == null || name.isEmpty()) {
      return null;
    }
    for (var one : path.split(":", -1)) {
      var found = (one.isEmpty() ? "." : one) + "/" + name;
      if (world.isExecutable(Paths.absolute(world.directory(), found))) {
        return found.startsWith("/") ? Paths.normal(found) : null;
      }
    }
    return null;
  }

  /// A default that was decided when this toolchain was built, as its sources have it.
  Source builtIn(String name, String otherwise) {
    var path = Paths.normal(ownRoot() + "/src/internal/buildcfg/zbootstrap.go");
    var text = ownRoot().isEmpty() ? null : world.text(path);
    if (text != null) {
      var at =
          Pattern.compile("const (?:D|d)efault" + name + " = [`\"]([^`\"]*)[`\"]").matcher(text);
      if (at.find()) {
        return new Source("default", "built into " + release, at.group(1));
      }
    }
    return new Source("default", "built into " + release, otherwise);
  }

  /// The C or C++ compiler (`CC`, `CXX`) that is taken where none is named.
  Source compiler(String name, String system, String machine) {
    boolean clang = List.of("darwin", "ios", "freebsd", "openbsd").contains(system);
    var otherwise = name.equals("CC") ? clang ? "clang" : "gcc" : clang ? "clang++" : "g++";
    var path = Paths.normal(ownRoot() + "/src/cmd/go/internal/cfg/zdefaultcc.go");
    var text = ownRoot().isEmpty() ? null : world.text(path);
    int from = text == null ? -1 : text.indexOf("func Default" + name + "(");
    if (text != null && from >= 0 && !clang) {
      var last = "";
      var at = CASE.matcher(text.substring(from, end(text, from)));
      while (at.find()) {
        if ((system + "/" + machine).equals(at.group(1))) {
          return new Source("default", "built into " + release, at.group(2));
        }
        last = at.group(3) == null ? last : at.group(3);
      }
      otherwise = last.isEmpty() ? otherwise : last;
    }
    return new Source("default", "built into " + release, otherwise);
  }

  private static int end(String text, int from) {
    int end = text.indexOf("\n}", from);
    return end < 0 ? text.length() : end;
  }
}
