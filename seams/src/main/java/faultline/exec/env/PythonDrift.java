package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Demand;
import faultline.exec.env.EnvObservation.NamesNothing;
import faultline.exec.env.EnvObservation.OtherHome;
import faultline.exec.env.EnvObservation.Refused;
import faultline.exec.env.EnvObservation.Stranger;
import faultline.exec.env.EnvObservation.WithoutEffect;
import java.util.List;
import java.util.regex.Pattern;

/// What does not fit together in the settings of Python, as facts for the rules.
///
/// @param prefix sys.prefix
/// @param basePrefix sys.base_prefix
/// @param config the line of pyvenv.cfg that counts; empty where there is none
record PythonDrift(
    Survey survey, PythonProgram program, String prefix, String basePrefix, String config) {
  private static final Pattern OTHER = Pattern.compile("/python(3\\.\\d+)(/|$)");
  private static final Pattern REQUIRES =
      Pattern.compile("(?m)^\\s*requires-python\\s*=\\s*[\"']([^\"']+)[\"']");

  private World world() {
    return survey.world();
  }

  void look() {
    choice();
    home();
    environment();
    path();
    refusals();
    zeros();
    project();
    pip();
    survey.startLines(
        List.of(
            "PYTHONHOME",
            "PYTHONPATH",
            "PYTHONUSERBASE",
            "PYTHONNOUSERSITE",
            "PYENV_VERSION",
            "VIRTUAL_ENV",
            "PYTHONDONTWRITEBYTECODE",
            "PYTHONUTF8",
            "PYTHONHASHSEED"));
  }

  /// A version that a file or a variable asks pyenv for, and that is not installed.
  void choice() {
    var because = program.because();
    if (because != null && !program.missing().isEmpty()) {
      survey.see(
          new Demand(
              because.where(),
              because.value(),
              "python",
              program.missing(),
              program.version(),
              false,
              program.shim() + " has no such version"));
    }
  }

  private void home() {
    var home = world().variable("PYTHONHOME");
    if (home.isEmpty()) {
      return;
    }
    var library = basePrefix + "/lib/python" + program.minor();
    if (!world().exists(library + "/os.py") && !world().exists(library + "/os.pyc")) {
      survey.see(
          new Refused(
              "PYTHONHOME",
              "PYTHONHOME",
              home,
              "Python " + program.version() + " needs " + library + ", which is not there"));
    } else if (!inside(program.executable(), basePrefix)) {
      survey.see(
          new OtherHome(
              "PYTHONHOME",
              "PYTHONHOME",
              home,
              "",
              program.executable(),
              program.version(),
              "the standard library of that tree is used, whatever program starts"));
    }
  }

  private boolean inside(String path, String tree) {
    var real = world().real(path);
    var top = world().real(tree);
    return real != null && top != null && real.startsWith(top.equals("/") ? top : top + "/");
  }

  private void environment() {
    var active = world().variable("VIRTUAL_ENV");
    var here = world().real(prefix);
    if (!active.isEmpty() && !active.equals(prefix)) {
      var real = world().real(active);
      if (real == null) {
        survey.see(
            new NamesNothing(
                "VIRTUAL_ENV", "VIRTUAL_ENV", active, active, program.executable() + " is used"));
      } else if (!real.equals(here)) {
        survey.see(
            new OtherHome(
                "VIRTUAL_ENV",
                "VIRTUAL_ENV",
                active,
                "",
                program.executable(),
                program.version() + " of " + prefix,
                "PATH decides, and what is installed goes there"));
      }
    }
    if (!config.isEmpty() && world().variable("PYTHONHOME").isEmpty() && basePrefix.isEmpty()) {
      survey.see(
          new NamesNothing(
              config,
              "home",
              "",
              "the Python that the environment was made with",
              "the environment has no standard library"));
    }
  }

  private void path() {
    var given = world().variable("PYTHONPATH");
    for (var one : given.isEmpty() ? List.<String>of() : List.of(given.split(":", -1))) {
      var at = OTHER.matcher(one);
      var full = Paths.absolute(world().directory(), one);
      if (at.find() && !at.group(1).equals(program.minor()) && world().exists(full)) {
        survey.see(
            new OtherHome(
                "PYTHONPATH",
                "PYTHONPATH",
                one,
                at.group(1),
                program.executable(),
                program.version(),
                "its packages come before those of this version"));
      } else if (!one.isEmpty() && !world().exists(full)) {
        survey.see(
            new NamesNothing(
                "PYTHONPATH", "PYTHONPATH", given, one, "nothing is imported from there"));
      }
    }
  }

  private void refusals() {
    var seed = world().variable("PYTHONHASHSEED");
    if (!seed.matches("|random|[+-]?[0-9]{1,10}") || seed.startsWith("-")) {
      survey.see(
          new Refused(
              "PYTHONHASHSEED", "PYTHONHASHSEED", seed, "it has to be random or a whole number"));
    }
    var utf8 = world().variable("PYTHONUTF8");
    if (!utf8.matches("[01]?")) {
      survey.see(new Refused("PYTHONUTF8", "PYTHONUTF8", utf8, "it has to be 0 or 1"));
    }
  }

  /// Some take any text, others a number: 0 is off for these, and on for those.
  private void zeros() {
    for (var name : List.of("PYTHONDEVMODE", "PYTHONSAFEPATH")) {
      if (world().variable(name).equals("0") && !survey.value(flag(name)).isEmpty()) {
        survey.see(new WithoutEffect(name, name, "0", "any text switches it on, 0 too"));
      }
    }
  }

  private static String flag(String name) {
    return name.equals("PYTHONDEVMODE") ? "sys.flags.dev_mode" : "sys.flags.safe_path";
  }

  private void project() {
    for (var folder = world().directory(); ; folder = Paths.parent(folder)) {
      var path = (folder.equals("/") ? "" : folder) + "/pyproject.toml";
      var text = world().text(path);
      if (text != null) {
        var at = REQUIRES.matcher(text);
        if (at.find()) {
          long line = text.substring(0, at.start(1)).lines().count();
          survey.see(
              new Demand(
                  path + ":" + line,
                  at.group().strip(),
                  "python",
                  at.group(1),
                  program.version(),
                  Versions.within(program.version(), at.group(1)),
                  ""));
        }
        return;
      }
      if (folder.equals("/")) {
        return;
      }
    }
  }

  /// pip installs for the Python in its own first line.
  private void pip() {
    for (var name : List.of("pip3", "pip")) {
      var first = world().program(name);
      var text = first == null ? null : world().text(first);
      if (first == null || text == null || !text.startsWith("#!/")) {
        continue;
      }
      var interpreter = text.substring(2).split("\\s", 2)[0];
      var theirs = world().real(interpreter);
      if (!Paths.baseName(interpreter).startsWith("python")
          || interpreter.equals(program.executable())) {
        continue;
      }
      var version = PythonProgram.version(world(), interpreter);
      boolean same =
          theirs != null
              && theirs.equals(world().real(program.executable()))
              && Paths.parent(Paths.parent(interpreter)).equals(prefix);
      boolean system = prefix.equals("/usr") && Paths.parent(interpreter).matches("/usr/bin|/bin");
      if (!same && !(system && version.startsWith(program.minor()))) {
        survey.see(
            new Stranger(
                first,
                name,
                version + " (" + interpreter + ")",
                program.executable(),
                program.version()));
      }
    }
  }
}
