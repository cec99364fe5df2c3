package faultline.exec;

import faultline.exec.CallShape.Kind;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.Fact.PathFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a failed call asked for, in every form in which somebody may have written it down: as
/// passed, absolute, relative, with the home directory unexpanded, percent-encoded, as the name of
/// a command or of a library, as a port.
///
/// [#in] finds such a form in a line of text and says how much of the path it explains.
public final class Wanted {
  /// From here on a text names the whole of what failed, not just its last part.
  public static final int WHOLE = 90;

  private static final int SHORTEST = 3;
  private static final Pattern LIBRARY = Pattern.compile("lib(.+?)\\.(?:so|a)(?:\\..*)?");
  private static final List<String> EVERYDAY =
      List.of(
          "node_modules",
          "package.json",
          "index.js",
          "config",
          "include",
          "main",
          "data",
          "test",
          "build",
          "lib",
          "src",
          "bin",
          "out",
          "tmp",
          "share",
          "local",
          "usr",
          "var",
          "etc",
          "home",
          "root",
          "opt",
          "python",
          "python3",
          "node",
          "default",
          "cache",
          "target",
          "dist",
          "true",
          "false",
          "null",
          "none");

  /// A place in a text that names what failed.
  ///
  /// @param score 100 for the path as it was passed, less for a part of it
  public record Hit(int score, int from, int to) {}

  private record Form(String text, int score, boolean directory) {}

  private final Failure failure;
  private final String absolute;
  private final String fault;
  private final boolean command;
  private final List<Form> forms = new ArrayList<>();

  public Wanted(Failure failure, Map<String, String> environment) {
    this.failure = failure;
    boolean peer = failure.is(Kind.SOCKET) && !failure.path().startsWith("/");
    absolute = peer ? "" : Paths.normal(failure.absolute());
    fault = peer ? "" : fault(failure, absolute);
    var search = environment.getOrDefault("PATH", "").split(":", -1);
    boolean looked = failure.is(Kind.EXECUTE) || failure.is(Kind.STATUS) || failure.is(Kind.ACCESS);
    command = looked && List.of(search).contains(Paths.parent(failure.path()));
    if (peer) {
      addPeer(failure.path());
    } else if (!absolute.isEmpty()) {
      addPath(environment.getOrDefault("HOME", ""));
    }
  }

  /// The shortest beginning of the path that is already wrong.
  private static String fault(Failure failure, String absolute) {
    var walked = failure.fact(PathFact.class);
    if (walked == null) {
      return absolute;
    }
    var stop =
        switch (walked.end()) {
          case MISSING, LINK_LOOP, TOO_LONG -> walked.stop();
          case NOT_A_DIRECTORY, NO_SEARCH -> walked.reached();
          case FOUND ->
              walked.mountedWith("noexec") || walked.mountedWith("ro")
                  ? walked.mountPoint()
                  : absolute;
        };
    return within(absolute, stop) ? stop : absolute;
  }

  static boolean within(String path, String directory) {
    return path.equals(directory)
        || directory.equals("/")
        || !directory.isEmpty() && path.startsWith(directory + "/");
  }

  private void addPeer(String peer) {
    add(peer, 100, false);
    int colon = peer.lastIndexOf(':');
    if (colon >= 0 && peer.length() - colon > SHORTEST) {
      var port = peer.substring(colon + 1);
      add("localhost:" + port, 98, false);
      add(port, 75, false);
    }
  }

  private void addPath(String home) {
    var passed = failure.path();
    var directory = failure.directory();
    add(passed, 100, false);
    add(absolute, 100, false);
    if (passed.startsWith("./")) {
      add(passed.substring(2), 98, false);
    }
    int lost = 0;
    for (var at = absolute; within(at, fault) && at.length() > 1; at = Paths.parent(at)) {
      boolean part = !at.equals(absolute);
      add(at, 100 - lost, part);
      if (within(at, directory) && at.length() > directory.length() + 1 && directory.length() > 1) {
        var relative = at.substring(directory.length() + 1);
        add(relative, 97 - lost, part);
        add("./" + relative, 97 - lost, part);
      }
      if (home.length() > 1 && within(at, home) && at.length() > home.length()) {
        var rest = at.substring(home.length());
        add("~" + rest, 97 - lost, part);
        add("$HOME" + rest, 97 - lost, part);
        add("${HOME}" + rest, 97 - lost, part);
      }
      lost = Math.min(lost + 1, 5);
    }
    add(passed.replace(" ", "%20"), 96, false);
    add(Paths.localeOf(passed), 95, false);
    if (passed.contains("/userdb/")) {
      add(Paths.baseName(passed).replaceFirst("\\.(user|group)$", ""), 95, false);
    }
    var name = Paths.baseName(passed);
    var library = LIBRARY.matcher(name);
    if (library.matches()) {
      add("-l" + library.group(1), 92, false);
      add("-l:" + name, 95, false);
    }
    addEnds(name);
  }

