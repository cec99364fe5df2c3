package faultline.exec;

import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.SourceFact;
import faultline.formats.bytes.RawText;
import faultline.linux.SyscallException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Looks for a module that was not found: under another case, for another version of its language,
/// or in a directory that the search does not reach.
final class ModuleProbe {
  private static final int MOST_NAMES = 5_000;
  private static final int MOST_DIRECTORIES = 200;
  private final SampleProbe sample;

  ModuleProbe(SampleProbe sample) {
    this.sample = sample;
  }

  List<Fact> look(ExecTrace seen, NamedSearch search) {
    var facts = new ArrayList<Fact>();
    switch (search.what()) {
      case MODULE_OF_PYTHON, MODULE_OF_PYTHON_SAID -> python(seen, search, facts);
      case MODULE_OF_NODE -> node(seen, search, facts);
      case MODULE_OF_PERL, MODULE_OF_RUBY, MODULE_OF_LUA, MODULE_OF_JQ, MODULE_OF_CLR, HEADER ->
          beside(search, facts);
      case LIBRARY_TO_LINK -> libraries(search, facts);
      default -> {
        // Nothing to look for.
      }
    }
    return facts;
  }

  /// Who named the system that a compiler finds no header of.
  List<Fact> look(ExecTrace seen, Suspect suspect) {
    var process = seen.process(suspect.what().pid());
    var image = process == null ? null : process.imageAt(suspect.what().sequence());
    if (image == null || !Paths.baseName(image.executable()).matches("cc1.*|clang.*")) {
      return List.of();
    }
    var arguments = image.arguments();
    for (int i = 1; i < arguments.size(); i++) {
      boolean joined = arguments.get(i).startsWith("--sysroot=");
      boolean apart = arguments.get(i - 1).matches("-isysroot|--sysroot");
      if (joined || apart) {
        var value = joined ? arguments.get(i).substring("--sysroot=".length()) : arguments.get(i);
        var path = Paths.absolute(image.directory(), value);
        return exists(path + "/usr/include")
            ? List.of()
            : List.of(
                new SourceFact("argv", "--sysroot", value, "#" + suspect.what().sequence(), ""));
      }
    }
    return List.of();
  }

  private List<String> list(String directory) {
    try {
      return sample.files.list(RawText.encode(directory), MOST_NAMES).stream()
          .map(RawText::decode)
          .sorted()
          .toList();
    } catch (SyscallException _) {
      return List.of();
    }
  }

  private boolean exists(String path) {
    try {
      sample.files.status(RawText.encode(path), true);
      return true;
    } catch (SyscallException _) {
      return false;
    }
  }

  private static String workingDirectory(ExecTrace seen, int pid) {
    var process = seen.process(pid);
    var image = process == null ? null : process.image();
    return image == null ? "" : image.directory();
  }

  // ---------------------------------------------------------------- Python

  private void python(ExecTrace seen, NamedSearch search, List<Fact> facts) {
    var name = search.name();
    var top = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    var searched = pythonPath(seen, search);
    for (var directory : searched) {
      for (var entry : list(directory)) {
        if (entry.startsWith(top + ".cpython-") || entry.startsWith(top + ".pypy")) {
          facts.add(
              new ElsewhereFact(name, directory + "/" + entry, "is built for another Python"));
        } else if (!entry.equals(top) && sameButCase(entry, top, ".py", "")) {
          facts.add(new ElsewhereFact(name, directory + "/" + entry, "differs in case"));
        }
      }
    }
    for (var directory : otherPythons(seen, search)) {
      for (var form : List.of("/" + top + "/__init__.py", "/" + top + ".py")) {
        if (!searched.contains(directory) && exists(directory + form)) {
          facts.add(
              new ElsewhereFact(
                  name,
                  directory + (form.endsWith("__init__.py") ? "/" + top : form),
                  "has the name and lies where this Python does not look"));
        }
      }
    }
  }

  /// The directories that the process listed to find modules.
  private static Set<String> pythonPath(ExecTrace seen, NamedSearch search) {
    var directories = new LinkedHashSet<String>();
    var process = seen.process(search.message().pid());
    if (process != null) {
      for (var success : process.successes()) {
        if (success.detail().contains("O_DIRECTORY") && directories.size() < MOST_DIRECTORIES) {
          directories.add(Paths.normal(success.absolute()));
        }
      }
    }
    return directories;
  }

