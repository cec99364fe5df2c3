package faultline.exec.env;

import faultline.core.Details;
import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Demand;
import faultline.exec.env.EnvObservation.Installed;
import faultline.exec.env.EnvObservation.NamesNothing;
import faultline.exec.env.EnvObservation.Refused;
import faultline.exec.env.EnvObservation.Source;
import faultline.exec.env.EnvObservation.Stranger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The settings of Node and of npm beside it: which node, where modules are looked for, what
/// NODE_OPTIONS says, and the levels of .npmrc.
final class NodeLook {
  private static final Pattern VERSION = Pattern.compile("node\\.js/v(\\d+\\.\\d+\\.\\d+)");

  /// Options that Node never takes from NODE_OPTIONS.
  private static final Pattern NOT_IN_VARIABLE =
      Pattern.compile(
          "-[epichv]|--(eval|print|check|interactive|help|version|test|v8-options|expose[-_]internals)(=.*)?");

  private static final List<String> VARIABLES =
      List.of(
          "NODE_ENV",
          "NODE_DEBUG",
          "NODE_NO_WARNINGS",
          "NODE_TLS_REJECT_UNAUTHORIZED",
          "NODE_PRESERVE_SYMLINKS",
          "NODE_V8_COVERAGE",
          "NODE_REPL_HISTORY",
          "NODE_ICU_DATA",
          "NODE_DISABLE_COMPILE_CACHE",
          "NODE_COMPILE_CACHE",
          "UV_THREADPOOL_SIZE");
  private final Survey survey;
  private final World world;
  private String node = "";
  private String version = "";

  NodeLook(Survey survey) {
    this.survey = survey;
    this.world = survey.world();
  }

  void look() {
    var first = world.program("node");
    var real = first == null ? null : world.real(first);
    if (first == null || real == null) {
      survey.notChecked(
          "the settings of Node",
          "there is no node in PATH",
          "install it, or put the directory of one into PATH");
      versions();
      return;
    }
    node = real;
    version = version(real);
    if (version.isEmpty()) {
      survey.use(uses -> uses.text("executable", first));
      survey.notChecked(
          "the settings of Node",
          first + " does not tell its version; it may stand for one that a manager chooses",
          "put the directory of a node first into PATH");
      return;
    }
    var npm = world.program("npm");
    var npmReal = npm == null ? null : world.real(npm);
    var npmHome = npmReal == null ? "" : Paths.parent(Paths.parent(npmReal));
    var npmVersion = NodeFiles.textAt(world.text(npmHome + "/package.json"), "version");
    survey.use(
        _ ->
            Details.NONE
                .text("executable", first)
                .text("resolved", real)
                .text("version", version)
                .text("npm", npm)
                .text("npmVersion", npmVersion.isEmpty() ? null : npmVersion));
    settings(first);
    if (npmVersion.isEmpty()) {
      survey.notChecked(
          "what npm is set to", "there is no npm in PATH that can be read", "install npm");
    } else {
      survey.computed("npm.npm-version", npmVersion, npmHome + "/package.json");
      new NpmLook(survey, npmHome, real).look();
      stranger(npm == null ? "" : npm, npmHome, npmVersion);
    }
    versions();
    options();
    names();
    demands();
    survey.startLines(
        List.of(
            "NODE_OPTIONS",
            "NODE_PATH",
            "NODE_ENV",
            "NODE_EXTRA_CA_CERTS",
            "NPM_CONFIG_PREFIX",
            "NPM_CONFIG_REGISTRY",
            "NVM_DIR",
            "NODE_TLS_REJECT_UNAUTHORIZED"));
  }

  /// By the header beside it, or by what the program says of itself to servers.
  private String version(String program) {
    var header = world.text(Paths.normal(program + "/../..") + "/include/node/node_version.h");
    var numbers = new ArrayList<String>();
    for (var part : List.of("MAJOR", "MINOR", "PATCH")) {
      var at =
          Pattern.compile("#define NODE_" + part + "_VERSION (\\d+)")
              .matcher(header == null ? "" : header);
      if (at.find()) {
        numbers.add(at.group(1));
      }
    }
    if (numbers.size() == 3) {
      return String.join(".", numbers);
    }
    var stamp = world.inProgram(program, VERSION);
    return stamp == null ? "" : stamp;
  }

