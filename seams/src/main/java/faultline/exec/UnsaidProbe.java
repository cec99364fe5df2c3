package faultline.exec;

import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Success;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the loader must have answered a program that asked it for a library and kept the answer to
/// itself: dlopen(3) and dlsym(3) return their messages, and many programs throw them away.
///
/// Only what is certain from the files is said: a library that is needed and nowhere, a version
/// that the library found does not define, a name that nothing in the process exports, a plug-in
/// that lacks what all its sisters have.
final class UnsaidProbe {
  private static final int MOST_PROCESSES = 4;
  private static final int MOST_OBJECTS = 200;
  private static final int MOST_SISTERS = 50;

  /// These open libraries to read them, not to run them.
  private static final Pattern READERS =
      Pattern.compile(
          "ld|ld\\..*|.*-ld|gold|lld|mold|collect2|nm|objdump|readelf|strip|ldd|ldconfig|gdb|patchelf"
              + "|file|ar|ranlib|cp|mv|install|tar|cat|sha.*sum|md5sum|dpkg.*|rpm.*|strings|cmp|diff");

  /// These bind all names of a library at once (RTLD_NOW).
  private static final Pattern BIND_NOW = Pattern.compile("python[\\d.]*|lua[\\d.]*|php[\\d.]*");

  private final ObjectProbe objects;

  /// Whether a program of this name opens libraries to read them, not to run them.
  static boolean reads(String program) {
    return READERS.matcher(program).matches();
  }

  UnsaidProbe(ObjectProbe objects) {
    this.objects = objects;
  }

  /// The messages, each where the library was opened.
  List<Message> look(ExecTrace seen) {
    var said = new ArrayList<Message>();
    var failed =
        seen.processes().reversed().stream()
            .filter(process -> process.failed() && process.image() != null)
            .limit(MOST_PROCESSES)
            .toList();
    for (var process : failed) {
      boolean told =
          process.messages().stream()
              .map(message -> Diagnostic.of(message.text()))
              .anyMatch(UnsaidProbe::ofLoader);
      if (!told) {
        look(process, said);
        code(process, said);
      }
    }
    return said;
  }

  /// Compiled Python code outside of `__pycache__` that begins with another number than that in it.
  private void code(ProcessView process, List<Message> said) {
    var usual = new HashSet<String>();
    var odd = new ArrayList<Success>();
    for (var success : process.successes()) {
      if (!success.baseName().endsWith(".pyc") || !success.call().startsWith("open")) {
        continue;
      }
      if (success.path().contains("/__pycache__/")) {
        if (usual.size() < 4) {
          usual.add(objects.magic(success.absolute()));
        }
      } else {
        odd.add(success);
      }
    }
    if (usual.size() != 1) {
      return;
    }
    for (var success : odd) {
      var magic = objects.magic(success.absolute());
      if (!magic.isEmpty() && !usual.contains(magic)) {
        var name = success.baseName().substring(0, success.baseName().length() - 4);
        said.add(
            new Message(
                process.pid(),
                success.sequence() + 1,
                "bad magic number in '" + name + "'",
                Message.Reach.UNSAID));
      }
    }
  }

  private static boolean ofLoader(@Nullable Diagnostic diagnostic) {
    return diagnostic != null
        && (diagnostic.name().startsWith("SYMBOL")
            || diagnostic.name().startsWith("LIBRARY")
            || diagnostic.name().startsWith("ABI"));
  }

  private void look(ProcessView process, List<Message> said) {
    var image = process.image();
    if (image == null || reads(Paths.baseName(image.executable()))) {
      return;
    }
    var program = objects.read(image.executable());
    if (program == null || program.interpreter().isEmpty()) {
      return;
    }
    var loaded = new LinkedHashMap<String, LoadedObject>();
    var opened = new LinkedHashMap<String, Success>();
    loaded.put(program.path(), program);
    for (var success : process.successes()) {
      if (success.sequence() > image.sequence()
          && CallShape.of(success.call()).kind() == CallShape.Kind.OPEN
          && LoaderProbe.readable(success.detail())
          && loaded.size() < MOST_OBJECTS) {
        var object = objects.read(success.absolute());
        if (object != null && object.fits(program)) {
          loaded.put(object.path(), object);
          opened.putIfAbsent(object.path(), success);
        }
      }
    }
    var fixed = closure(program, loaded);
    var exported = new HashSet<String>();
    loaded.keySet().forEach(path -> exported.addAll(objects.exports(path)));
    // The kernel loads the loader: nobody opens it.
    exported.addAll(objects.exports(program.interpreter()));
    // What a library needs is opened after it.
    long last = opened.values().stream().mapToLong(Success::sequence).max().orElse(0);
    for (var object : loaded.values()) {
      var success = opened.get(object.path());
      if (success == null || fixed.contains(object.path())) {
        continue;
      }
      var text = missing(process, object, loaded);
      if (text == null) {
        text = version(object, loaded);
      }
      if (text == null) {
        text = symbol(process, object, exported);
      }
      if (text == null) {
        text = start(image, program, object);
      }
      if (text == null) {
        text = entry(program, object, fixed);
      }
      if (text != null) {
        said.add(new Message(process.pid(), last + 1, text, Message.Reach.UNSAID));
      }
    }
  }

