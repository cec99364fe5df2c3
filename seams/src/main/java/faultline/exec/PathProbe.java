package faultline.exec;

import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.formats.bytes.RawText;
import faultline.linux.Errno;
import faultline.linux.FileStatus;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// Walks paths as the kernel does, component by component (path_resolution(7)), and says where the
/// walk ends and what lies there.
///
/// `root` is put before every path, so that a process in another mount namespace or under chroot(2)
/// can be looked at through `/proc/PID/root`; empty for our own view.
final class PathProbe {
  private static final int MOST_LINKS = 40;
  private static final int MOST_NAMES = 5_000;
  private static final int LONGEST_NAME = 255;
  private final FileSystem files;

  PathProbe(FileSystem files) {
    this.files = files;
  }

  /// What walking `path`, which is absolute, meets. `mounts` is a `mountinfo` text of the process,
  /// `identity` who walks: null where permissions do not matter.
  PathFact walk(
      String root,
      String path,
      String mounts,
      Fact.@org.jspecify.annotations.Nullable IdentityFact identity,
      boolean nearMisses) {
    Deque<String> left = components(path);
    var at = "";
    var link = "";
    var linkTarget = "";
    int links = 0;
    FileStatus status = status(root, "/");
    while (!left.isEmpty()) {
      var name = left.pollFirst();
      if (name.equals("..")) {
        at = Paths.parent(at.isEmpty() ? "/" : at);
        at = at.equals("/") ? "" : at;
        continue;
      }
      var next = at + "/" + name;
      if (status != null && !status.directory()) {
        return fact(
            path, End.NOT_A_DIRECTORY, at, next, link, linkTarget, status, mounts, List.of());
      }
      if (RawText.encode(name).length > LONGEST_NAME) {
        return fact(path, End.TOO_LONG, at, next, link, linkTarget, status, mounts, List.of());
      }
      if (identity != null && status != null && !maySearch(status, identity)) {
        return fact(path, End.NO_SEARCH, at, next, link, linkTarget, status, mounts, List.of());
      }
      FileStatus found;
      try {
        found = files.status(RawText.encode(root + next), false);
      } catch (SyscallException e) {
        if (e.errno() == Errno.EACCES) {
          return fact(path, End.NO_SEARCH, at, next, link, linkTarget, status, mounts, List.of());
        }
        var near = nearMisses ? nearMisses(root, at, name) : List.<String>of();
        return fact(path, End.MISSING, at, next, link, linkTarget, status, mounts, near);
      }
      if (found.link()) {
        String target;
        try {
          target = RawText.decode(files.readLink(RawText.encode(root + next)));
        } catch (SyscallException _) {
          target = "";
        }
        link = next;
        linkTarget = target;
        if (++links > MOST_LINKS) {
          return fact(path, End.LINK_LOOP, at, next, link, linkTarget, status, mounts, List.of());
        }
        if (target.startsWith("/")) {
          at = "";
          status = status(root, "/");
        }
        var more = components(target);
        while (!more.isEmpty()) {
          left.addFirst(more.pollLast());
        }
        continue;
      }
      at = next;
      status = found;
    }
    return fact(path, End.FOUND, at, at, link, linkTarget, status, mounts, List.of());
  }

  private @org.jspecify.annotations.Nullable FileStatus status(String root, String path) {
    try {
      return files.status(RawText.encode(root + path), true);
    } catch (SyscallException _) {
      return null;
    }
  }