  private List<Source> sources(String name, String byDefault) {
    var otherwise = new Source("default", "built in", byDefault);
    return world.variable(name).isEmpty()
        ? List.of(otherwise)
        : List.of(survey.variable(name), otherwise);
  }

  private void settings(String first) {
    survey.set("process.execPath", node, List.of(new Source("env", "PATH", first)));
    survey.computed("version", version, node);
    survey.set("NODE_OPTIONS", sources("NODE_OPTIONS", ""));
    paths();
    var home = world.environment().get("HOME");
    survey.set(
        "os.homedir",
        home == null ? world.homeOfUser() : home,
        List.of(
            home == null
                ? new Source("default", "the table of users", world.homeOfUser())
                : survey.variable("HOME")));
    var temporary = new Source("default", "built in", "/tmp");
    for (var name : List.of("TEMP", "TMP", "TMPDIR")) {
      temporary = world.variable(name).isEmpty() ? temporary : survey.variable(name);
    }
    var folder = temporary.value();
    survey.set(
        "os.tmpdir",
        folder.length() > 1 && folder.endsWith("/")
            ? folder.substring(0, folder.length() - 1)
            : folder,
        List.of(temporary));
    survey.set("NODE_EXTRA_CA_CERTS", sources("NODE_EXTRA_CA_CERTS", ""));
    for (var name : VARIABLES) {
      if (!world.variable(name).isEmpty()) {
        survey.set(name, List.of(survey.variable(name)));
      }
    }
  }

  /// `Module.globalPaths`, as `initPaths` of lib/internal/modules/cjs/loader.js makes them.
  private void paths() {
    var all = new ArrayList<String>();
    for (var one : world.variable("NODE_PATH").split(":", -1)) {
      if (!one.isEmpty()) {
        all.add(one);
      }
    }
    var home = world.variable("HOME");
    if (!home.isEmpty()) {
      var tidy = Paths.absolute(world.directory(), home);
      all.add(Paths.normal(tidy + "/.node_modules"));
      all.add(Paths.normal(tidy + "/.node_libraries"));
    }
    all.add(Paths.normal(node + "/../../lib/node"));
    var value = String.join(":", all);
    survey.set(
        "module.globalPaths",
        value,
        world.variable("NODE_PATH").isEmpty()
            ? List.of(new Source("computed", "HOME and the tree of node", value))
            : List.of(survey.variable("NODE_PATH")));
  }

  /// npm belongs to the node of its own tree, if there is one.
  private void stranger(String npm, String npmHome, String npmVersion) {
    var end = "/lib/node_modules/npm";
    if (npmHome.endsWith(end)) {
      var tree = npmHome.substring(0, npmHome.length() - end.length());
      var other = world.real(tree + "/bin/node");
      if (other != null && !other.equals(node)) {
        survey.see(
            new Stranger(npm, "npm", npmVersion + " of node " + version(other), node, version));
      }
    }
  }

