package faultline.exec;

import faultline.exec.Fact.HolderFact;
import faultline.exec.Fact.IdentityFact;
import faultline.exec.Fact.LimitFact;
import faultline.formats.bytes.RawText;
import faultline.linux.FileStatus;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads processes from `/proc` (proc(5)). What cannot be read is empty: the process may have gone.
final class ProcProbe {
  private static final int TEXT = 1 << 20;
  private final FileSystem files;

  ProcProbe(FileSystem files) {
    this.files = files;
  }

  String link(int pid, String name) {
    try {
      return RawText.decode(files.readLink(bytes("/proc/" + pid + "/" + name)));
    } catch (SyscallException _) {
      return "";
    }
  }

  String text(String path) {
    try {
      return RawText.decode(files.read(RawText.encode(path), TEXT));
    } catch (SyscallException _) {
      return "";
    }
  }

  String text(int pid, String name) {
    return text("/proc/" + pid + "/" + name);
  }

  byte[] raw(int pid, String name) {
    try {
      return files.read(bytes("/proc/" + pid + "/" + name), TEXT * 4);
    } catch (SyscallException _) {
      return new byte[0];
    }
  }

  private static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// The NUL-terminated strings of `cmdline` or `environ`.
  List<String> strings(int pid, String name) {
    return strings(raw(pid, name));
  }

