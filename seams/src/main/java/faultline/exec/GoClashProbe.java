package faultline.exec;

import faultline.exec.ExecObservation.Started;
import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.env.World;
import faultline.formats.goenv.GoEnvFile;
import faultline.formats.goenv.GoModLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Settings with which a `go` ran that do not go with the project around it, and a `GOROOT` of
/// another version than the `go` itself.
///
/// What `go env -w` wrote counts for every project and is seen in none of them; a variable of the
/// environment is visible and often meant, so that only what nobody can mean is held against it.
final class GoClashProbe {
  private static final Set<String> WORKING =
      Set.of("build", "run", "test", "install", "vet", "list", "generate");
  private static final Set<String> LINKING = Set.of("build", "install", "test");
  private static final Pattern MODULE_MODE = Pattern.compile("--?mod=(mod|readonly)");
  private static final Pattern MODULE_FILE = Pattern.compile("--?modfile=(.+)");
  private final World world;
  private final Set<String> told = new HashSet<>();

  GoClashProbe(World world) {
    this.world = world;
  }

  /// One `go` that ran, with the file of settings that it read.
  private record Command(
      ProcessView process,
      Started image,
      Map<String, String> variables,
      String directory,
      String verb,
      String userFile,
      GoEnvFile user) {
    /// The line of the file that counts, or null where there is none or a variable comes before it.
    GoEnvFile.@Nullable Entry kept(String name) {
      var entry = variables.getOrDefault(name, "").isEmpty() ? user.last(name) : null;
      return entry == null || entry.value().isEmpty() ? null : entry;
    }
  }

  List<Fact> look(ExecTrace seen) {
    var facts = new ArrayList<Fact>();
    for (var process : seen.processes()) {
      var image = process.image();
      if (image != null
          && Paths.baseName(image.executable()).equals("go")
          && image.arguments().size() > 1) {
        var command = command(seen, process, image);
        root(command, facts);
        settings(command, facts);
      }
    }
    return facts;
  }

  private Command command(ExecTrace seen, ProcessView process, Started image) {
    var variables = seen.environment(process.pid());
    var words = image.arguments();
    var directory = image.directory();
    int verb = 1;
    if (words.get(1).equals("-C") && words.size() > 3) {
      directory = Paths.absolute(directory, words.get(2));
      verb = 3;
    } else if (words.get(1).startsWith("-C=") && words.size() > 2) {
      directory = Paths.absolute(directory, words.get(1).substring(3));
      verb = 2;
    }
    var file = userFile(variables);
    // Only what this run read counts.
    boolean read =
        !file.isEmpty()
            && process.successes().stream().anyMatch(success -> success.absolute().equals(file));
    var text = read ? world.text(file) : null;
    return new Command(
        process,
        image,
        variables,
        directory,
        words.get(verb),
        file,
        GoEnvFile.of(text == null ? "" : text));
  }

  private static String userFile(Map<String, String> variables) {
    var given = variables.getOrDefault("GOENV", "");
    if (!given.isEmpty()) {
      return given.startsWith("/") ? Paths.clean(given) : "";
    }
    var folder = variables.getOrDefault("XDG_CONFIG_HOME", "");
    var home = variables.getOrDefault("HOME", "");
    return folder.startsWith("/")
        ? Paths.clean(folder + "/go/env")
        : folder.isEmpty() && home.startsWith("/") ? Paths.clean(home + "/.config/go/env") : "";
  }

  // ---------------------------------------------------------------- GOROOT

  private void root(Command command, List<Fact> facts) {
    var entry = command.kept("GOROOT");
    var given =
        entry == null ? command.variables().getOrDefault("GOROOT", "") : entry.value().strip();
    if (!given.startsWith("/")) {
      return;
    }
    var own = Paths.parent(Paths.parent(command.image().executable()));
    var mine = version(own);
    var theirs = version(given);
    var root = world.real(given);
    if (mine.isEmpty() || theirs.isEmpty() || mine.equals(theirs) || root == null) {
      return;
    }
    var used = used(command, Paths.normal(given), root);
    if (used != null && told.add("GOROOT" + given)) {
      facts.add(
          new ClashFact(
              Kind.GO_ROOT,
              "#" + used.sequence(),
              given,
              theirs,
              entry == null ? "GOROOT" : command.userFile() + ":" + entry.line(),
              "GOROOT=" + given,
              mine,
              own,
              false));
    }
  }

  /// The first line of VERSION in a tree of Go; empty where there is none.
  private String version(String tree) {
    var text = world.text(tree + "/VERSION");
    return text == null ? "" : text.split("\n", 2)[0].strip();
  }

  /// A program of the tree that ran, or the go that read its sources; null where neither happened.
  private static @Nullable Started used(Command command, String given, String root) {
    for (var child : command.process().children()) {
      var image = child.image();
      if (image != null
          && (image.executable().startsWith(root + "/") || image.path().startsWith(given + "/"))) {
        return image;
      }
    }
    boolean read =
        command.process().successes().stream()
            .anyMatch(
                success ->
                    success.absolute().startsWith(given + "/src/")
                        || success.absolute().startsWith(root + "/src/"));
    return read ? command.image() : null;
  }

