package faultline.exec;

import faultline.exec.Detail.FileState;
import faultline.exec.Difference.Kind;
import faultline.exec.Difference.Marks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files of the same name that were not the same: where they led, their content, their rights.
final class FileDifferences {
  private static final int QUOTED = 3;

  private final Noise noise;
  private final Made goodMade;
  private final Made badMade;
  private final ExecTrace bad;
  private final List<Difference> found = new ArrayList<>();

  private FileDifferences(Noise noise, Made goodMade, Made badMade, ExecTrace bad) {
    this.noise = noise;
    this.goodMade = goodMade;
    this.badMade = badMade;
    this.bad = bad;
  }

  static List<Difference> between(
      ExecTrace good, ExecTrace bad, Noise noise, Made goodMade, Made badMade) {
    var differences = new FileDifferences(noise, goodMade, badMade, bad);
    var before = states(good, noise, noise.good);
    states(bad, noise, noise.bad)
        .forEach(
            (path, now) -> {
              var was = before.get(path);
              if (was != null) {
                differences.compare(was, now);
              }
            });
    return differences.found;
  }

  private static Map<String, FileState> states(ExecTrace run, Noise noise, Noise.Side side) {
    var states = new LinkedHashMap<String, FileState>();
    run.of(FileState.class)
        .forEach(state -> states.putIfAbsent(noise.plain(side, state.path()), state));
    return states;
  }

  private void compare(FileState was, FileState now) {
    boolean own =
        goodMade.before(was.path(), was.sequence()) && badMade.before(now.path(), now.sequence());
    double less = own ? 2.6 : restless(now.path()) ? 2.2 : 0;
    var wasReal = noise.plain(noise.good, was.real());
    var nowReal = noise.plain(noise.bad, now.real());
    if (!wasReal.equals(nowReal)) {
      var left = was.real().isEmpty() ? was.path() : was.real();
      var right = now.real().isEmpty() ? now.path() : now.real();
      add(
          Kind.LINK,
          was,
          now,
          now.path() + " leads to " + right + ", in the good run to " + left,
          left,
          right,
          marks(left, right),
          3.2 - less);
    }
    if (was.directory() != now.directory()) {
      add(
          Kind.CONTENT,
          was,
          now,
          now.path() + " is " + thing(now) + ", in the good run " + thing(was),
          thing(was),
          thing(now),
          Marks.NONE,
          3 - less);
    } else if (now.directory()) {
      names(was, now, less);
    } else if (!was.digest().equals(now.digest()) || was.size() != now.size()) {
      content(was, now, less);
    }
    if (((was.mode() ^ now.mode()) & 07777) != 0) {
      add(
          Kind.PERMISSION,
          was,
          now,
          now.path() + " has mode " + now.permissions() + ", in the good run " + was.permissions(),
          was.permissions(),
          now.permissions(),
          Marks.NONE,
          2.5 - less);
    } else if (was.owner() != now.owner() || was.group() != now.group()) {
      add(
          Kind.PERMISSION,
          was,
          now,
          now.path() + " belongs to " + owner(now) + ", in the good run to " + owner(was),
          owner(was),
          owner(now),
          Marks.NONE,
          1.5 - less);
    }
  }

  /// The folders in which a link made the difference count too.
  private static Marks marks(String good, String bad) {
    return Marks.of(
        List.of(good, Paths.parent(good), Paths.baseName(good)),
        List.of(bad, Paths.parent(bad), Paths.baseName(bad)));
  }

  private static String thing(FileState state) {
    return state.directory() ? "a directory" : "a file";
  }

  private static String owner(FileState state) {
    return "uid " + state.owner() + ", gid " + state.group();
  }

  private void names(FileState was, FileState now, double less) {
    var left = was.lines().stream().map(name -> Noise.names("/tmp/" + name)).toList();
    var right = now.lines().stream().map(name -> Noise.names("/tmp/" + name)).toList();
    var gone =
        was.lines().stream().filter(name -> !right.contains(Noise.names("/tmp/" + name))).toList();
    var more =
        now.lines().stream().filter(name -> !left.contains(Noise.names("/tmp/" + name))).toList();
    if (gone.isEmpty() && more.isEmpty() || was.lines().isEmpty() && now.lines().isEmpty()) {
      return;
    }
    // What the run put there itself is no difference it was given.
    if (gone.stream().allMatch(name -> goodMade.ever(was.path() + "/" + name))
        && more.stream().allMatch(name -> goodMade.ever(was.path() + "/" + name))) {
      return;
    }
    var what =
        now.path()
            + (gone.isEmpty() ? "" : " lacks " + list(gone))
            + (gone.isEmpty() || more.isEmpty() ? "" : ", and")
            + (more.isEmpty() ? "" : " also has " + list(more))
            + ", other than in the good run";
    add(Kind.CONTENT, was, now, what, list(gone), list(more), Marks.of(gone, more), 1.9 - less);
  }

