package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.formats.bytes.RawText;
import faultline.linux.FileStatus;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks where a missing program or file lies instead: a copy outside of PATH, a program with
/// nearly the same name in it, a file of that name elsewhere in the tree.
final class NearbyProbe {
  private static final List<String> USUAL =
      List.of(
          "/usr/local/bin",
          "/usr/local/sbin",
          "/usr/bin",
          "/usr/sbin",
          "/bin",
          "/sbin",
          "/snap/bin",
          "/usr/games",
          "/usr/local/go/bin");
  private static final List<String> FAMILIES =
      List.of("/opt", "/usr/lib/jvm", "/usr/local", "/usr/lib");
  private static final List<String> AT_HOME =
      List.of(".local/bin", "bin", "go/bin", ".cargo/bin", ".dotnet", ".npm-global/bin");
  private static final List<String> IN_PROJECT =
      List.of("", "bin", "node_modules/.bin", ".venv/bin", "venv/bin", "scripts", "tools", "build");
  private static final List<String> ROOTS = List.of("GOPATH", "GOROOT", "JAVA_HOME", "VIRTUAL_ENV");
  private static final Set<String> SYSTEM =
      Set.of("usr", "etc", "proc", "sys", "lib", "lib64", "dev", "run", "bin", "sbin", "var");

  /// Note of an [ElsewhereFact]: a relative path leads somewhere from another directory.
  static final String SAME_PATH = "the same path from another directory";

  private static final int MOST_DIRECTORIES = 1_500;
  private static final int DEEPEST = 5;
  private static final int MOST_NEIGHBOURS = 20;
  private static final int MOST_NAMES = 5_000;
  private final FileSystem files;

  NearbyProbe(FileSystem files) {
    this.files = files;
  }

  List<ElsewhereFact> look(ExecTrace trace, Failure failure) {
    var walked = failure.fact(PathFact.class);
    if (walked == null
        || walked.end() != End.MISSING
        || !failure.errno().equals("ENOENT")
        || failure.baseName().isEmpty()) {
      return List.of();
    }
    var search = trace.environment(failure.pid()).getOrDefault("PATH", "");
    var directories = new LinkedHashSet<String>();
    for (var entry : search.split(":", -1)) {
      directories.add(Paths.absolute(failure.directory(), entry.isEmpty() ? "." : entry));
    }
    boolean tool = directories.contains(Paths.parent(failure.absolute()));
    return tool ? tools(trace, failure, directories) : files(trace, failure);
  }

  /// Modules that lie in a neighbour of a folder that a search path names and that does not exist.
  List<ElsewhereFact> neighbours(ExecTrace trace) {
    var found = new ArrayList<ElsewhereFact>();
    for (var process : trace.processes()) {
      if (!process.failed()) {
        continue;
      }
      var environment = trace.environment(process.pid());
      for (var name : ModuleClues.SEARCH_PATHS) {
        for (var entry : environment.getOrDefault(name, "").split(":", -1)) {
          if (entry.startsWith("/") && !exists(entry)) {
            addNeighbours(process, Paths.normal(entry), found);
          }
        }
      }
    }
    return found;
  }

  private void addNeighbours(ProcessView process, String folder, List<ElsewhereFact> into) {
    var parent = Paths.parent(folder);
    var names =
        names(parent).stream()
            .filter(name -> PathProbe.distance(name, Paths.baseName(folder)) <= 3)
            .limit(8)
            .toList();
    for (var failure : process.failures()) {
      var path = Paths.normal(failure.absolute());
      if (path.startsWith(folder + "/") && into.size() < MOST_NEIGHBOURS) {
        var rest = path.substring(folder.length());
        for (var name : names) {
          if (exists(parent + "/" + name + rest)) {
            into.add(
                new ElsewhereFact(
                    failure.absolute(), parent + "/" + name + rest, ModuleClues.NEIGHBOUR));
          }
        }
      }
    }
  }

  private List<ElsewhereFact> tools(ExecTrace trace, Failure failure, Set<String> directories) {
    var tool = failure.baseName();
    var found = new ArrayList<ElsewhereFact>();
    for (var directory : outside(trace, failure, directories)) {
      var path = directory + "/" + tool;
      if (program(path)) {
        found.add(new ElsewhereFact(tool, path, "a program of that name"));
      }
    }
    if (found.isEmpty()) {
      var near = nearName(tool, directories);
      if (near != null) {
        found.add(new ElsewhereFact(tool, near, "a program with nearly that name"));
      }
    }
    return found;
  }