  // ---------------------------------------------------------------- settings

  private void settings(Command command, List<Fact> facts) {
    var module = nearest(command.directory(), "go.mod");
    if (!WORKING.contains(command.verb())) {
      return;
    }
    if (!module.isEmpty()) {
      toolchain(command, module, facts);
      withoutModules(command, module, facts);
      flags(command, module, facts);
      workspace(command, module, facts);
    }
    target(command, facts);
  }

  private String nearest(String from, String name) {
    for (var folder = from; folder.startsWith("/"); folder = Paths.parent(folder)) {
      var path = (folder.equals("/") ? "" : folder) + "/" + name;
      if (world.exists(path) && !world.isDirectory(path)) {
        return path;
      }
      if (folder.equals("/")) {
        break;
      }
    }
    return "";
  }

  /// `GOTOOLCHAIN=local` keeps a toolchain that is older than the one that `toolchain` names.
  private void toolchain(Command command, String module, List<Fact> facts) {
    var entry = command.kept("GOTOOLCHAIN");
    var text = world.text(module);
    var line = text == null ? null : GoModLine.find(text, "toolchain");
    if (entry == null || line == null || entry.value().matches(".*\\+(auto|path)|auto|path")) {
      return;
    }
    var ran = Versions.in(version(Paths.parent(Paths.parent(command.image().executable()))));
    var wanted = Versions.in(line.value());
    if (!ran.isEmpty() && !wanted.isEmpty() && Versions.compare(ran, wanted) < 0) {
      add(
          command,
          entry,
          "toolchain " + line.value(),
          module + ":" + line.number(),
          "go" + ran,
          facts);
    }
  }

  private void withoutModules(Command command, String module, List<Fact> facts) {
    var entry = command.kept("GO111MODULE");
    if (entry != null && entry.value().equals("off")) {
      add(command, entry, "a module", module, "packages without modules", facts);
    }
  }

  private void flags(Command command, String module, List<Fact> facts) {
    var entry = command.kept("GOFLAGS");
    if (entry == null
        || command.image().arguments().stream()
            .anyMatch(word -> word.matches("--?mod(file)?=.*"))) {
      return;
    }
    for (var flag : entry.value().strip().split("\\s+", -1)) {
      var vendored = Paths.parent(module) + "/vendor/modules.txt";
      var file = MODULE_FILE.matcher(flag);
      if (MODULE_MODE.matcher(flag).matches() && world.exists(vendored)) {
        add(command, entry, "vendored packages", vendored, "the module cache", facts);
      } else if (file.matches()
          && !Paths.absolute(command.directory(), file.group(1)).equals(module)) {
        add(command, entry, "the modules of go.mod", module, file.group(1), facts);
      }
    }
  }

  /// A go.work around the module that lists it, and is not read.
  private void workspace(Command command, String module, List<Fact> facts) {
    var entry = command.kept("GOWORK");
    var work = entry == null ? "" : nearest(command.directory(), "go.work");
    var text = work.isEmpty() ? null : world.text(work);
    if (entry == null || text == null || entry.value().strip().equals(work)) {
      return;
    }
    var folder = Paths.parent(module);
    for (var word : text.replaceAll("//.*", "").split("[\\s()]+", -1)) {
      boolean names = word.startsWith("./") || word.startsWith("../") || word.startsWith("/");
      if (word.equals(".") || names) {
        var used = word.startsWith("/") ? word : Paths.parent(work) + "/" + word;
        if (Paths.normal(used).equals(folder)) {
          add(command, entry, "the workspace", work, "no workspace", facts);
          return;
        }
      }
    }
  }

  /// A program for another machine came out, and neither its name nor a variable says so.
  private void target(Command command, List<Fact> facts) {
    boolean linked =
        command.process().children().stream()
            .anyMatch(
                child ->
                    child.image() != null
                        && Paths.baseName(child.image().executable()).equals("link")
                        && !child.failed());
    if (!LINKING.contains(command.verb()) || !linked) {
      return;
    }
    for (var name : List.of("GOOS", "GOARCH")) {
      var entry = command.kept(name);
      var here = name.equals("GOOS") ? world.system() : world.machine();
      if (entry != null
          && !entry.value().strip().equals(here)
          && command.variables().getOrDefault("GOOS", "").isEmpty()
          && command.variables().getOrDefault("GOARCH", "").isEmpty()
          && command.image().arguments().stream()
              .noneMatch(word -> word.contains(entry.value().strip()) || word.endsWith(".exe"))) {
        add(command, entry, "a program for " + here, "this machine", entry.value().strip(), facts);
      }
    }
  }

  private void add(
      Command command,
      GoEnvFile.Entry entry,
      String wanted,
      String right,
      String version,
      List<Fact> facts) {
    if (told.add(entry.name() + command.directory())) {
      facts.add(
          new ClashFact(
              Kind.GO_SETTING,
              "#" + command.image().sequence(),
              entry.name(),
              version,
              command.userFile() + ":" + entry.line(),
              entry.name() + "=" + entry.value().strip(),
              wanted,
              right,
              false));
    }
  }
}
