package faultline.exec;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes out of a text what differs between any two runs of the same command: process ids,
/// temporary names, addresses, times, identifiers, and the folder of the run where one run stood in
/// a copy of the other's.
final class Noise {
  private static final Pattern UUID =
      Pattern.compile("(?i)\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b");
  private static final Pattern ADDRESS = Pattern.compile("\\b0x[0-9a-fA-F]{4,}\\b");
  private static final Pattern TIME =
      Pattern.compile(
          "\\b\\d{4}-\\d{2}-\\d{2}[T _]\\d{2}[:.-]\\d{2}([:.-]\\d{2})?([.,]\\d+)?(Z|[+-]\\d{2}:?\\d{2})?"
              + "|\\b\\d{1,2}:\\d{2}:\\d{2}([.,]\\d+)?\\b");
  private static final Pattern DURATION =
      Pattern.compile("\\b\\d+(?:[.,]\\d+)? ?(?:ms|us|ns|µs|s|sec|secs|seconds)\\b");
  private static final Pattern HEX =
      Pattern.compile("\\b(?=[0-9a-f]*\\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,}\\b");
  private static final Pattern LONG_NUMBER = Pattern.compile("\\b\\d{9,}\\b");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d{2,8}(?![\\w])");
  private static final Pattern EMBEDDED = Pattern.compile("(?<=[._-])\\d{2,8}(?=\\b)");
  private static final Pattern COUNT = Pattern.compile("\\d{4,}");
  private static final Pattern ANY_NUMBER = Pattern.compile("\\d+(?:[.,]\\d+)*");
  private static final Pattern EPHEMERAL =
      Pattern.compile("(?<=[\\d\\]]:)(?:3[3-9]\\d{3}|[45]\\d{4}|6[0-5]\\d{3})\\b");
  private static final Pattern MKTEMP =
      Pattern.compile("\\b(?:tmp\\.[A-Za-z0-9]{6,}|tmp[a-z0-9_]{8}|go-build\\d+)\\b");
  private static final Pattern IN_TEMPORARY =
      Pattern.compile("(?<=/tmp/|/var/tmp/|/dev/shm/|<temp>/)[^/\\s:'\",;)]+");
  private static final Pattern RANDOM_TAIL =
      Pattern.compile(
          "(.*?[._-])?((?=\\w*\\d)(?=\\w*[A-Za-z])\\w{6,}|(?=\\w*[a-z])(?=\\w*[A-Z])\\w{6,12}|\\d{3,})");
  private static final Pattern COMPILER_FILE = Pattern.compile("cc[A-Za-z0-9]{6}");

  /// One of the two runs.
  static final class Side {
    private final Set<String> pids = new HashSet<>();
    private final String directory;

    Side(ExecTrace trace) {
      trace.processes().forEach(process -> pids.add(Integer.toString(process.pid())));
      var root = trace.root();
      var image = root == null || root.images().isEmpty() ? null : root.images().getFirst();
      directory = image == null ? "" : image.directory();
    }

    String directory() {
      return directory;
    }
  }

  final Side good;
  final Side bad;
  private final boolean copies;

  Noise(ExecTrace good, ExecTrace bad) {
    this.good = new Side(good);
    this.bad = new Side(bad);
    copies = apart(this.good.directory, this.bad.directory) && alike(good, bad);
  }

  /// Whether the runs stood in two copies of the same tree: then the folder is no difference.
  boolean copies() {
    return copies;
  }

  private static boolean apart(String one, String other) {
    return one.length() > 1
        && other.length() > 1
        && !one.equals(other)
        && !one.startsWith(other + "/")
        && !other.startsWith(one + "/");
  }

  /// Whether most of what one of them found in its folder the other found in its own.
  private boolean alike(ExecTrace one, ExecTrace other) {
    var inOne = within(one, good.directory);
    var inOther = within(other, bad.directory);
    int least = Math.min(inOne.size(), inOther.size());
    inOne.retainAll(inOther);
    return !inOne.isEmpty() && 2 * inOne.size() >= least
        || temporary(good.directory, bad.directory);
  }

  private static boolean temporary(String one, String other) {
    return names(one).equals(names(other));
  }

  private static Set<String> within(ExecTrace trace, String directory) {
    var found = new HashSet<String>();
    trace.of(Detail.Found.class).forEach(each -> add(found, each.absolute(), directory));
    trace.of(Detail.FileState.class).forEach(each -> add(found, each.path(), directory));
    trace
        .of(ExecObservation.Success.class)
        .forEach(each -> add(found, Paths.absolute(each.directory(), each.path()), directory));
    return found;
  }

  private static void add(Set<String> found, String path, String directory) {
    if (path.startsWith(directory + "/")) {
      found.add(path.substring(directory.length()));
    }
  }

  /// `text` of a run with what differs by chance taken out.
  String plain(Side side, String text) {
    if (text.isEmpty()) {
      return text;
    }
    var out = text;
    if (copies && out.contains(side.directory)) {
      out = relocated(out, side.directory);
    }
    if (hasDigit(out)) {
      out = replaced(NUMBER, out, one -> side.pids.contains(one) ? "<pid>" : one);
      out = replaced(EMBEDDED, out, one -> side.pids.contains(one) ? "<pid>" : one);
    }
    return names(out);
  }

