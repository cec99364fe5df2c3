package faultline.exec;

import faultline.exec.CallShape.Kind;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What tells a miss that matters from the many by which a language looks for a module: a setting
/// names a folder that is not there, or a package is there and nothing of it can be loaded.
public final class ModuleClues {
  /// Variables that hold folders in which modules are looked for, separated by colons.
  static final List<String> SEARCH_PATHS =
      List.of(
          "NODE_PATH",
          "PERL5LIB",
          "PYTHONPATH",
          "RUBYLIB",
          "R_LIBS",
          "R_LIBS_USER",
          "R_LIBS_SITE",
          "GUILE_LOAD_PATH",
          "ERL_LIBS",
          "TCLLIBPATH",
          "MONO_PATH",
          "AWKPATH",
          "PKG_CONFIG_PATH",
          "PHP_INI_SCAN_DIR",
          "CLASSPATH",
          "GEM_PATH");

  /// Note of an [ElsewhereFact]: the folder that the setting names has a neighbour with the file.
  static final String NEIGHBOUR = "the same file in the folder beside the one that is named";

  /// What [Suspect#reasons] says of such a miss.
  public static final String REASON = "a module, where a setting or a package says that it is";

  private static final String MODULES = "/node_modules/";
  private final ExecTrace trace;
  private final Set<String> neighbours = new HashSet<>();
  private final Map<Integer, Set<String>> loaded = new HashMap<>();
  private final Set<String> first = new HashSet<>();

  ModuleClues(ExecTrace trace) {
    this.trace = trace;
    trace
        .of(ElsewhereFact.class)
        .filter(fact -> fact.note().equals(NEIGHBOUR))
        .forEach(fact -> neighbours.add(fact.wanted()));
  }

  /// What speaks for `failure` beyond what speaks for any miss; 0 for nothing.
  double weight(ProcessView process, Failure failure) {
    boolean looks = failure.is(Kind.STATUS) || failure.is(Kind.OPEN) || failure.is(Kind.ACCESS);
    var walked = failure.fact(PathFact.class);
    if (!looks || !failure.errno().equals("ENOENT") || walked == null || failure.creating()) {
      return 0;
    }
    double weight = neighbours.contains(failure.absolute()) ? 5 : 0;
    if (inNamedFolder(failure, walked)) {
      weight += 4;
    }
    return weight + emptyPackage(process, failure, walked);
  }

  /// Lua has patterns of paths, with a `?` where the name goes.
  private static final Pattern PATTERNS_OF_LUA = Pattern.compile("LUA_C?PATH(_\\d_\\d)?");

  private boolean inNamedFolder(Failure failure, PathFact walked) {
    var environment = trace.environment(failure.pid());
    for (var setting : environment.entrySet()) {
      if (PATTERNS_OF_LUA.matcher(setting.getKey()).matches()) {
        for (var entry : setting.getValue().split(";", -1)) {
          int mark = entry.indexOf('?');
          if (mark > 0 && inFolder(failure, walked, entry.substring(0, mark))) {
            return true;
          }
        }
      }
    }
    for (var name : SEARCH_PATHS) {
      for (var entry : environment.getOrDefault(name, "").split(":", -1)) {
        if (inFolder(failure, walked, entry)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether a folder that a setting names is not there, and `failure` looked in it.
  private static boolean inFolder(Failure failure, PathFact walked, String named) {
    var folder = named.isEmpty() ? "" : Paths.normal(Paths.absolute(failure.directory(), named));
    return folder.length() > 1
        && Wanted.within(folder, walked.stop())
        && Wanted.within(Paths.normal(failure.absolute()), folder);
  }

  /// Node opened the `package.json` of a package and then found none of the files that it may mean.
  private double emptyPackage(ProcessView process, Failure failure, PathFact walked) {
    var path = failure.absolute();
    int at = path.lastIndexOf(MODULES);
    if (at < 0 || failure.baseName().equals("package.json")) {
      return 0;
    }
    var folder = packageFolder(path, at + MODULES.length());
    if (folder.isEmpty() || !Wanted.within(walked.reached(), folder)) {
      return 0;
    }
    var files = loaded.computeIfAbsent(process.pid(), _ -> opened(process));
    boolean described = files.contains(folder + "/package.json");
    boolean used =
        files.stream()
            .anyMatch(file -> file.startsWith(folder + "/") && !file.endsWith("/package.json"));
    if (!described || used) {
      return 0;
    }
    // The first place is what the package itself names.
    return first.add(process.pid() + folder) ? 6 : 3;
  }

  private static Set<String> opened(ProcessView process) {
    var files = new HashSet<String>();
    process.successes().forEach(success -> files.add(Paths.normal(success.absolute())));
    return files;
  }

  /// `.../node_modules/name`, or `.../node_modules/@scope/name`; empty where the path ends before.
  private static String packageFolder(String path, int from) {
    int end = path.indexOf('/', from);
    if (end > 0 && path.charAt(from) == '@') {
      end = path.indexOf('/', end + 1);
    }
    return end < 0 ? "" : path.substring(0, end);
  }
}
