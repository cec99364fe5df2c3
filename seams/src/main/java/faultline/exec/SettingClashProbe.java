package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.env.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Settings that this run did not follow: a virtual environment of Python that is activated while
/// another one runs, or that was made for another version; a library to be loaded first, or a
/// locale, that is nowhere, where the loader or the program says that it goes on without.
final class SettingClashProbe {
  private static final Pattern PYTHON = Pattern.compile("python\\d?(?:\\.\\d+)?");
  private static final Pattern LIBRARY =
      Pattern.compile(".*/lib/python(\\d\\.\\d+)/(?:encodings/.*|os\\.py|site\\.py)");
  private static final Pattern VERSION =
      Pattern.compile("(?m)^\\s*version(?:_info)?\\s*=\\s*(\\d+\\.\\d+)(\\S*)\\s*$");
  private static final Pattern PATH_SEPARATOR = Pattern.compile("[:\\s]+");

  private final World world;
  private final Set<String> told = new HashSet<>();

  SettingClashProbe(World world) {
    this.world = world;
  }

  List<Fact> look(ExecTrace seen) {
    var facts = new ArrayList<Fact>();
    for (var process : seen.processes()) {
      var image = process.image();
      if (image == null) {
        continue;
      }
      var variables = seen.environment(process.pid());
      if (PYTHON.matcher(Paths.baseName(image.executable())).matches()) {
        activated(image, variables, facts);
        madeFor(process, image, facts);
      }
      preloaded(process, image, variables, facts);
      locale(process, image, variables, facts);
    }
    return facts;
  }

  private void add(
      Kind kind,
      Started image,
      String taken,
      String version,
      String where,
      String text,
      String wanted,
      String right,
      List<Fact> facts) {
    if (told.add(kind + where + text)) {
      facts.add(
          new ClashFact(
              kind, "#" + image.sequence(), taken, version, where, text, wanted, right, false));
    }
  }

  /// `python` was looked for in PATH, and it is not that of the activated environment.
  private void activated(Started image, Map<String, String> variables, List<Fact> facts) {
    var wanted = Paths.clean(variables.getOrDefault("VIRTUAL_ENV", ""));
    var ran = Paths.absolute(image.directory(), image.path());
    var search = List.of(variables.getOrDefault("PATH", "").split(":", -1));
    if (!wanted.startsWith("/")
        || !search.contains(Paths.parent(ran))
        || !world.exists(wanted + "/pyvenv.cfg")
        || !world.isExecutable(wanted + "/bin/" + Paths.baseName(ran))) {
      return;
    }
    var home = Paths.parent(Paths.parent(ran));
    var real = world.real(home);
    if (real != null && !real.equals(world.real(wanted)) && !ran.startsWith(wanted + "/")) {
      boolean other = world.exists(home + "/pyvenv.cfg");
      add(
          Kind.VENV,
          image,
          ran,
          other ? "of the environment " + home : "of no environment",
          "VIRTUAL_ENV",
          wanted,
          wanted,
          wanted + "/bin/" + Paths.baseName(ran),
          facts);
    }
  }

  /// An environment was made for another version than the one that its link leads to now.
  private void madeFor(ProcessView process, Started image, List<Fact> facts) {
    var home = Paths.parent(Paths.parent(Paths.absolute(image.directory(), image.path())));
    var file = home + "/pyvenv.cfg";
    var text = world.text(file);
    var said = text == null ? null : VERSION.matcher(text);
    var runs = version(process, image);
    if (text == null || said == null || !said.find() || runs.isEmpty()) {
      return;
    }
    if (!said.group(1).equals(runs)) {
      long line = text.substring(0, said.start(1)).lines().count();
      add(
          Kind.VENV_VERSION,
          image,
          image.path(),
          runs,
          file + ":" + line,
          said.group().strip(),
          said.group(1),
          "",
          facts);
    }
  }

  private static String version(ProcessView process, Started image) {
    for (var success : process.successes()) {
      var at = LIBRARY.matcher(success.absolute());
      if (success.sequence() > image.sequence() && at.matches()) {
        return at.group(1);
      }
    }
    return "";
  }

  private void preloaded(
      ProcessView process, Started image, Map<String, String> variables, List<Fact> facts) {
    var value = variables.getOrDefault("LD_PRELOAD", "");
    if (value.isEmpty() || said(process, Diagnostic.LD_PRELOAD) == null) {
      return;
    }
    for (var name : PATH_SEPARATOR.split(value, -1)) {
      if (missing(process, image, name, "/" + Paths.baseName(name)) != null) {
        add(Kind.PRELOAD, image, name, "", "LD_PRELOAD", value, name, "", facts);
      }
    }
  }

  private void locale(
      ProcessView process, Started image, Map<String, String> variables, List<Fact> facts) {
    if (said(process, Diagnostic.LOCALE_WARNING) == null) {
      return;
    }
    for (var variable : variables.entrySet()) {
      var name = variable.getKey();
      var value = variable.getValue();
      boolean names = name.startsWith("LC_") || name.equals("LANG");
      if (names
          && !value.isEmpty()
          && missing(process, image, value, "/locale/" + value + "/") != null) {
        add(Kind.LOCALE, image, value, "", name, value, value, "", facts);
        return;
      }
    }
  }

  private static @Nullable Message said(ProcessView process, Diagnostic diagnostic) {
    return process.messages().stream()
        .filter(message -> message.reach() == Message.Reach.VISIBLE)
        .filter(message -> diagnostic.match(message.text()) != null)
        .findFirst()
        .orElse(null);
  }

  /// A call that asked for `name` in vain: for the path, or for one that has `part`.
  private static @Nullable Failure missing(
      ProcessView process, Started image, String name, String part) {
    return name.isEmpty()
        ? null
        : process.failures().stream()
            .filter(failure -> failure.lastSequence() > image.sequence())
            .filter(failure -> failure.errno().equals("ENOENT"))
            .filter(failure -> failure.path().equals(name) || failure.absolute().contains(part))
            .findFirst()
            .orElse(null);
  }
}