  static List<String> strings(byte[] raw) {
    var strings = new ArrayList<String>();
    int from = 0;
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == 0) {
        strings.add(RawText.decode(raw, from, i - from));
        from = i + 1;
      }
    }
    if (from < raw.length) {
      strings.add(RawText.decode(raw, from, raw.length - from));
    }
    return strings;
  }

  /// AT_SECURE of the program that `pid` runs; getauxval(3).
  boolean secure(int pid) {
    var raw = raw(pid, "auxv");
    for (int i = 0; i + 16 <= raw.length; i += 16) {
      if (raw[i] == 23 && raw[i + 1] == 0) {
        return raw[i + 8] != 0;
      }
    }
    return false;
  }

  /// The value of field `name` of `status`, stripped; empty where there is none.
  static String field(String status, String name) {
    for (var line : status.split("\n", -1)) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return "";
  }

  IdentityFact identity(int pid) {
    var status = text(pid, "status");
    var groups = new ArrayList<Integer>();
    for (var word : field(status, "Groups").split("\\s+", -1)) {
      if (!word.isEmpty()) {
        groups.add(Integer.parseInt(word));
      }
    }
    return new IdentityFact(
        pid,
        word(field(status, "Uid"), 3),
        word(field(status, "Gid"), 3),
        groups,
        (hex(field(status, "CapEff")) & 2) != 0);
  }

  private static int word(String words, int index) {
    var all = words.split("\\s+", -1);
    return index < all.length && !all[index].isEmpty() ? Integer.parseInt(all[index]) : -1;
  }

  static long hex(String digits) {
    return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 16);
  }

  /// A limit of `/proc/PID/limits`, by the name of its row; null where there is none.
  @Nullable LimitFact limit(int pid, String row, long used) {
    for (var line : text(pid, "limits").split("\n", -1)) {
      if (line.startsWith(row)) {
        var words = line.substring(row.length()).strip().split("\\s+", -1);
        return words.length < 2
            ? null
            : new LimitFact(row, number(words[0]), number(words[1]), used, "limits of pid " + pid);
      }
    }
    return null;
  }

  private static long number(String word) {
    return word.equals("unlimited") ? -1 : Long.parseLong(word);
  }

  int count(int pid, String directory) {
    try {
      return files.list(bytes("/proc/" + pid + "/" + directory), 1 << 20).size();
    } catch (SyscallException _) {
      return -1;
    }
  }

  List<Integer> pids() {
    var pids = new ArrayList<Integer>();
    try {
      for (var name : files.list(bytes("/proc"), 1 << 20)) {
        if (name[0] >= '0' && name[0] <= '9') {
          pids.add(Integer.parseInt(new String(name, StandardCharsets.ISO_8859_1)));
        }
      }
    } catch (SyscallException _) {
      return List.of();
    }
    pids.sort(null);
    return pids;
  }

  /// A size in bytes from `status`, such as `VmSize`; -1 where it is not known.
  long size(int pid, String field) {
    var words = field(text(pid, "status"), field).split(" ", 2);
    return words[0].matches("[0-9]{1,15}") ? Long.parseLong(words[0]) * 1024 : -1;
  }

  /// How many tasks the real user of `pid` has, which RLIMIT_NPROC counts.
  int tasksOfUser(int pid) {
    int user = word(field(text(pid, "status"), "Uid"), 0);
    int tasks = 0;
    for (int other : pids()) {
      var status = text(other, "status");
      if (word(field(status, "Uid"), 0) == user) {
        tasks += Math.max(0, word(field(status, "Threads"), 0));
      }
    }
    return tasks;
  }

  private List<String> descriptors(int pid) {
    try {
      return files.list(bytes("/proc/" + pid + "/fd"), 1 << 16).stream()
          .map(name -> new String(name, StandardCharsets.ISO_8859_1))
          .toList();
    } catch (SyscallException _) {
      return List.of();
    }
  }

  String name(int pid) {
    return text(pid, "comm").strip();
  }

  /// Processes that have `file` open for writing.
  List<HolderFact> writers(FileStatus file, String path) {
    var holders = new ArrayList<HolderFact>();
    for (int pid : pids()) {
      for (var fd : descriptors(pid)) {
        try {
          if (files.status(bytes("/proc/" + pid + "/fd/" + fd), true).sameFile(file)
              && (Integer.parseInt(field(text(pid, "fdinfo/" + fd), "flags"), 8) & 3) != 0) {
            holders.add(new HolderFact(pid, name(pid), "has open for writing as fd " + fd, path));
            break;
          }
        } catch (SyscallException _) {
          // Gone, or not ours to see.
        }
      }
    }
    return holders;
  }

  /// Processes that hold a lock on the file, from `/proc/locks`.
  List<HolderFact> lockers(FileStatus file, String path, int except) {
    var holders = new ArrayList<HolderFact>();
    var inode = ":" + file.inode();
    for (var line : text("/proc/locks").split("\n", -1)) {
      var words = line.split("\\s+", -1);
      if (words.length >= 8 && !words[1].equals("->") && words[5].endsWith(inode)) {
        int pid = Integer.parseInt(words[4]);
        if (pid == except) {
          continue;
        }
        if (pid > 0 && name(pid).isEmpty()) {
          // Whoever took the lock has ended; who inherited the descriptor keeps it.
          holders.addAll(users(file, path, except));
        } else if (pid > 0) {
          holders.add(
              new HolderFact(
                  pid,
                  name(pid),
                  "holds a "
                      + words[3].toLowerCase(java.util.Locale.ROOT)
                      + " lock ("
                      + words[1]
                      + ") on",
                  path));
        }
      }
    }
    return holders;
  }

  private List<HolderFact> users(FileStatus file, String path, int except) {
    var users = new ArrayList<HolderFact>();
    for (int pid : pids()) {
      for (var fd : descriptors(pid)) {
        try {
          if (pid != except
              && files.status(bytes("/proc/" + pid + "/fd/" + fd), true).sameFile(file)) {
            users.add(
                new HolderFact(pid, name(pid), "keeps a lock through fd " + fd + " on", path));
            break;
          }
        } catch (SyscallException _) {
          // Gone, or not ours to see.
        }
      }
    }
    return users;
  }

  /// The process that listens on or is bound to `port`; `tables` are names in `/proc/PID/net`.
  List<HolderFact> portHolders(int viewer, int port, List<String> tables) {
    var inodes = new ArrayList<String>();
    var suffix = String.format(":%04X", port);
    for (var table : tables) {
      for (var line : text(viewer, "net/" + table).split("\n", -1)) {
        var words = line.strip().split("\\s+", -1);
        if (words.length > 9
            && words[1].endsWith(suffix)
            && (words[3].equals("0A") || table.startsWith("udp"))) {
          inodes.add("socket:[" + words[9] + "]");
        }
      }
    }
    var holders = new ArrayList<HolderFact>();
    if (inodes.isEmpty()) {
      return holders;
    }
    for (int pid : pids()) {
      for (var fd : descriptors(pid)) {
        if (inodes.contains(link(pid, "fd/" + fd))) {
          holders.add(new HolderFact(pid, name(pid), "listens on", "port " + port));
          break;
        }
      }
    }
    return holders;
  }

  /// Whether two processes see the same file system: same mount namespace and root.
  boolean sameView(int pid, String ourNamespace) {
    return link(pid, "root").equals("/") && link(pid, "ns/mnt").equals(ourNamespace);
  }
}