  /// The words of NODE_OPTIONS; null where a quotation does not end.
  static @Nullable List<String> words(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean quoted = false;
    boolean begun = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        if (i + 1 == text.length()) {
          return null;
        }
        word.append(text.charAt(++i));
      } else if (c == ' ' && !quoted) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        begun = true;
        if (c == '"') {
          quoted = !quoted;
        } else {
          word.append(c);
        }
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return quoted ? null : words;
  }

  private void options() {
    var text = world.variable("NODE_OPTIONS");
    var words = words(text);
    if (words == null) {
      refused(text, "a quotation in it does not end");
      return;
    }
    boolean argument = false;
    for (var word : words) {
      if (argument) {
        argument = false;
        missing(text, word);
      } else if (NOT_IN_VARIABLE.matcher(word).matches()) {
        refused(text, word + " is not allowed in NODE_OPTIONS");
        return;
      } else if (word.matches("--(require|import)=.+")) {
        missing(text, word.substring(word.indexOf('=') + 1));
      } else {
        argument =
            word.matches(
                "-r|-C|--(require|import|conditions|max-http-header-size|max-old-space-size-percentage|loader|experimental-loader|icu-data-dir|title|diagnostic-dir|disable-warning|unhandled-rejections|env-file)");
      }
    }
  }

  /// A module of `--require` or `--import` that is named by a path has to be there.
  private void missing(String text, String module) {
    if (!module.matches("(/|\\.\\.?/).*")) {
      return;
    }
    var path = Paths.absolute(world.directory(), module);
    for (var end : List.of("", ".js", ".json", ".node", ".cjs", ".mjs")) {
      if (world.exists(path + end)) {
        return;
      }
    }
    refused(text, module + " is not there, and no program starts without it");
  }

  private void refused(String text, String why) {
    survey.see(new Refused("NODE_OPTIONS", "NODE_OPTIONS", text, why));
  }

  private void names() {
    var certificates = world.variable("NODE_EXTRA_CA_CERTS");
    if (!certificates.isEmpty() && !world.exists(Paths.absolute(world.directory(), certificates))) {
      survey.see(
          new NamesNothing(
              "NODE_EXTRA_CA_CERTS",
              "NODE_EXTRA_CA_CERTS",
              certificates,
              certificates,
              "its certificates are not trusted, and a warning is all"));
    }
    for (var one : world.variable("NODE_PATH").split(":", -1)) {
      if (!one.isEmpty() && !world.exists(Paths.absolute(world.directory(), one))) {
        survey.see(
            new NamesNothing(
                "NODE_PATH",
                "NODE_PATH",
                world.variable("NODE_PATH"),
                one,
                "no module is found there"));
      }
    }
  }

  /// Files that ask for a version, the nearest of each kind.
  private void demands() {
    for (var name : List.of(".nvmrc", ".node-version")) {
      var path = above(name);
      var text = path.isEmpty() ? null : world.text(path);
      if (text != null) {
        var line = text.strip().lines().findFirst().orElse("");
        demand(path + ":1", line, NodeFiles.range(line));
      }
    }
    var path = above("package.json");
    var text = path.isEmpty() ? null : world.text(path);
    for (var outer : List.of("engines", "volta")) {
      var range = NodeFiles.textAt(text, outer, "node");
      if (text != null && !range.isEmpty()) {
        int at = text.indexOf("\"node\"", Math.max(0, text.indexOf("\"" + outer + "\"")));
        long line = text.substring(0, Math.max(0, at)).chars().filter(c -> c == '\n').count() + 1;
        demand(path + ":" + line, "\"node\": \"" + range + "\"", range);
      }
    }
  }

  private void demand(String where, String text, String range) {
    if (!range.isEmpty()) {
      survey.see(
          new Demand(where, text, "node", range, version, Versions.within(version, range), ""));
    }
  }

  private String above(String name) {
    for (var folder = world.directory(); ; folder = Paths.parent(folder)) {
      var path = (folder.equals("/") ? "" : folder) + "/" + name;
      if (world.exists(path) && !world.isDirectory(path)) {
        return path;
      }
      if (folder.equals("/")) {
        return "";
      }
    }
  }

  private void versions() {
    var byProgram = new LinkedHashMap<String, Installed>();
    world.programs("node").forEach(path -> add(byProgram, path, "PATH"));
    var home = world.variable("HOME");
    var nvm = world.variable("NVM_DIR").isEmpty() ? home + "/.nvm" : world.variable("NVM_DIR");
    var managers = new LinkedHashMap<String, String>();
    managers.put(nvm + "/versions/node", "nvm");
    managers.put(home + "/.volta/tools/image/node", "volta");
    managers.put(home + "/.asdf/installs/nodejs", "asdf");
    managers.put(home + "/.local/share/mise/installs/node", "mise");
    managers.put(home + "/.local/share/fnm/node-versions", "fnm");
    managers.put(home + "/n/n/versions/node", "n");
    managers.put("/usr/local/n/versions/node", "n");
    for (Map.Entry<String, String> one : managers.entrySet()) {
      for (var name : world.names(one.getKey())) {
        add(byProgram, one.getKey() + "/" + name + "/bin/node", one.getValue());
        add(byProgram, one.getKey() + "/" + name + "/installation/bin/node", one.getValue());
      }
    }
    byProgram.values().forEach(survey::see);
  }

  private void add(Map<String, Installed> all, String path, String how) {
    var real = world.real(path);
    if (real != null && !all.containsKey(real) && world.isExecutable(real)) {
      var stamp = real.equals(node) ? version : version(real);
      if (!stamp.isEmpty()) {
        all.put(real, new Installed(path, stamp, how, real.equals(node)));
      }
    }
  }
}