  private static String list(List<String> names) {
    return String.join(", ", names.stream().limit(QUOTED).toList())
        + (names.size() > QUOTED ? " and " + (names.size() - QUOTED) + " more" : "");
  }

  private void content(FileState was, FileState now, double less) {
    if (was.lines().isEmpty() || now.lines().isEmpty()) {
      boolean empty = now.size() == 0 && was.size() > 0 || was.size() == 0 && now.size() > 0;
      double weight = empty ? 3.2 : DetailProbe.system(now.path()) ? 2.4 : 2.9;
      add(
          Kind.CONTENT,
          was,
          now,
          now.path()
              + (empty && now.size() == 0
                  ? " is empty, other than in the good run"
                  : " has other content than in the good run")
              + (was.size() == now.size()
                  ? ""
                  : " (" + now.size() + " bytes, there " + was.size() + ")"),
          was.size() + " bytes, " + was.digest(),
          now.size() + " bytes, " + now.digest(),
          Marks.NONE,
          weight - less);
      return;
    }
    var left = was.lines().stream().map(line -> noise.message(noise.good, line)).toList();
    var right = now.lines().stream().map(line -> noise.message(noise.bad, line)).toList();
    if (left.equals(right)) {
      boolean masked = now.lines().stream().anyMatch(line -> line.contains(Redaction.MASK));
      if (masked) {
        add(
            Kind.CONTENT,
            was,
            now,
            now.path() + " differs in a secret, which the record does not hold",
            Redaction.MASK,
            Redaction.MASK,
            Marks.NONE,
            2.5 - less);
      }
      return;
    }
    var gone = only(was.lines(), left, right);
    var more = only(now.lines(), right, left);
    int line = more.isEmpty() ? 0 : firstOther(right, left) + 1;
    var before = String.join("; ", gone.stream().limit(QUOTED).toList());
    var after = String.join("; ", more.stream().limit(QUOTED).toList());
    var where = now.path() + (line > 0 ? ":" + line : "");
    add(
        Kind.CONTENT,
        was,
        now,
        where
            + (after.isEmpty() ? " lacks a line" : " says " + Tokens.cut(after))
            + ", in the good run "
            + (before.isEmpty() ? "there is no such line" : Tokens.cut(before)),
        before,
        after,
        Tokens.distinct(String.join(" ", gone), String.join(" ", more)),
        3.2 - less);
  }

  private static List<String> only(List<String> lines, List<String> plain, List<String> other) {
    var only = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      if (!other.contains(plain.get(i)) && !lines.get(i).isBlank()) {
        only.add(lines.get(i).strip());
      }
    }
    return only;
  }

  private static int firstOther(List<String> lines, List<String> other) {
    for (int i = 0; i < lines.size(); i++) {
      if (!other.contains(lines.get(i))) {
        return i;
      }
    }
    return 0;
  }

  /// Files that change by being used.
  static boolean restless(String path) {
    var name = Paths.baseName(path);
    return cache(path)
        || name.endsWith(".log")
        || name.endsWith(".pid")
        || name.endsWith(".lock")
        || name.endsWith("history")
        || path.startsWith("/var/log/")
        || path.contains("/.git/")
            && (name.equals("index")
                || name.equals("ORIG_HEAD")
                || name.equals("FETCH_HEAD")
                || path.contains("/.git/logs/"))
        || path.startsWith("/run/")
        || path.startsWith("/var/run/")
        || path.equals("/etc/ld.so.cache")
        || path.equals("/tmp");
  }

  /// What a tool keeps to be faster the next time.
  static boolean cache(String path) {
    return path.contains("/__pycache__")
        || path.endsWith(".pyc")
        || path.contains("/.cache/")
        || path.contains("/go-build")
        || path.contains("/.ccache/")
        || path.startsWith("/var/cache/")
        || path.contains("/node-compile-cache")
        || path.contains("/hsperfdata_");
  }

  private void add(
      Kind kind,
      FileState was,
      FileState now,
      String what,
      String good,
      String other,
      Marks marks,
      double weight) {
    var process = bad.process(now.pid());
    found.add(
        new Difference(
            kind,
            now.path(),
            what,
            good,
            other,
            process == null ? "" : process.name(),
            now.sequence(),
            marks,
            weight,
            List.of(was, now)));
  }
}