  private static Deque<String> components(String path) {
    var parts = new ArrayDeque<String>();
    for (var part : path.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return parts;
  }

  /// Whether `who` may search the directory; capabilities(7), CAP_DAC_OVERRIDE.
  static boolean maySearch(FileStatus directory, Fact.IdentityFact who) {
    return who.overrides() || allowed(directory, who, 1);
  }

  /// Whether permission bits of the class that `who` falls into contain `bit` (4 read, 2 write, 1
  /// execute or search).
  static boolean allowed(FileStatus file, Fact.IdentityFact who, int bit) {
    int shift =
        file.owner() == who.user()
            ? 6
            : file.group() == who.group() || who.groups().contains(file.group()) ? 3 : 0;
    return (file.mode() >> shift & bit) != 0;
  }

  private static PathFact fact(
      String path,
      End end,
      String reached,
      String stop,
      String link,
      String linkTarget,
      @org.jspecify.annotations.Nullable FileStatus status,
      String mounts,
      List<String> nearMisses) {
    var where = reached.isEmpty() ? "/" : reached;
    return new PathFact(
        path,
        end,
        where,
        stop.isEmpty() ? "/" : stop,
        link,
        linkTarget,
        status == null ? 0 : status.mode(),
        status == null ? -1 : status.owner(),
        status == null ? -1 : status.group(),
        status != null && status.immutable(),
        mount(mounts, where),
        nearMisses);
  }

  /// `type mountpoint options` of the mount that holds `path`, from a mountinfo text (proc(5)).
  static String mount(String mountinfo, String path) {
    var best = "";
    int length = -1;
    for (var line : mountinfo.split("\n", -1)) {
      var words = line.split(" ", -1);
      if (words.length < 7) {
        continue;
      }
      var point = unescape(words[4]);
      boolean holds = point.equals("/") || path.equals(point) || path.startsWith(point + "/");
      // Of several mounts on one point the last is on top.
      if (holds && point.length() >= length) {
        length = point.length();
        int dash = Arrays.asList(words).indexOf("-");
        var type = dash > 0 && dash + 1 < words.length ? words[dash + 1] : "?";
        var superOptions = dash > 0 && dash + 3 < words.length ? words[dash + 3] : "";
        best =
            type
                + " "
                + point
                + " "
                + words[5]
                + (List.of(superOptions.split(",", -1)).contains("ro") ? ",ro" : "");
      }
    }
    return best;
  }

  private static String unescape(String word) {
    if (word.indexOf('\\') < 0) {
      return word;
    }
    return word.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }

  /// Names beside the wanted one that differ from it as a slip of the pen would.
  private List<String> nearMisses(String root, String directory, String name) {
    List<byte[]> names;
    try {
      names = files.list(RawText.encode(root + directory + "/"), MOST_NAMES);
    } catch (SyscallException _) {
      return List.of();
    }
    record Near(String name, int distance) {}
    var near = new ArrayList<Near>();
    for (var raw : names) {
      var other = RawText.decode(raw);
      int distance = distance(name, other);
      if (distance < 10) {
        near.add(new Near(other, distance));
      }
    }
    near.sort(Comparator.comparingInt(Near::distance).thenComparing(Near::name));
    return near.stream().map(Near::name).limit(3).toList();
  }

  /// 0: the same but for case, Unicode form or blanks around it; 1 to 3: edits; 5: another version
  /// of the same library; 10: unrelated.
  static int distance(String wanted, String other) {
    if (fold(wanted).equals(fold(other))) {
      return 0;
    }
    int so = wanted.indexOf(".so");
    if (so > 0 && other.startsWith(wanted.substring(0, so + 3))) {
      return 5;
    }
    if (wanted.length() >= 4 && Math.abs(wanted.length() - other.length()) <= 2) {
      int edits = edits(wanted, other, wanted.length() >= 8 ? 2 : 1);
      if (edits > 0) {
        return edits;
      }
    }
    return 10;
  }

  private static String fold(String name) {
    return Normalizer.normalize(name.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /// Levenshtein distance where it is at most `limit`, else -1.
  private static int edits(String a, String b, int limit) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        row[j] =
            Math.min(
                Math.min(row[j] + 1, row[j - 1] + 1),
                corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
        corner = above;
      }
    }
    return row[b.length()] <= limit ? row[b.length()] : -1;
  }
}
