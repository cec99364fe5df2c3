package faultline.exec;

import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.HolderFact;
import faultline.formats.bytes.RawText;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the socket tables of a process's network namespace: who listens, and on what.
final class SocketProbe {
  private static final String LISTENING = "0A";
  private static final String CLOSING = "06";
  private static final int MOST = 3;
  private final ProcProbe processes;
  private final FileSystem files;

  SocketProbe(ProcProbe processes, FileSystem files) {
    this.processes = processes;
    this.files = files;
  }

  /// Listeners that `address`, where nobody listens, may have meant: the same port on another
  /// address, or a port that differs by a slip of the fingers.
  List<Fact> near(int viewer, String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 0 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
      return List.of();
    }
    var port = address.substring(colon + 1);
    record Near(String inode, String at, int distance) {}
    var near = new ArrayList<Near>();
    listeners(viewer)
        .forEach(
            (inode, at) -> {
              int distance = distance(port, at.substring(at.lastIndexOf(':') + 1));
              if (distance < 3) {
                near.add(new Near(inode, at, distance));
              }
            });
    near.sort(Comparator.comparingInt(Near::distance).thenComparing(Near::at));
    var facts = new ArrayList<Fact>();
    for (var each : near.subList(0, Math.min(MOST, near.size()))) {
      facts.addAll(owners("socket:[" + each.inode() + "]", "listens on", each.at()));
    }
    return facts;
  }

  /// 0 for the same port, 1 and 2 for one or two digits that differ or changed places.
  private static int distance(String wanted, String other) {
    if (wanted.equals(other)) {
      return 0;
    }
    if (wanted.length() != other.length()) {
      boolean within =
          Math.abs(wanted.length() - other.length()) == 1
              && (wanted.startsWith(other)
                  || other.startsWith(wanted)
                  || wanted.endsWith(other)
                  || other.endsWith(wanted));
      return within ? 1 : 9;
    }
    int differ = 0;
    for (int i = 0; i < wanted.length(); i++) {
      differ += wanted.charAt(i) == other.charAt(i) ? 0 : 1;
    }
    if (differ == 2) {
      int[] sorted = wanted.chars().sorted().toArray();
      return java.util.Arrays.equals(sorted, other.chars().sorted().toArray()) ? 1 : 9;
    }
    return differ == 1 ? 2 : 9;
  }

  private Map<String, String> listeners(int viewer) {
    var listeners = new LinkedHashMap<String, String>();
    for (var table : List.of("tcp", "tcp6")) {
      for (var line : processes.text(viewer, "net/" + table).split("\n", -1)) {
        var words = line.strip().split("\\s+", -1);
        if (words.length > 9 && words[3].equals(LISTENING)) {
          listeners.put(words[9], SocketTable.address(words[1]));
        }
      }
    }
    return listeners;
  }

  /// Connections that still keep `port` for a while after their end.
  List<Fact> closing(int viewer, String address) {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    var suffix = String.format(":%04X", port);
    int count = 0;
    for (var table : List.of("tcp", "tcp6")) {
      for (var line : processes.text(viewer, "net/" + table).split("\n", -1)) {
        var words = line.strip().split("\\s+", -1);
        if (words.length > 9 && words[1].endsWith(suffix) && words[3].equals(CLOSING)) {
          count++;
        }
      }
    }
    return count == 0
        ? List.of()
        : List.of(
            new ElsewhereFact(
                address, "/proc/net/tcp", "connections of that port in TIME_WAIT: " + count));
  }

  /// Who has a socket bound to the file `path`, which is absolute; `name` is how it was passed.
  List<Fact> boundTo(int viewer, String path, String name) {
    for (var line : processes.text(viewer, "net/unix").split("\n", -1)) {
      var words = line.strip().split("\\s+", 8);
      if (words.length == 8 && (words[7].equals(path) || words[7].equals(name))) {
        var owners = owners("socket:[" + words[6] + "]", "listens on", path);
        if (!owners.isEmpty()) {
          return owners;
        }
      }
    }
    return List.of();
  }

  private List<Fact> owners(String link, String how, String what) {
    for (int pid : processes.pids()) {
      try {
        for (var fd : files.list(RawText.encode("/proc/" + pid + "/fd"), 1 << 14)) {
          if (processes.link(pid, "fd/" + RawText.decode(fd)).equals(link)) {
            return List.of(new HolderFact(pid, processes.name(pid), how, what));
          }
        }
      } catch (SyscallException _) {
        // Gone, or not ours to see.
      }
    }
    return List.of();
  }
}
