package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Success;
import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.env.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a Python process imported although it was meant for others, or passed over.
///
/// A module in the folder of the script that has the name of one of the standard library replaces
/// it for the whole process. That alone may be meant. It clashes where another module of this
/// process, which is not of that folder, imports the name, or where a message complains of what is
/// missing in it.
final class PythonClashProbe {
  private static final Pattern PYTHON = Pattern.compile("python\\d?(?:\\.\\d+)?");
  private static final Pattern CACHED =
      Pattern.compile("(.*/)__pycache__/([^/.]+)\\.cpython-(\\d+)(?:\\.opt-\\d)?\\.pyc");
  private static final Pattern LIBRARY =
      Pattern.compile("(.*/lib/python(\\d\\.\\d+))/encodings/.*");
  private static final Pattern PACKAGES =
      Pattern.compile("(.*/(?:site-packages|dist-packages))/.*");
  private static final Pattern LACKING =
      Pattern.compile(
          "(?:partially initialized )?module '(\\w+)' has no attribute '(\\w+)'"
              + "|cannot import name '(\\w+)' from (?:partially initialized module )?'(\\w+)'"
              + "|No module named '(\\w+)\\.(\\w+)[\\w.]*'; '\\5' is not a package");
  private static final Pattern COMPILED =
      Pattern.compile("(\\w+)\\.cpython-(\\d+)d?m?(?:-[\\w-]+)?\\.so");
  private static final Pattern VERSION_IN_PATH =
      Pattern.compile("/python(\\d\\.\\d+)/(?:site|dist)-packages(?:/|$)");
  private static final int MOST_FOLDERS = 60;

  /// Imported before the folder of the script is searched, or kept in the program itself.
  private static final Set<String> EARLY =
      Set.of(
          "abc",
          "codecs",
          "encodings",
          "genericpath",
          "importlib",
          "io",
          "ntpath",
          "os",
          "posixpath",
          "runpy",
          "site",
          "sitecustomize",
          "stat",
          "sys",
          "usercustomize",
          "zipimport",
          "_collections_abc",
          "_sitebuiltins");

  private final World world;
  private final Set<String> told = new HashSet<>();

  PythonClashProbe(World world) {
    this.world = world;
  }

  /// A module file that was read.
  private record Loaded(String name, String folder, String source, Success opened) {}

  List<Fact> look(ExecTrace seen) {
    var facts = new ArrayList<Fact>();
    for (var process : seen.processes()) {
      var image = process.image();
      if (image != null && PYTHON.matcher(Paths.baseName(image.executable())).matches()) {
        look(seen, process, image, facts);
      }
    }
    return facts;
  }

  private void look(ExecTrace seen, ProcessView process, Started image, List<Fact> facts) {
    var loaded = loaded(process, image);
    var library = library(process, image);
    if (library.isEmpty()) {
      return;
    }
    shadows(seen, process, image, library, loaded, facts);
    otherVersion(seen, image, library, loaded, facts);
    passedOver(process, library, loaded, facts);
  }

  /// The modules that were imported: their compiled form was asked for, which nobody does for a
  /// file that is only read. By the path of their source.
  private static Map<String, Loaded> loaded(ProcessView process, Started image) {
    var asked = new HashSet<String>();
    for (Failure failure : process.failures()) {
      var at = CACHED.matcher(failure.absolute());
      if (at.matches()) {
        asked.add(at.group(1) + at.group(2) + ".py");
      }
    }
    var all = new LinkedHashMap<String, Loaded>();
    for (var success : process.successes()) {
      if (success.sequence() < image.sequence()
          || !success.call().startsWith("open")
          || !LoaderProbe.readable(success.detail())) {
        continue;
      }
      var path = success.absolute();
      var at = CACHED.matcher(path);
      var source = at.matches() ? at.group(1) + at.group(2) + ".py" : path;
      if (at.matches() || path.endsWith(".py") && asked.contains(path)) {
        var folder = Paths.parent(source);
        var name = Paths.baseName(source).replaceFirst("\\.py$", "");
        boolean whole = name.equals("__init__");
        all.putIfAbsent(
            source,
            new Loaded(
                whole ? Paths.baseName(folder) : name,
                whole ? Paths.parent(folder) : folder,
                source,
                success));
      }
    }
    return all;
  }