  /// What the program itself needs: the loader would have refused to start it.
  private static Set<String> closure(LoadedObject program, Map<String, LoadedObject> loaded) {
    var paths = new HashSet<String>();
    var left = new ArrayList<>(List.of(program));
    while (!left.isEmpty()) {
      var object = left.removeLast();
      if (paths.add(object.path())) {
        for (var other : loaded.values()) {
          if (object.needed().stream().anyMatch(other::isCalled)) {
            left.add(other);
          }
        }
      }
    }
    return paths;
  }

  /// A library that the loaded one needs, and that was looked for in vain after it.
  private static @Nullable String missing(
      ProcessView process, LoadedObject user, Map<String, LoadedObject> loaded) {
    for (var needed : user.needed()) {
      boolean provided = loaded.values().stream().anyMatch(other -> other.isCalled(needed));
      if (!provided
          && process.failures().stream()
              .anyMatch(
                  failure ->
                      failure.baseName().equals(Paths.baseName(needed))
                          && failure.is(CallShape.Kind.OPEN))) {
        return needed + ": cannot open shared object file: No such file or directory";
      }
    }
    return null;
  }

  private static @Nullable String version(LoadedObject user, Map<String, LoadedObject> loaded) {
    for (var need : user.versionsNeeded()) {
      for (var provider : loaded.values()) {
        if (!need.weak()
            && provider.isCalled(need.library())
            && !provider.versionsDefined().isEmpty()
            && !provider.versionsDefined().contains(need.name())) {
          return provider.path()
              + ": version `"
              + need.name()
              + "' not found (required by "
              + user.path()
              + ")";
        }
      }
    }
    return null;
  }

  private @Nullable String symbol(ProcessView process, LoadedObject user, Set<String> exported) {
    var image = process.image();
    boolean now =
        objects.bindsNow(user.path())
            || image != null && BIND_NOW.matcher(Paths.baseName(image.executable())).matches();
    if (!now) {
      return null;
    }
    for (var name : objects.demands(user.path())) {
      if (!exported.contains(name)) {
        return user.path() + ": undefined symbol: " + name;
      }
    }
    return null;
  }

  private static final Pattern LUA = Pattern.compile("lua(jit)?[\\d.]*");
  private static final Pattern NODE_ABI = Pattern.compile("node_register_module_v(\\d+)");

  /// The name by which an interpreter starts an extension.
  private @Nullable String start(Started image, LoadedObject program, LoadedObject extension) {
    var interpreter = Paths.baseName(image.executable());
    var name = Paths.baseName(extension.path());
    var own = objects.exports(extension.path());
    if (LUA.matcher(interpreter).matches()
        && name.endsWith(".so")
        && own.stream()
            .noneMatch(
                other ->
                    other.startsWith("luaopen_")
                        && other.endsWith("_" + name.substring(0, name.length() - 3)))
        && !name.startsWith("lib")) {
      return extension.path()
          + ": undefined symbol: luaopen_"
          + name.substring(0, name.length() - 3);
    }
    if (name.endsWith(".node") && interpreter.startsWith("node")) {
      for (var other : own) {
        var match = NODE_ABI.matcher(other);
        if (match.matches() && !objects.contains(program.path(), other)) {
          return "The module '"
              + extension.path()
              + "' was compiled against a different Node.js version using NODE_MODULE_VERSION "
              + match.group(1)
              + ". This version of Node.js requires another.";
        }
      }
    }
    return null;
  }

  /// A name that the program has as a text, that every other library beside this one exports, and
  /// that this one lacks.
  private @Nullable String entry(LoadedObject program, LoadedObject plugin, Set<String> fixed) {
    var own = objects.exports(plugin.path());
    var candidates = new TreeSet<String>();
    int sisters = 0;
    for (var sister : objects.beside(plugin.path(), MOST_SISTERS)) {
      var object = objects.read(sister);
      if (object == null || !object.fits(plugin) || fixed.contains(sister)) {
        continue;
      }
      var names = new TreeSet<>(objects.exports(sister));
      names.removeAll(own);
      if (sisters++ == 0) {
        candidates.addAll(names);
      } else {
        candidates.retainAll(names);
      }
    }
    return objects.texts(program.path(), candidates).stream()
        .findFirst()
        .map(name -> plugin.path() + ": undefined symbol: " + name)
        .orElse(null);
  }
}