  private Set<String> otherPythons(ExecTrace seen, NamedSearch search) {
    var directories = new LinkedHashSet<String>();
    var home = seen.environment(search.message().pid()).getOrDefault("HOME", "");
    var work = workingDirectory(seen, search.message().pid());
    var roots = new ArrayList<String>();
    for (var root : List.of(work, Paths.parent(work.isEmpty() ? "/" : work))) {
      if (root.startsWith("/") && !root.equals("/") && !root.equals("/tmp")) {
        directories.add(root + "/src");
        directories.add(root + "/lib");
        for (var child : list(root)) {
          if (exists(root + "/" + child + "/pyvenv.cfg")) {
            roots.add(root + "/" + child + "/lib");
          } else if (root.equals(work) && directories.size() < MOST_DIRECTORIES) {
            directories.add(root + "/" + child);
          }
        }
      }
    }
    roots.addAll(List.of(home + "/.local/lib", "/usr/local/lib", "/usr/lib"));
    for (var root : roots) {
      for (var child : list(root)) {
        if (child.startsWith("python")) {
          directories.add(root + "/" + child + "/site-packages");
          directories.add(root + "/" + child + "/dist-packages");
        }
      }
    }
    return directories;
  }

  private static boolean sameButCase(String entry, String name, String... endings) {
    var lower = name.toLowerCase(Locale.ROOT);
    for (var ending : endings) {
      if (entry.toLowerCase(Locale.ROOT).equals(lower + ending) && !entry.equals(name + ending)) {
        return true;
      }
    }
    return false;
  }

  // ---------------------------------------------------------------- Node

  private void node(ExecTrace seen, NamedSearch search, List<Fact> facts) {
    var name = search.name();
    if (name.startsWith(".") || name.startsWith("/")) {
      beside(search, facts);
      return;
    }
    var words = name.split("/", -1);
    var wanted = name.startsWith("@") && words.length > 1 ? words[0] + "/" + words[1] : words[0];
    var work = workingDirectory(seen, search.message().pid());
    if (!work.startsWith("/") || work.equals("/")) {
      return;
    }
    var roots = new LinkedHashSet<String>();
    for (var root : List.of(work, Paths.parent(work))) {
      roots.add(root);
      if (!root.equals("/") && !root.equals("/tmp")) {
        list(root).stream().limit(MOST_DIRECTORIES).forEach(child -> roots.add(root + "/" + child));
      }
    }
    for (var root : roots) {
      var path = root + "/node_modules/" + wanted;
      if (exists(path) && facts.size() < 2) {
        facts.add(new ElsewhereFact(name, path, "is installed where this module does not look"));
      }
    }
  }

  // ---------------------------------------------------------------- files beside the missing one

  /// Names in the directory of a probe that differ from it in case or ending only.
  private void beside(NamedSearch search, List<Fact> facts) {
    var seen = new LinkedHashSet<String>();
    for (var probe : search.probes()) {
      var directory = Paths.parent(probe.absolute());
      if (!seen.add(directory)) {
        continue;
      }
      var stem = stem(probe.baseName());
      for (var entry : list(directory)) {
        if (stem(entry).equalsIgnoreCase(stem) && facts.size() < 2) {
          boolean likely = !stem(entry).equals(stem);
          facts.add(
              new ElsewhereFact(
                  search.name(),
                  directory + "/" + entry,
                  likely ? "differs in case" : "has the name and another ending"));
        }
      }
    }
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  /// Libraries in the searched directories whose names are like the wanted one.
  private void libraries(NamedSearch search, List<Fact> facts) {
    var name = "lib" + search.name();
    var seen = new LinkedHashSet<String>();
    for (var probe : search.probes()) {
      var directory = Paths.parent(Paths.normal(probe.absolute()));
      if (!seen.add(directory)) {
        continue;
      }
      for (var entry : list(directory)) {
        var stem = SharedName.stem(entry).isEmpty() ? stem(entry) : SharedName.stem(entry);
        boolean library = entry.contains(".so") || entry.endsWith(".a");
        if (!library || facts.size() >= 3) {
          continue;
        }
        if (stem.equals(name)) {
          facts.add(
              new ElsewhereFact(
                  search.name(),
                  directory + "/" + entry,
                  "lacks its development name lib" + search.name() + ".so"));
        } else if (Math.abs(stem.length() - name.length()) <= 2
            && (stem.startsWith(name) || name.startsWith(stem) || stem.equalsIgnoreCase(name))
            && stem.length() > 4) {
          facts.add(
              new ElsewhereFact(search.name(), directory + "/" + entry, "has a name like it"));
        }
      }
    }
  }
}
