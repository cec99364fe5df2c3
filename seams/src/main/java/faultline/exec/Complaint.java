package faultline.exec;

import faultline.exec.ExecObservation.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a tool complains about in one sentence: a setting, the version of a tool, a place in a
/// configuration file.
///
/// @param topic what it is about
/// @param setting name of the variable; empty where none is named
/// @param word the word of its value, or of the command line, that the tool dislikes; may be empty
/// @param tool the tool whose version does not fit; empty where none is named
/// @param needed the version that was asked for
/// @param found the version that is there
/// @param file the configuration file as the message names it; may be empty
/// @param line the line in it, 0 where it is not known
public record Complaint(
    Topic topic,
    String setting,
    String word,
    String tool,
    String needed,
    String found,
    String file,
    int line) {
  /// What a complaint is about.
  public enum Topic {
    /// A variable has a value that the tool does not take.
    SETTING,
    /// A variable that the tool needs is not set.
    UNSET,
    /// A word that may come from a variable, a file or the command line.
    OPTION,
    /// `go` uses a vendor directory although there is none that fits.
    VENDOR,
    /// A tool is older or newer than what was asked for.
    VERSION,
    /// A file of settings cannot be read as such.
    CONFIG
  }

  private static final Pattern NAME =
      Pattern.compile("(?<![A-Za-z0-9_])([A-Z][A-Z0-9_]{3,})(?![A-Za-z0-9_])");

  /// Words in capitals that are no variables, or are about everything.
  private static final Set<String> LOUD =
      Set.of(
          "ERROR", "WARNING", "FATAL", "INFO", "NOTE", "HOME", "USER", "PATH", "LANG", "SHELL",
          "TERM");

  private static final List<String> PROXIES =
      List.of("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY");

  /// What a word of a JVM may have come from.
  static final List<String> JVM_SETTINGS =
      List.of(
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "MAVEN_OPTS",
          "GRADLE_OPTS",
          "JAVA_OPTS",
          "SBT_OPTS",
          "ANT_OPTS",
          "CATALINA_OPTS",
          "LEIN_JVM_OPTS");

  private static final Complaint NONE = new Complaint(Topic.OPTION, "", "", "", "", "", "", 0);

  /// The complaint in `message`, or null where it is about something else.
  public static @Nullable Complaint of(ExecTrace trace, Message message) {
    var text = message.text();
    var diagnostic = Diagnostic.of(text);
    if (diagnostic == null || diagnostic.match(text) == null) {
      return null;
    }
    var said = java.util.Objects.requireNonNull(diagnostic.match(text));
    var environment = trace.environment(message.pid());
    return switch (diagnostic) {
      case PYTHON_HOME ->
          about(
              Topic.SETTING,
              environment.getOrDefault("PYTHONHOME", "").isEmpty() ? "PYTHONPATH" : "PYTHONHOME",
              "");
      case GO_VENDOR, GO_VENDOR_DIFFERS -> about(Topic.VENDOR, "GOFLAGS", "-mod=vendor");
      case GO_FLAGS -> about(Topic.SETTING, "GOFLAGS", last(group(said, 1)));
      case GO_EXCLUDED -> excluded(environment);
      case GO_PLATFORM -> platform(said, environment);
      case GO_COMPILER, GO_OBJECT -> version("go", group(said, 2), group(said, 1));
      case GO_TOO_OLD -> version("go", group(said, 1), group(said, 2));
      case GO_TOO_OLD_NOTE, GO_VERSION_LINE -> version("go", group(said, 1), "");
      case GO_TOOLCHAIN -> version("go", group(said, 1).substring(2), "");
      case GO_NEW_BLOCK -> version("go", "1.21", "");
      case NODE_ENGINE ->
          group(said, 2).isEmpty()
              ? version(
                  "node", engine(trace, message, "Required"), engine(trace, message, "Actual"))
              : version(group(said, 2), group(said, 3), group(said, 4));
      case PERL_VERSION ->
          version("perl", group(said, 1).replace("v", ""), group(said, 2).replace("v", ""));
      case PYTHON_REQUIRES -> version("python", group(said, 2), group(said, 1));
      case RUST_VERSION -> version("rustc", group(said, 1), "");
      case RUST_EDITION -> version("cargo", "edition " + group(said, 1) + group(said, 2), "");
      case RUST_LOCK -> version("cargo", "lock file version " + group(said, 1), "");
      case RUST_TOOLCHAIN -> version("rustup", group(said, 1), "");
      case C_STANDARD -> standard(environment);
      case JAVA_RELEASE -> version("javac", group(said, 1) + group(said, 2), "");
      case TOOL_TOO_OLD -> version(group(said, 1), group(said, 2), group(said, 3));
      case TOOL_VERSION -> toolVersion(said);
      case GO_PROXY -> about(Topic.SETTING, "GOPROXY", "");
      case JVM_OPTION, GO_MOD_VALUE, RUST_OPTION, PYTHON_ENCODING ->
          about(Topic.OPTION, "", group(said, 1));
      case DISPLAY -> about(Topic.SETTING, "DISPLAY", "");
      case TERMINAL -> about(Topic.SETTING, "TERM", "");
      case PROXY -> proxy(environment);
      case CONFIG_IN_FILE, CONFIG_AT_LINE, MAKEFILE_SYNTAX ->
          config(trace, message, group(said, 1), group(said, 2));
      case CONFIG_LINE_OF -> config(trace, message, group(said, 2), group(said, 1));
      case CONFIG_TEXT -> configText(said);
      case CONFIG_VALUE_OF_GIT ->
          new Complaint(Topic.CONFIG, "", group(said, 1), "", "", "", group(said, 2), 0);
      case SETTING_UNSET -> unset(trace, message, said, environment);
      case SETTING -> setting(text, environment);
      case LD_PRELOAD -> about(Topic.SETTING, "LD_PRELOAD", group(said, 1));
      default -> null;
    };
  }

  /// Whether `message` only looks like a complaint: the variable that it seems to name is not set,
  /// the tool did not run, the file is none of settings.
  static boolean idle(ExecTrace trace, Message message, Diagnostic diagnostic) {
    return switch (diagnostic) {
      case SETTING,
          SETTING_UNSET,
          PROXY,
          GO_EXCLUDED,
          C_STANDARD,
          CONFIG_IN_FILE,
          CONFIG_LINE_OF,
          CONFIG_AT_LINE ->
          of(trace, message) == null;
      case TOOL_VERSION -> {
        var complaint = of(trace, message);
        yield complaint == null || ToolRun.of(trace, message, complaint) == null;
      }
      default -> false;
    };
  }

  private static String group(Matcher said, int number) {
    var text = number <= said.groupCount() ? said.group(number) : null;
    return text == null ? "" : text;
  }

  private static String last(String text) {
    var words = text.strip().split("[\\s\"]+", -1);
    for (int i = words.length - 1; i >= 0; i--) {
      if (!words[i].isEmpty()) {
        return words[i];
      }
    }
    return "";
  }

  private static Complaint about(Topic topic, String setting, String word) {
    return new Complaint(topic, setting, word, "", "", "", "", 0);
  }

  private static Complaint version(String tool, String needed, String found) {
    return new Complaint(Topic.VERSION, "", "", tool, needed, found, "", 0);
  }

  /// Which variable leaves out the files of a package: those that need C, those of other systems,
  /// those of a tag.
  private static @Nullable Complaint excluded(Map<String, String> environment) {
    if (environment.getOrDefault("CGO_ENABLED", "").equals("0")) {
      return about(Topic.SETTING, "CGO_ENABLED", "0");
    }
    var flags = environment.getOrDefault("GOFLAGS", "");
    if (flags.contains("-tags")) {
      return about(Topic.SETTING, "GOFLAGS", "");
    }
    for (var name : List.of("GOOS", "GOARCH")) {
      if (!environment.getOrDefault(name, "").isEmpty()) {
        return about(Topic.SETTING, name, "");
      }
    }
    return null;
  }

  /// A compiler that was started for an older C than its source is: by the name that a variable
  /// gives it, such as `c89`.
  private static @Nullable Complaint standard(Map<String, String> environment) {
    for (var name : List.of("CC", "HOSTCC")) {
      var value = environment.getOrDefault(name, "");
      if (value.matches("\\S*c89|.*-std=(c|gnu)[89].*|.*-ansi.*")) {
        return about(Topic.SETTING, name, "");
      }
    }
    for (var name : List.of("CFLAGS", "CPPFLAGS")) {
      if (environment.getOrDefault(name, "").matches(".*(-std=(c|gnu)(89|9x|90)|-ansi).*")) {
        return about(Topic.SETTING, name, "");
      }
    }
    return null;
  }

  private static Complaint platform(Matcher said, Map<String, String> environment) {
    var system = group(said, 1);
    var processor = group(said, 2);
    // Of the two the one that was set is wrong; where both were, the rarer one.
    var arch = environment.getOrDefault("GOARCH", "");
    boolean known =
        Set.of("linux", "darwin", "windows", "freebsd", "js", "wasip1", "android").contains(system);
    return known && !arch.isEmpty()
            || environment.getOrDefault("GOOS", "").isEmpty() && !arch.isEmpty()
        ? about(Topic.SETTING, "GOARCH", processor)
        : about(Topic.SETTING, "GOOS", system);
  }

  /// `Required: {"node":">=99"}`, which npm writes some lines later.
  private static String engine(ExecTrace trace, Message first, String label) {
    return trace
        .messages()
        .filter(message -> message.pid() == first.pid())
        .map(Message::text)
        .filter(text -> text.contains(label + ":"))
        .findFirst()
        .map(text -> engineOf(text.substring(text.indexOf(label) + label.length() + 1)))
        .orElse("");
  }

  /// `>=99` of `{"node":">=99"}`.
  private static String engineOf(String engines) {
    int at = engines.indexOf("\"node\":\"");
    int end = at < 0 ? -1 : engines.indexOf('"', at + 8);
    return end < 0 ? engines.strip() : engines.substring(at + 8, end);
  }

  private static Complaint toolVersion(Matcher said) {
    for (int i = 1; i + 1 <= said.groupCount(); i += 2) {
      if (!group(said, i).isEmpty()) {
        return version(group(said, i), group(said, i + 1), "");
      }
    }
    return NONE;
  }

  private static @Nullable Complaint proxy(Map<String, String> environment) {
    for (var name : PROXIES) {
      if (!environment.getOrDefault(name, "").isEmpty()) {
        return about(Topic.SETTING, name, "");
      }
    }
    return null;
  }

  private static @Nullable Complaint config(
      ExecTrace trace, Message message, String file, String line) {
    if (file.isEmpty()
        || file.startsWith("<")
        || !ReadText.settings(file)
        || !wrong(trace, message)) {
      return null;
    }
    return new Complaint(
        Topic.CONFIG, "", "", "", "", "", file, line.length() > 8 ? 0 : Integer.parseInt(line));
  }

  private static final Pattern WRONG =
      Pattern.compile(
          "(?i)error|invalid|unexpected|unknown|syntax|expected|pars|bad"
              + " |malformed|missing|duplicate|illegal|unrecogni|unsupported|cannot|could not|not"
              + " allowed|no section|not defined|emerg|failed");

  /// Whether this sentence, or one just before it, says that something is wrong there.
  private static boolean wrong(ExecTrace trace, Message message) {
    return trace
        .messages()
        .filter(other -> other.pid() == message.pid())
        .filter(other -> Math.abs(other.sequence() - message.sequence()) <= 6)
        .anyMatch(other -> WRONG.matcher(other.text()).find());
  }

  private static Complaint configText(Matcher said) {
    var format = new StringBuilder();
    var line = "";
    for (int i = 1; i <= said.groupCount(); i++) {
      var text = group(said, i);
      if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
        line = text;
      } else {
        format.append(text);
      }
    }
    boolean lines = said.group().contains("line ");
    return new Complaint(
        Topic.CONFIG,
        "",
        format.toString(),
        "",
        "",
        "",
        "",
        lines && !line.isEmpty() ? Integer.parseInt(line) : 0);
  }

  private static @Nullable Complaint unset(
      ExecTrace trace, Message message, Matcher said, Map<String, String> environment) {
    var name = group(said, 1) + group(said, 2) + group(said, 3);
    if (name.startsWith("CMAKE_") || message.text().contains("not defined correctly")) {
      // What follows from another fault that was told before.
      return null;
    }
    if (LOUD.contains(name) || !environment.getOrDefault(name, "").isEmpty()) {
      return setting(message.text(), environment);
    }
    if (name.isEmpty()) {
      return null;
    }
    boolean spoken =
        !group(said, 2).isEmpty()
            || group(said, 1).contains("_") && !message.text().contains(group(said, 1) + "()")
            || message.text().contains("unbound variable")
            || message.text().contains("parameter ")
            || message.text().contains("environment");
    boolean asked =
        trace
            .messages()
            .filter(other -> other.pid() == message.pid())
            .anyMatch(
                other ->
                    other.text().contains("environ")
                        || other.text().contains("\"<frozen os>\"")
                        || other.text().contains("/os.py\""));
    return spoken || asked ? about(Topic.UNSET, name, "") : null;
  }

  private static @Nullable Complaint setting(String text, Map<String, String> environment) {
    var named = new ArrayList<String>();
    var all = NAME.matcher(text);
    while (all.find()) {
      named.add(all.group(1));
    }
    for (var name : named) {
      if (!LOUD.contains(name) && !environment.getOrDefault(name, "").isEmpty()) {
        return about(Topic.SETTING, name, "");
      }
    }
    // Settings of go may stand in a file instead.
    for (var name : named) {
      if (name.startsWith("GO") && text.startsWith("go: ")) {
        return about(Topic.SETTING, name, "");
      }
    }
    return null;
  }
}
