package faultline.exec.env;

import faultline.core.Details;
import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Source;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The settings of Python 3.8 to 3.13: which interpreter, its trees, sys.path in its order, and
/// what variables switch. After Modules/getpath.py, Lib/site.py and Python/initconfig.c.
final class PythonLook {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,9}");
  private static final Pattern CODE = Pattern.compile("import[ \t].*");
  private final Survey survey;
  private final World world;
  private PythonProgram program;
  private String basePrefix = "";
  private String baseExecPrefix = "";
  private String prefix = "";
  private String execPrefix = "";
  private boolean venv;
  private String config = "";
  private boolean systemSite = true;
  private final Set<String> path = new LinkedHashSet<>();

  PythonLook(Survey survey) {
    this.survey = survey;
    this.world = survey.world();
    this.program = new PythonProgram("", "", "", null, "");
  }

  void look() {
    var found = PythonProgram.find(world, survey, "python3");
    found = found == null ? PythonProgram.find(world, survey, "python") : found;
    if (found == null || found.executable().isEmpty()) {
      survey.notChecked(
          "the settings of Python",
          found == null
              ? "there is no python3 in PATH"
              : found.shim() + " finds no Python for " + found.missing(),
          "install it, or put the directory of one into PATH");
      if (found != null && found.because() != null) {
        new PythonDrift(survey, found, "", "", "").choice();
      }
      new PythonVersions(survey).look("");
      return;
    }
    program = found;
    if (program.minor().isEmpty()) {
      survey.use(uses -> uses.text("executable", program.executable()));
      survey.notChecked(
          "the settings of Python",
          program.executable() + " does not tell its version; it may be a script",
          "put the directory of a Python first into PATH");
      return;
    }
    trees();
    path();
    flags();
    uses();
    new PythonVersions(survey).look(program.executable());
    new PythonDrift(survey, program, prefix, basePrefix, config).look();
  }

  private void uses() {
    var because = program.because();
    survey.use(
        _ ->
            Details.NONE
                .text("executable", program.executable())
                .text("resolved", world.real(program.executable()))
                .text("version", program.version())
                .text("shim", program.shim().isEmpty() ? null : program.shim())
                .text(
                    "because",
                    because == null ? null : because.where() + " says " + because.value())
                .text("virtualEnvironment", venv ? prefix : null));
  }

  private static String below(String folder, String name) {
    return (folder.equals("/") ? "" : folder) + "/" + name;
  }

  private String library() {
    var chosen = world.variable("PYTHONPLATLIBDIR");
    return chosen.isEmpty() || program.minorNumber() < 9 ? "lib" : chosen;
  }

  private String stdlib(String tree) {
    return below(tree, library() + "/python" + program.minor());
  }

  /// Prefixes: PYTHONHOME, or the `home` of a pyvenv.cfg, or what lies around the program.
  private void trees() {
    survey.set(
        "sys.executable",
        List.of(
            program.because() == null
                ? new Source("env", "PATH", program.executable())
                : new Source(
                    program.because().kind(), program.because().where(), program.executable())));
    survey.computed("version", program.version(), program.executable());
    var home = world.variable("PYTHONHOME");
    var folder = Paths.parent(program.executable());
    var source = new Source("computed", "the tree of " + world.real(program.executable()), "");
    if (home.isEmpty()) {
      var around = homeOfVenv(Paths.parent(folder), folder);
      var from = around.isEmpty() ? parentOfReal() : around;
      basePrefix = searchUp(from, false);
      baseExecPrefix = searchUp(from, true);
      if (basePrefix.isEmpty()) {
        basePrefix = searchUp(parentOfReal(), false); // what was compiled in
        baseExecPrefix = basePrefix;
      }
      baseExecPrefix = baseExecPrefix.isEmpty() ? basePrefix : baseExecPrefix;
      if (!around.isEmpty()) {
        source = new Source("file", config, basePrefix);
      }
    } else {
      var parts = home.split(":", 2);
      basePrefix = parts[0];
      baseExecPrefix = parts.length > 1 ? parts[1] : parts[0];
      source = survey.variable("PYTHONHOME");
    }
    prefix = basePrefix;
    execPrefix = baseExecPrefix;
    siteVenv(folder);
    survey.set("sys.prefix", prefix, List.of(venv ? new Source("file", config, prefix) : source));
    survey.set(
        "sys.exec_prefix", execPrefix, List.of(venv ? new Source("file", config, prefix) : source));
    survey.set("sys.base_prefix", basePrefix, List.of(source));
    survey.set("sys.base_exec_prefix", baseExecPrefix, List.of(source));
    survey.set("sys.platlibdir", library(), sources("PYTHONPLATLIBDIR", "lib"));
  }

  private String parentOfReal() {
    var real = world.real(program.executable());
    return real == null ? "" : Paths.parent(real);
  }

  /// The value of `home`, where a pyvenv.cfg beside the program or one up has one.
  private String homeOfVenv(String above, String beside) {
    for (var folder : List.of(above, beside)) {
      var path = below(folder, "pyvenv.cfg");
      var text = world.text(path);
      if (text != null) {
        int number = 0;
        for (var line : text.split("\n", -1)) {
          number++;
          int equals = line.indexOf('=');
          if (equals > 0 && line.substring(0, equals).strip().equalsIgnoreCase("home")) {
            config = path + ":" + number;
            return line.substring(equals + 1).strip();
          }
        }
        return "";
      }
    }
    return "";
  }

  private String searchUp(String from, boolean platform) {
    for (var folder = from; !folder.isEmpty() && folder.startsWith("/"); ) {
      boolean here =
          platform
              ? world.isDirectory(stdlib(folder) + "/lib-dynload")
              : world.exists(stdlib(folder) + "/os.py") || world.exists(stdlib(folder) + "/os.pyc");
      if (here) {
        return folder;
      }
      if (folder.equals("/")) {
        return "";
      }
      folder = Paths.parent(folder);
    }
    return "";
  }

  /// What site.py makes of a pyvenv.cfg, which need not be the one that getpath read.
  private void siteVenv(String folder) {
    for (var one : List.of(folder, Paths.parent(folder))) {
      var file = below(one, "pyvenv.cfg");
      var text = world.text(file);
      if (text == null) {
        continue;
      }
      venv = true;
      if (config.isEmpty()) {
        config = file;
      }
      prefix = Paths.parent(folder);
      execPrefix = prefix;
      for (var line : text.split("\n", -1)) {
        int equals = line.indexOf('=');
        var key = equals < 0 ? "" : line.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        if (key.equals("include-system-site-packages")) {
          systemSite = line.substring(equals + 1).strip().equalsIgnoreCase("true");
        }
      }
      return;
    }
  }

  private List<Source> sources(String name, String byDefault) {
    var otherwise = new Source("default", "built in", byDefault);
    return world.variable(name).isEmpty()
        ? List.of(otherwise)
        : List.of(survey.variable(name), otherwise);
  }

  private void path() {
    var given = world.variable("PYTHONPATH");
    var here = world.real(world.directory());
    if (!given.isEmpty() && here != null) {
      for (var one : given.split(":", -1)) {
        path.add(one.isEmpty() ? here : Paths.normal(Paths.absolute(here, one)));
      }
    }
    path.add(
        Paths.normal(
            below(basePrefix, library() + "/python" + program.minor().replace(".", "") + ".zip")));
    path.add(Paths.normal(stdlib(basePrefix)));
    path.add(Paths.normal(stdlib(baseExecPrefix) + "/lib-dynload"));
    site(here == null ? world.directory() : here);
    var all = new ArrayList<>(path);
    boolean safe = program.minorNumber() >= 11 && !world.variable("PYTHONSAFEPATH").isEmpty();
    if (!safe) {
      all.addFirst("");
    }
    var value = String.join(":", all);
    survey.set(
        "sys.path",
        value,
        given.isEmpty()
            ? List.of(new Source("computed", "sys.prefix and site-packages", value))
            : List.of(survey.variable("PYTHONPATH")));
  }

  private void site(String here) {
    var prefixes = new LinkedHashSet<String>();
    boolean user = !flag("PYTHONNOUSERSITE");
    if (venv) {
      packages(Set.of(prefix), here);
      prefixes.add(prefix);
      user &= systemSite;
    }
    if (!venv || systemSite) {
      prefixes.add(venv ? basePrefix : prefix);
      prefixes.add(venv ? baseExecPrefix : execPrefix);
    }
    var chosen = world.variable("PYTHONUSERBASE");
    var home = world.environment().getOrDefault("HOME", world.homeOfUser());
    var base = chosen.isEmpty() ? home.replaceFirst("/+$", "") + "/.local" : chosen;
    var place = base + "/lib/python" + program.minor() + "/site-packages";
    survey.set(
        "site.ENABLE_USER_SITE",
        user ? "True" : "False",
        venv && !systemSite
            ? List.of(new Source("file", config, "False"))
            : sources("PYTHONNOUSERSITE", "True"));
    survey.set(
        "site.USER_BASE",
        base,
        chosen.isEmpty()
            ? List.of(new Source("default", "HOME", base))
            : List.of(survey.variable("PYTHONUSERBASE")));
    survey.computed("site.USER_SITE", place, "site.USER_BASE");
    if (user && world.isDirectory(Paths.absolute(here, place))) {
      directory(Paths.normal(Paths.absolute(here, place)));
    }
    packages(prefixes, here);
    customize("sitecustomize");
    if (user) {
      customize("usercustomize");
    }
  }

  private void packages(Set<String> prefixes, String here) {
    var text = world.text(stdlib(basePrefix) + "/site.py");
    boolean debian = text != null && text.contains("dist-packages");
    var versioned = "python" + program.minor();
    for (var tree : prefixes) {
      var all = new ArrayList<String>();
      if (debian) {
        if (!basePrefix.equals(prefix)) {
          all.add("lib/" + versioned + "/site-packages");
        }
        all.add("local/lib/" + versioned + "/dist-packages");
        all.add("lib/python3/dist-packages");
        all.add("lib/" + versioned + "/dist-packages");
      } else {
        if (!library().equals("lib")) {
          all.add(library() + "/" + versioned + "/site-packages");
        }
        all.add("lib/" + versioned + "/site-packages");
      }
      for (var one : all) {
        var folder = Paths.normal(Paths.absolute(here, below(tree, one)));
        if (world.isDirectory(folder)) {
          directory(folder);
        }
      }
    }
  }

  /// `addsitedir`: the directory, and what its .pth files add.
  private void directory(String folder) {
    path.add(folder);
    for (var name : world.names(folder)) {
      if (!name.endsWith(".pth") || name.startsWith(".")) {
        continue;
      }
      var text = world.text(folder + "/" + name);
      for (var line : text == null ? new String[0] : text.split("\r?\n", -1)) {
        if (line.startsWith("#") || line.isBlank()) {
          continue;
        }
        if (CODE.matcher(line).matches()) {
          if (line.contains("sys.path") || line.contains("__editable__")) {
            survey.notChecked(
                "what " + folder + "/" + name + " adds to sys.path",
                "it is code, and that is not run",
                "python3 -m site");
          }
          continue;
        }
        var one = Paths.normal(Paths.absolute(folder, line.stripTrailing()));
        if (world.exists(one)) {
          path.add(one);
        }
      }
    }
  }

  /// A module that runs at every start, from the first directory of sys.path that has it.
  private void customize(String module) {
    for (var folder : path) {
      var file = below(folder, module + ".py");
      var text = world.text(file);
      if (text != null) {
        survey.set(module, List.of(new Source("file", file, file)));
        survey.see(new EnvObservation.SettingsFile(file, "runs at every start", true, "", 1));
        if (text.contains("sys.path")) {
          survey.notChecked(
              "what " + file + " does to sys.path",
              "it is code, and that is not run",
              "python3 -m site");
        }
        return;
      }
    }
    survey.set(module, List.of(new Source("default", "no " + module + " in sys.path", "")));
  }

  /// `_Py_get_env_flag`: a number is itself, anything else is 1, and less than 0 is 1 too.
  private int level(String name) {
    var value = world.variable(name);
    if (value.isEmpty()) {
      return 0;
    }
    if (!WHOLE.matcher(value).matches()) {
      return 1;
    }
    int number = Integer.parseInt(value);
    return number < 0 ? 1 : number;
  }

  private boolean flag(String name) {
    return level(name) > 0;
  }

  private void flags() {
    number("optimize", "PYTHONOPTIMIZE", level("PYTHONOPTIMIZE"));
    number("verbose", "PYTHONVERBOSE", level("PYTHONVERBOSE"));
    number(
        "debug",
        "PYTHONDEBUG",
        program.minorNumber() >= 13 ? Math.min(1, level("PYTHONDEBUG")) : level("PYTHONDEBUG"));
    number("inspect", "PYTHONINSPECT", level("PYTHONINSPECT"));
    number("no_user_site", "PYTHONNOUSERSITE", flag("PYTHONNOUSERSITE") ? 1 : 0);
    number(
        "dont_write_bytecode", "PYTHONDONTWRITEBYTECODE", flag("PYTHONDONTWRITEBYTECODE") ? 1 : 0);
    var seed = world.variable("PYTHONHASHSEED");
    boolean fixed = seed.matches("[+-]?0+");
    survey.set(
        "sys.flags.hash_randomization", fixed ? "0" : "1", sources("PYTHONHASHSEED", "random"));
    survey.set(
        "sys.flags.dev_mode",
        world.variable("PYTHONDEVMODE").isEmpty() ? "False" : "True",
        sources("PYTHONDEVMODE", "False"));
    utf8();
    if (program.minorNumber() >= 11) {
      survey.set(
          "sys.flags.safe_path",
          world.variable("PYTHONSAFEPATH").isEmpty() ? "False" : "True",
          sources("PYTHONSAFEPATH", "False"));
    }
    survey.set("sys.pycache_prefix", sources("PYTHONPYCACHEPREFIX", ""));
    for (var name :
        List.of("PYTHONIOENCODING", "PYTHONWARNINGS", "PYTHONSTARTUP", "PYTHONBREAKPOINT")) {
      if (!world.variable(name).isEmpty()) {
        survey.set(name, List.of(survey.variable(name)));
      }
    }
  }

  private void number(String flag, String variable, int value) {
    survey.set("sys.flags." + flag, Integer.toString(value), sources(variable, "0"));
  }

  /// PYTHONUTF8, or else the locale: C and POSIX switch it on.
  private void utf8() {
    var chosen = world.variable("PYTHONUTF8");
    if (!chosen.isEmpty()) {
      survey.set("sys.flags.utf8_mode", List.of(survey.variable("PYTHONUTF8")));
      return;
    }
    var name = localeVariable();
    var value = name == null ? "C" : world.variable(name);
    boolean plain = value.equals("C") || value.equals("POSIX");
    survey.set(
        "sys.flags.utf8_mode",
        plain ? "1" : "0",
        List.of(
            name == null ? new Source("default", "no locale is set", "C") : survey.variable(name)));
  }

  private @Nullable String localeVariable() {
    for (var name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      if (!world.variable(name).isEmpty()) {
        return name;
      }
    }
    return null;
  }
}