  /// The folder of the standard library; empty where none was read from.
  private static String library(ProcessView process, Started image) {
    for (var success : process.successes()) {
      var at = LIBRARY.matcher(success.absolute());
      if (success.sequence() > image.sequence() && at.matches()) {
        return at.group(1);
      }
    }
    return "";
  }

  // ---------------------------------------------------------------- one name, two modules

  private void shadows(
      ExecTrace seen,
      ProcessView process,
      Started image,
      String library,
      Map<String, Loaded> loaded,
      List<Fact> facts) {
    var own = ownFolders(seen, process, image);
    var providers = new LinkedHashSet<String>(List.of(library));
    for (var module : loaded.values()) {
      var at = PACKAGES.matcher(module.source());
      if (at.matches() && !own.contains(at.group(1))) {
        providers.add(at.group(1));
      }
    }
    for (var module : loaded.values()) {
      if (!own.contains(module.folder())
          || providers.contains(module.folder())
          || EARLY.contains(module.name())) {
        continue;
      }
      var right = provided(providers, module.name());
      if (right.isEmpty() || loaded.containsKey(right) || right.equals(module.source())) {
        continue;
      }
      var clash = complaint(process, module, right);
      if (clash == null) {
        clash = importer(loaded, own, module, right);
      }
      if (clash != null && told.add(module.source())) {
        facts.add(clash);
      }
    }
  }

  /// The folders that come before all others: that of the script, or the working directory, and
  /// those of PYTHONPATH.
  private static Set<String> ownFolders(ExecTrace seen, ProcessView process, Started image) {
    var all = new LinkedHashSet<String>();
    var words = image.arguments();
    for (int i = 1; i < words.size(); i++) {
      var word = words.get(i);
      if (word.equals("-W") || word.equals("-X")) {
        i++;
      } else if (word.equals("-c") || word.equals("-m") || word.equals("-")) {
        all.add(Paths.normal(image.directory()));
        break;
      } else if (!word.startsWith("-")) {
        all.add(Paths.normal(Paths.parent(Paths.absolute(image.directory(), word))));
        break;
      }
    }
    for (var entry :
        seen.environment(process.pid()).getOrDefault("PYTHONPATH", "").split(":", -1)) {
      if (!entry.isEmpty()) {
        all.add(Paths.normal(Paths.absolute(image.directory(), entry)));
      }
    }
    return all;
  }

  private String provided(Set<String> providers, String name) {
    for (var folder : providers) {
      for (var form : List.of("/" + name + ".py", "/" + name + "/__init__.py")) {
        if (world.exists(folder + form)) {
          return folder + form;
        }
      }
    }
    return "";
  }

  /// A message about what the module lacks, where the one that it hides has it.
  private @Nullable ClashFact complaint(ProcessView process, Loaded module, String right) {
    for (Message message : process.messages()) {
      var at = LACKING.matcher(message.text());
      if (!at.find()) {
        continue;
      }
      var name = first(at.group(1), at.group(4), at.group(5));
      var lacking = first(at.group(2), at.group(3), at.group(6));
      if (name.equals(module.name()) && has(right, lacking)) {
        return clash(module, process.name(), message.text().strip(), lacking, right, true);
      }
    }
    return null;
  }

  private boolean has(String module, String name) {
    var text = world.text(module);
    var submodule = Paths.parent(module) + "/" + name;
    return text != null && Pattern.compile("\\b" + name + "\\b").matcher(text).find()
        || module.endsWith("/__init__.py")
            && (world.exists(submodule + ".py") || world.isDirectory(submodule));
  }

  private static String first(@Nullable String... words) {
    for (var word : words) {
      if (word != null) {
        return word;
      }
    }
    return "";
  }

  /// A module of another folder that imports the name when it is loaded.
  private @Nullable ClashFact importer(
      Map<String, Loaded> loaded, Set<String> own, Loaded module, String right) {
    var line =
        Pattern.compile(
            "(?m)^(?:import\\s+(?:[\\w. ]+,\\s*)*"
                + module.name()
                + "\\b(?!\\.)|from\\s+"
                + module.name()
                + "(?:\\.[\\w.]+)?\\s+import\\b).*$");
    for (var other : loaded.values()) {
      if (own.contains(other.folder()) || other.source().startsWith(module.folder() + "/")) {
        continue;
      }
      var text = world.text(other.source());
      var at = text == null ? null : line.matcher(text);
      if (text != null && at != null && at.find()) {
        long number = text.substring(0, at.start()).chars().filter(c -> c == '\n').count() + 1;
        var where = other.source() + ":" + number;
        return clash(module, where, at.group().strip(), module.name(), right, false);
      }
    }
    return null;
  }