  private static String relocated(String text, String directory) {
    return Pattern.compile(Pattern.quote(directory) + "(?=$|[^\\w.-])")
        .matcher(text)
        .replaceAll("<here>");
  }

  /// Without random names, identifiers and times.
  static String names(String text) {
    var out = text;
    if (out.indexOf('/') >= 0 || out.contains("tmp") || out.contains("go-build")) {
      out = MKTEMP.matcher(out).replaceAll("<temp>");
      if (out.contains("/tmp/") || out.contains("/shm/") || out.contains("<temp>/")) {
        out = replaced(IN_TEMPORARY, out, Noise::temporaryName);
      }
    }
    if (!hasDigit(out)) {
      return out;
    }
    out = UUID.matcher(out).replaceAll("<id>");
    out = ADDRESS.matcher(out).replaceAll("<address>");
    out = TIME.matcher(out).replaceAll("<time>");
    out = HEX.matcher(out).replaceAll("<hex>");
    out = EPHEMERAL.matcher(out).replaceAll("<port>");
    return LONG_NUMBER.matcher(out).replaceAll("<number>");
  }

  /// A message: durations differ too.
  String message(Side side, String text) {
    return DURATION.matcher(plain(side, text)).replaceAll("<duration>");
  }

  private static String temporaryName(String name) {
    int dot = name.lastIndexOf('.');
    var ending =
        dot > 0 && name.length() - dot <= 5 && name.substring(dot + 1).matches("[a-z]+")
            ? name.substring(dot)
            : "";
    var stem = name.substring(0, name.length() - ending.length());
    if (stem.startsWith("<")) {
      return name;
    }
    if (COMPILER_FILE.matcher(stem).matches()) {
      return "<temp>" + ending;
    }
    Matcher tail = RANDOM_TAIL.matcher(stem);
    if (tail.matches()) {
      return (tail.group(1) == null ? "" : tail.group(1)) + "<temp>" + ending;
    }
    return name;
  }

  private static boolean hasDigit(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        return true;
      }
    }
    return false;
  }

  private static String replaced(Pattern what, String text, Function<String, String> by) {
    return what.matcher(text).replaceAll(m -> Matcher.quoteReplacement(by.apply(m.group())));
  }

  private static final Set<String> RESTLESS =
      Set.of(
          "_",
          "SHLVL",
          "OLDPWD",
          "PWD",
          "LINES",
          "COLUMNS",
          "WINDOWID",
          "SSH_CLIENT",
          "SSH_CONNECTION",
          "SSH_TTY",
          "SSH_AUTH_SOCK",
          "SSH_AGENT_PID",
          "GPG_AGENT_INFO",
          "TMUX",
          "TMUX_PANE",
          "STY",
          "INVOCATION_ID",
          "JOURNAL_STREAM",
          "MAKEOVERRIDES",
          "HISTFILE",
          "DBUS_SESSION_BUS_ADDRESS",
          "XAUTHORITY",
          "DISPLAY",
          "WINDOW",
          "SYSTEMD_EXEC_PID",
          "RANDOM",
          "SECONDS",
          "MAKE_TERMERR",
          "MAKE_TERMOUT",
          "GITHUB_RUN_ID",
          "BUILD_ID",
          "CI_JOB_ID",
          "CI_PIPELINE_ID",
          "HOSTNAME");
  private static final List<String> RESTLESS_WORDS =
      List.of(
          "SESSION",
          "NONCE",
          "UUID",
          "TRACE",
          "SPAN",
          "REQUEST",
          "RUN",
          "BUILD",
          "JOB",
          "PID",
          "RANDOM",
          "RAND",
          "SEED",
          "TIMESTAMP",
          "EPOCH",
          "STARTED",
          "COOKIE",
          "CORRELATION",
          "STAMP");

  /// Whether variable `name` is another in each shell, terminal or job.
  static boolean restless(String name) {
    return RESTLESS.contains(name)
        || name.startsWith("FAULTLINE_")
        || name.startsWith("BASH_FUNC_");
  }

  /// Whether a variable of this name counts or identifies something, and has a value like that.
  static boolean identifier(String name, String value) {
    return named(name) && (random(value) || hasDigit(value) && value.matches("[\\w.:-]+"));
  }

  /// Whether a variable of this name is there to tell one run from the next.
  private static boolean named(String name) {
    var words = List.of(name.toUpperCase(Locale.ROOT).split("_", -1));
    return RESTLESS_WORDS.stream().anyMatch(words::contains);
  }

  /// Whether two values of variable `name` differ as the number of one run does from the next:
  /// `job-2111` and `job-13453`.
  static boolean counted(String name, String one, String other) {
    return named(name) && withoutNumbers(one).equals(withoutNumbers(other))
        || COUNT
            .matcher(names(one))
            .replaceAll("#")
            .equals(COUNT.matcher(names(other)).replaceAll("#"));
  }

  /// `text` with `#` for each number.
  static String withoutNumbers(String text) {
    return ANY_NUMBER.matcher(names(text)).replaceAll("#");
  }

  /// Whether `value` looks thrown like dice: no word in it that a person would choose.
  static boolean random(String value) {
    return !names(value).equals(value)
        || value.matches("\\d{4,}")
        || value.matches("(?=.*\\d)(?=.*[A-Za-z])[A-Za-z0-9]{8,}")
        || value.matches("[0-9a-f]{8,}");
  }
}