  /// The last components: what remains where a program joins a directory and a name.
  private void addEnds(String name) {
    var text = fault.equals(absolute) ? failure.path() : fault;
    int score = 80;
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
      var end = text.substring(slash + 1);
      if (end.indexOf('/') > 0 && score > 70) {
        add(end, score--, false);
      }
    }
    if (!fault.equals(absolute)) {
      int rest = 78;
      for (int slash = absolute.indexOf('/');
          slash >= 0;
          slash = absolute.indexOf('/', slash + 1)) {
        var end = absolute.substring(slash + 1);
        if (end.indexOf('/') > 0
            && rest > 66
            && absolute.length() - end.length() <= fault.length()) {
          add(end, rest--, false);
        }
      }
    }
    var last = fault.equals(absolute) ? name : Paths.baseName(fault);
    if (command) {
      add(last, WHOLE, false);
    } else if (telling(last)) {
      add(last, 60, false);
    }
  }

  /// Whether a name alone says enough.
  private static boolean telling(String name) {
    return name.length() > SHORTEST && !EVERYDAY.contains(name.strip());
  }

  private void add(String text, int score, boolean directory) {
    if (text.length() >= 2 && forms.stream().noneMatch(form -> form.text().equals(text))) {
      forms.add(new Form(text, score, directory));
    }
  }

  /// The path without links resolved; empty for a peer.
  public String absolute() {
    return absolute;
  }

  /// The shortest beginning of the path that is already wrong.
  public String fault() {
    return fault;
  }

  /// Whether this was one step of a search through PATH.
  public boolean command() {
    return command;
  }

  Failure failure() {
    return failure;
  }

  /// The best place in `text` that names what failed; null where none does.
  public @org.jspecify.annotations.Nullable Hit in(String text) {
    Hit best = null;
    for (var form : forms) {
      if (best != null && form.score() <= best.score()) {
        continue;
      }
      int at = text.indexOf(form.text());
      while (at >= 0) {
        int end = at + form.text().length();
        if (begins(text, at, form.text()) && ends(text, end, form)) {
          best = new Hit(form.score(), at, end);
          break;
        }
        at = text.indexOf(form.text(), at + 1);
      }
    }
    return best;
  }

  private static boolean begins(String text, int at, String form) {
    if (at == 0) {
      return true;
    }
    char before = text.charAt(at - 1);
    char first = form.charAt(0);
    if (before == '/') {
      // A scheme, or a directory that is put in when the program runs.
      return at >= 2
          && (first == '/' && at >= 3 && text.startsWith("://", at - 3)
              || first != '/' && "})\"'".indexOf(text.charAt(at - 2)) >= 0);
    }
    if (first == '/' && at >= 2 && Character.isLetter(before) && text.charAt(at - 2) == '-') {
      // -I/usr/include
      return at == 2 || !wordChar(text.charAt(at - 3));
    }
    if (first == '/' && (before == '}' || before == ')')) {
      return false;
    }
    return !wordChar(before) && before != '~';
  }

  private static boolean ends(String text, int end, Form form) {
    if (end == text.length()) {
      return true;
    }
    char after = text.charAt(end);
    char next = end + 1 < text.length() ? text.charAt(end + 1) : ' ';
    if (after == '/') {
      return form.directory() && !wordChar(next);
    }
    if (after == '.') {
      return !Character.isLetterOrDigit(next);
    }
    return !wordChar(after) && after != '~';
  }

  private static boolean wordChar(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }
}
