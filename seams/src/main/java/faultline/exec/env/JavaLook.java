package faultline.exec.env;

import faultline.core.Details;
import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Installed;
import faultline.exec.env.EnvObservation.Refused;
import faultline.exec.env.EnvObservation.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The settings of Java 9 to 25: which java and which JAVA_HOME, and the properties and flags that
/// variables and the options in them give. After src/java.base/share/native/libjli and
/// src/hotspot/share/runtime/arguments.cpp: JAVA_TOOL_OPTIONS counts least, then CLASSPATH and
/// JDK_JAVA_OPTIONS, then the command line, and _JAVA_OPTIONS wins over all.
final class JavaLook {
  private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"([^\"]+)\"");
  private static final Pattern LIBRARIES = Pattern.compile("(/usr/java/packages/lib:[^\0]+)\0");
  private static final Pattern SIZE = Pattern.compile("([0-9]+)([kKmMgGtT]?)");

  /// Options that take the next word with them.
  private static final Pattern TAKES_NEXT =
      Pattern.compile(
          "-cp|-classpath|--class-path|-p|--module-path|--upgrade-module-path|--add-modules"
              + "|--enable-native-access|--limit-modules|--add-exports|--add-opens|--add-reads"
              + "|--patch-module|-d|--describe-module|--source");

  /// What may not stand in JDK_JAVA_OPTIONS, because it ends or begins a program.
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "-jar|-m|--module(=.*)?|--dry-run|-h|-help|--help|-X|--help-extra|-\\?|-version"
              + "|--version|-showversion|--show-version|-fullversion|--full-version|--validate-modules"
              + "|--list-modules|-d|--describe-module(=.*)?|--source(=.*)?");

  private final Survey survey;
  private final World world;
  private String home = "";
  private String version = "";

  /// Properties and flags by name, the sources that count last at the end.
  private final Map<String, List<Source>> given = new LinkedHashMap<>();

  JavaLook(Survey survey) {
    this.survey = survey;
    this.world = survey.world();
  }

  void look() {
    var first = world.program("java");
    var real = first == null ? null : world.real(first);
    var javaHome = world.variable("JAVA_HOME");
    if (first == null || real == null) {
      survey.notChecked(
          "the settings of Java",
          "there is no java in PATH",
          "install a JDK, or put the bin directory of one into PATH");
      versions("");
      return;
    }
    home = Paths.parent(Paths.parent(real));
    version = release(home);
    if (version.isEmpty()) {
      survey.use(uses -> uses.text("executable", first));
      survey.notChecked(
          "the settings of Java",
          "there is no file release in " + home + "; " + first + " may be a script",
          "put the bin directory of a JDK first into PATH");
      return;
    }
    var compiler = world.program("javac");
    survey.use(
        _ ->
            Details.NONE
                .text("executable", first)
                .text("resolved", real)
                .text("version", version)
                .text("compiler", compiler)
                .text(
                    "buildHome",
                    javaHome.isEmpty() ? home : javaHome)); // what Maven and Gradle start
    survey.set("java.home", home, List.of(new Source("env", "PATH", first)));
    survey.computed("java.version", version, home + "/release");
    survey.set(
        "JAVA_HOME",
        javaHome.isEmpty()
            ? List.of(new Source("default", "not set; tools search PATH", ""))
            : List.of(survey.variable("JAVA_HOME")));
    options();
    properties();
    versions(real);
    new JavaDrift(survey, first, home, version).look();
  }

  /// JAVA_VERSION of the file `release`; empty where there is none.
  private String release(String tree) {
    return JavaDrift.release(world, tree);
  }

  static String release(String text, Pattern pattern) {
    var at = pattern.matcher(text);
    return at.find() ? at.group(1) : "";
  }

  static Pattern versionLine() {
    return VERSION;
  }

  private int feature() {
    var numbers = version.split("[.+-]", 3);
    return Integer.parseInt(numbers[0].equals("1") && numbers.length > 1 ? numbers[1] : numbers[0]);
  }

  private void give(String name, Source source) {
    given.computeIfAbsent(name, _ -> new ArrayList<>()).add(source);
  }

  private void options() {
    // What is given first counts least.
    read("JAVA_TOOL_OPTIONS", false);
    var path = world.environment().get("CLASSPATH");
    if (path != null) {
      give("java.class.path", survey.variable("CLASSPATH"));
    }
    if (feature() >= 9) {
      read("JDK_JAVA_OPTIONS", true);
    }
    read("_JAVA_OPTIONS", false);
  }

  private void read(String variable, boolean launcher) {
    var text = world.variable(variable);
    var words = JavaWords.split(text);
    if (words == null) {
      refuse(variable, text, "a quotation in it does not end");
      return;
    }
    var all = launcher ? JavaWords.expanded(world, words) : words;
    if (all == null) {
      refuse(variable, text, "an @file in it cannot be read");
      return;
    }
    for (int i = 0; i < all.size(); i++) {
      var word = all.get(i);
      if (launcher && (FORBIDDEN.matcher(word).matches() || !word.startsWith("-"))) {
        refuse(
            variable,
            text,
            word.startsWith("-")
                ? word + " is not allowed in it"
                : word + " would be the main class, which is not allowed in it");
        return;
      }
      boolean next = launcher && TAKES_NEXT.matcher(word).matches() && i + 1 < all.size();
      option(variable, word, next ? all.get(++i) : "");
    }
  }

  private void refuse(String variable, String text, String why) {
    survey.see(new Refused(variable, variable, text, why));
  }

  private void option(String variable, String word, String next) {
    var from = survey.variable(variable);
    if (word.startsWith("-D")) {
      var pair = word.substring(2).split("=", 2);
      give(pair[0], source(from, pair.length > 1 ? pair[1] : ""));
    } else if (word.matches("-cp|-classpath|--class-path")) {
      give("java.class.path", source(from, next));
    } else if (word.startsWith("--class-path=")) {
      give("java.class.path", source(from, word.substring("--class-path=".length())));
    } else if (word.startsWith("-Xmx")) {
      size(variable, from, "MaxHeapSize", word.substring(4), word);
    } else if (word.startsWith("-XX:+") || word.startsWith("-XX:-")) {
      give("-XX:" + word.substring(5), source(from, word.charAt(4) == '+' ? "true" : "false"));
    } else if (word.startsWith("-XX:") && word.contains("=")) {
      var pair = word.substring(4).split("=", 2);
      if (SIZE.matcher(pair[1]).matches()) {
        size(variable, from, pair[0], pair[1], word);
      } else {
        give("-XX:" + pair[0], source(from, pair[1]));
      }
    }
  }

  private static Source source(Source from, String value) {
    return new Source(from.kind(), from.where(), value, from.setBy());
  }

  private void size(String variable, Source from, String name, String text, String word) {
    var at = SIZE.matcher(text);
    if (!at.matches() || at.group(1).length() > 15) {
      refuse(variable, world.variable(variable), word + " is no size");
      return;
    }
    int shift =
        switch (at.group(2)) {
          case "k", "K" -> 10;
          case "m", "M" -> 20;
          case "g", "G" -> 30;
          case "t", "T" -> 40;
          default -> 0;
        };
    give("-XX:" + name, source(from, Long.toString(Long.parseLong(at.group(1)) << shift)));
  }

  private void properties() {
    var here = world.real(world.directory());
    set("java.class.path", new Source("default", "the working directory", ""));
    var libraries = world.inProgram(home + "/lib/server/libjvm.so", LIBRARIES);
    if (libraries != null) {
      var path = world.environment().get("LD_LIBRARY_PATH");
      set(
          "java.library.path",
          path == null
              ? new Source("default", "built in", libraries)
              : source(survey.variable("LD_LIBRARY_PATH"), path + ":" + libraries));
    }
    set("java.io.tmpdir", new Source("default", "built in; TMPDIR does not count", "/tmp"));
    set(
        "user.home",
        new Source("default", "the table of users; HOME does not count", world.homeOfUser()));
    set("user.dir", new Source("cwd", "the working directory", here == null ? "" : here));
    locale();
    given.forEach(
        (name, sources) -> {
          if (!survey.has(name) && name.matches("[\\w.:+-]+")) {
            var all = sources.reversed();
            survey.set(name, all);
          }
        });
  }

  private void set(String name, Source otherwise) {
    var all = new ArrayList<>(given.getOrDefault(name, List.of()).reversed());
    all.add(otherwise);
    survey.set(name, all);
  }

  /// What `setlocale` takes; a locale that is not installed makes all of it C.
  private void locale() {
    boolean installed = true;
    for (var category : List.of("LC_CTYPE", "LC_MESSAGES", "LC_NUMERIC", "LC_TIME", "LC_COLLATE")) {
      installed &= JavaDrift.installed(world, chosen(category).value());
    }
    var type =
        installed ? chosen("LC_CTYPE") : new Source("default", "a locale is not installed", "C");
    var messages =
        installed ? chosen("LC_MESSAGES") : new Source("default", "a locale is not installed", "C");
    var language = messages.value().split("[_.@]", 2)[0];
    boolean plain = language.equals("C") || language.equals("POSIX");
    set("user.language", source(messages, plain ? "en" : language));
    var value = type.value();
    boolean utf8 = value.matches("(?i).*\\.utf-?8(@.*)?");
    var encoding = source(type, utf8 ? "UTF-8" : plainEncoding(value));
    if (feature() >= 18) {
      set("file.encoding", new Source("default", "built in since 18", "UTF-8"));
    } else {
      set("file.encoding", encoding);
    }
    if (feature() >= 17) {
      survey.set("native.encoding", List.of(encoding));
    }
    survey.set("sun.jnu.encoding", List.of(encoding));
  }

  private static String plainEncoding(String locale) {
    return locale.equals("C") || locale.equals("POSIX") || !locale.contains(".")
        ? "ANSI_X3.4-1968"
        : locale.replaceFirst("^[^.]*\\.", "").replaceFirst("@.*", "");
  }

  private Source chosen(String category) {
    for (var name : List.of("LC_ALL", category, "LANG")) {
      if (!world.variable(name).isEmpty()) {
        return survey.variable(name);
      }
    }
    return new Source("default", "no locale is set", "C");
  }

  private void versions(String used) {
    var byHome = new LinkedHashMap<String, Installed>();
    world.programs("java").forEach(path -> add(byHome, path, "PATH", used));
    add(byHome, world.variable("JAVA_HOME") + "/bin/java", "JAVA_HOME", used);
    var user = world.variable("HOME");
    for (var folder :
        List.of(
            "/usr/lib/jvm",
            "/opt",
            "/usr/java",
            user + "/.sdkman/candidates/java",
            user + "/.jdks",
            user + "/.asdf/installs/java",
            user + "/.jenv/versions",
            user + "/.local/share/mise/installs/java",
            "/Library/Java/JavaVirtualMachines")) {
      for (var name : world.names(folder)) {
        add(byHome, folder + "/" + name + "/bin/java", folder, used);
      }
    }
    byHome.values().forEach(survey::see);
  }

  private void add(Map<String, Installed> all, String path, String how, String used) {
    var real = world.real(path);
    if (real != null && !all.containsKey(real) && world.isExecutable(real)) {
      var stamp = release(Paths.parent(Paths.parent(real)));
      if (!stamp.isEmpty()) {
        all.put(real, new Installed(path, stamp, how, real.equals(used)));
      }
    }
  }
}