  private Set<String> outside(ExecTrace trace, Failure failure, Set<String> directories) {
    var places = new LinkedHashSet<String>();
    var environment = trace.environment(failure.pid());
    for (var directory : List.of(failure.directory(), rootDirectory(trace))) {
      for (var name : IN_PROJECT) {
        places.add(Paths.clean(directory + "/" + name));
      }
    }
    for (var variable : ROOTS) {
      var root = environment.get(variable);
      if (root != null && root.startsWith("/")) {
        places.add(root + "/bin");
      }
    }
    var home = environment.getOrDefault("HOME", "");
    if (home.startsWith("/")) {
      AT_HOME.forEach(name -> places.add(home + "/" + name));
    }
    places.addAll(USUAL);
    for (var family : FAMILIES) {
      for (var member : names(family)) {
        places.add(family + "/" + member + "/bin");
      }
    }
    places.removeAll(directories);
    places.remove("/");
    return places;
  }

  private static String rootDirectory(ExecTrace trace) {
    var root = trace.root();
    return root == null || root.images().isEmpty() ? "" : root.images().getFirst().directory();
  }

  /// `python3` for `python`, or a slip of the fingers.
  private @Nullable String nearName(String tool, Set<String> directories) {
    String best = null;
    int nearest = 4;
    for (var directory : directories) {
      for (var name : names(directory)) {
        int distance = PathProbe.distance(tool, name);
        if (name.startsWith(tool) && name.substring(tool.length()).matches("-?[0-9][0-9.]*")) {
          distance = 1;
        }
        if (distance < nearest && !name.equals(tool) && program(directory + "/" + name)) {
          nearest = distance;
          best = directory + "/" + name;
        }
      }
    }
    return best;
  }

  private List<ElsewhereFact> files(ExecTrace trace, Failure failure) {
    var wanted = failure.absolute();
    var first = wanted.length() < 2 ? "" : wanted.substring(1).split("/", 2)[0];
    if (SYSTEM.contains(first) || failure.call().startsWith("execve")) {
      return List.of();
    }
    var path = Paths.clean(failure.path());
    var tops = new LinkedHashSet<String>();
    tops.add(failure.directory());
    tops.add(rootDirectory(trace));
    scriptDirectory(trace, failure, tops);
    if (!path.startsWith("/")) {
      var candidates = new LinkedHashSet<String>(tops);
      for (var at = failure.directory(); at.length() > 1; at = Paths.parent(at)) {
        candidates.add(at);
      }
      for (var directory : candidates) {
        var other = Paths.clean(directory + "/" + path);
        if (!other.equals(wanted) && directory.startsWith("/") && exists(other)) {
          return List.of(new ElsewhereFact(wanted, other, SAME_PATH));
        }
      }
    }
    for (var top : tops) {
      var other = below(top, failure.baseName(), wanted);
      if (other != null) {
        return List.of(new ElsewhereFact(wanted, other, "a file of that name"));
      }
    }
    return List.of();
  }

  /// Where the script lies that an interpreter runs.
  private static void scriptDirectory(ExecTrace trace, Failure failure, Set<String> into) {
    for (var process : trace.ancestry(failure.pid())) {
      var image = process.imageAt(failure.sequence());
      if (image != null) {
        for (var argument : image.arguments()) {
          if (argument.contains("/") && !argument.startsWith("-")) {
            into.add(Paths.parent(Paths.absolute(image.directory(), argument)));
          }
        }
      }
    }
  }

  private @Nullable String below(String top, String name, String except) {
    if (!top.startsWith("/") || top.length() < 2) {
      return null;
    }
    record Level(String directory, int depth) {}
    var left = new ArrayDeque<Level>(List.of(new Level(top, 0)));
    for (int looked = 0; !left.isEmpty() && looked < MOST_DIRECTORIES; looked++) {
      var level = left.pollFirst();
      for (var entry : names(level.directory())) {
        var path = level.directory() + "/" + entry;
        if (entry.equals(name) && !path.equals(except)) {
          return path;
        }
        if (level.depth() < DEEPEST && !entry.equals(".git") && !entry.equals("node_modules")) {
          var status = status(path, false);
          if (status != null && status.directory()) {
            left.addLast(new Level(path, level.depth() + 1));
          }
        }
      }
    }
    return null;
  }

  private List<String> names(String directory) {
    try {
      return files.list(RawText.encode(directory), MOST_NAMES).stream()
          .map(RawText::decode)
          .sorted()
          .toList();
    } catch (SyscallException _) {
      return List.of();
    }
  }

  private boolean exists(String path) {
    return status(path, true) != null;
  }

  private boolean program(String path) {
    var status = status(path, true);
    return status != null && status.regular() && (status.mode() & 0111) != 0;
  }

  private @Nullable FileStatus status(String path, boolean follow) {
    try {
      return files.status(RawText.encode(path), follow);
    } catch (SyscallException _) {
      return null;
    }
  }
}