  private static ClashFact clash(
      Loaded module, String where, String text, String wanted, String right, boolean blamed) {
    return new ClashFact(
        Kind.PYTHON_MODULE,
        "#" + module.opened().sequence(),
        module.source(),
        module.name(),
        where,
        text,
        wanted,
        right,
        blamed);
  }

  // ---------------------------------------------------------------- packages of another version

  /// Modules that PYTHONPATH makes this Python read from the packages of another one.
  private void otherVersion(
      ExecTrace seen, Started image, String library, Map<String, Loaded> loaded, List<Fact> facts) {
    var given = seen.environment(image.pid()).getOrDefault("PYTHONPATH", "");
    var version = library.substring(library.lastIndexOf("python") + "python".length());
    for (var entry : given.split(":", -1)) {
      var at = VERSION_IN_PATH.matcher(entry);
      if (!at.find() || at.group(1).equals(version)) {
        continue;
      }
      var folder = Paths.normal(Paths.absolute(image.directory(), entry));
      for (var module : loaded.values()) {
        if (module.source().startsWith(folder + "/") && told.add(folder)) {
          facts.add(
              new ClashFact(
                  Kind.PYTHON_PATH,
                  "#" + module.opened().sequence(),
                  module.source(),
                  version,
                  "PYTHONPATH",
                  given,
                  at.group(1),
                  "",
                  false));
        }
      }
    }
  }

  // ---------------------------------------------------------------- compiled for another version

  /// Compiled modules for other Pythons only, that a loaded module beside them tries to import.
  private void passedOver(
      ProcessView process, String library, Map<String, Loaded> loaded, List<Fact> facts) {
    var version = library.substring(library.lastIndexOf("python") + "python".length());
    var tag = version.replace(".", "");
    var byFolder = new LinkedHashMap<String, List<Loaded>>();
    for (var module : loaded.values()) {
      if (!module.source().startsWith(library + "/")
          || PACKAGES.matcher(module.source()).matches()) {
        byFolder.computeIfAbsent(Paths.parent(module.source()), _ -> new ArrayList<>()).add(module);
      }
    }
    byFolder.entrySet().stream()
        .limit(MOST_FOLDERS)
        .forEach(one -> passedOver(process, tag, version, one.getKey(), one.getValue(), facts));
  }

  private void passedOver(
      ProcessView process,
      String tag,
      String version,
      String folder,
      List<Loaded> modules,
      List<Fact> facts) {
    var names = world.names(folder);
    for (var name : names) {
      var at = COMPILED.matcher(name);
      if (!at.matches() || at.group(2).equals(tag)) {
        continue;
      }
      var module = at.group(1);
      boolean fits =
          names.stream()
              .anyMatch(
                  other ->
                      other.equals(module + ".so")
                          || other.equals(module + ".abi3.so")
                          || other.startsWith(module + ".cpython-" + tag));
      var imports =
          Pattern.compile(
              "(?m)^\\s*(?:from\\s+[\\w.]*\\s*)?import\\s[^#\\n]*\\b"
                  + module
                  + "\\b.*$"
                  + "|(?m)^\\s*from\\s+[\\w.]*\\b"
                  + module
                  + "\\s+import\\b.*$");
      for (var user : fits ? List.<Loaded>of() : modules) {
        var text = world.text(user.source());
        var line = text == null ? null : imports.matcher(text);
        if (text != null && line != null && line.find() && told.add(folder + "/" + module)) {
          long number = text.substring(0, line.start()).lines().count() + 1;
          var built = at.group(2).charAt(0) + "." + at.group(2).substring(1);
          facts.add(
              new ClashFact(
                  Kind.EXTENSION,
                  "#" + user.opened().sequence(),
                  folder + "/" + name,
                  "Python " + built,
                  user.source() + ":" + number,
                  line.group().strip(),
                  "Python " + version,
                  "",
                  process.failed() && complains(process, module)));
        }
      }
    }
  }

  private static boolean complains(ProcessView process, String module) {
    return process.messages().stream()
        .anyMatch(
            message ->
                message.text().contains("Error") && message.text().contains("'" + module + "'"));
  }
}
