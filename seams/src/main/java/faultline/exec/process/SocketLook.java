package faultline.exec.process;

import faultline.exec.SocketTable;
import faultline.exec.process.ProcFiles.UnreadableException;
import faultline.exec.process.ProcessObservation.Socket;
import faultline.formats.bytes.MalformedException;
import faultline.formats.procfs.SocketEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sockets of a process in the tables of its network namespace, and their other ends.
final class SocketLook {
  private static final List<String> TABLES =
      List.of(
          "tcp",
          "tcp6",
          "udp",
          "udp6",
          "udplite",
          "udplite6",
          "raw",
          "raw6",
          "icmp",
          "icmp6",
          "unix",
          "netlink",
          "packet");

  /// `::ffff:` before an address of version 4.
  private static final String MAPPED = "0000000000000000FFFF0000";

  private final ProcessLook process;
  private final Circumstances circumstances;
  private final Map<Long, SocketEntry> byInode = new HashMap<>();

  /// By both ends, the inode.
  private final Map<String, Long> byEnds = new HashMap<>();

  /// Of udp, by the address that they are bound to, those that take what anybody sends.
  private final Map<String, Long> open = new HashMap<>();

  private final Map<Long, Long> peers = new HashMap<>();

  SocketLook(ProcessLook process, Circumstances circumstances) {
    this.process = process;
    this.circumstances = circumstances;
  }

  /// Reads the tables, and finds the other ends of these sockets.
  void read(List<Long> inodes) {
    for (var table : TABLES) {
      var path = "net/" + table;
      try {
        for (var one :
            SocketEntry.all(table, process.text(path, "the sockets of pid " + process.pid()))) {
          byInode.putIfAbsent(one.inode(), one);
          if (connected(one)) {
            byEnds.putIfAbsent(ends(table, one.local(), one.remote()), one.inode());
          } else if (one.protocol().startsWith("udp")) {
            open.putIfAbsent(address(one.local()), one.inode());
          }
        }
      } catch (MalformedException e) {
        process.unread("/proc/" + process.pid() + "/" + path, e);
      }
    }
    for (var inode : inodes) {
      var one = byInode.get(inode);
      if (one != null && connected(one)) {
        var other = byEnds.get(ends(one.protocol(), one.remote(), one.local()));
        if (other == null && one.protocol().startsWith("udp")) {
          other = receiver(address(one.local()), address(one.remote()));
        }
        if (other != null && other != 0) {
          peers.put(inode, other);
        }
      }
    }
    if (inodes.stream().anyMatch(this::joined)) {
      unix(inodes);
    }
  }

  /// Who takes what is sent to an address of this machine.
  private @Nullable Long receiver(String local, String remote) {
    var exact = open.get(remote);
    var host = remote.substring(0, remote.lastIndexOf(':'));
    var port = remote.substring(remote.lastIndexOf(':'));
    boolean here = host.startsWith("127.") || host.equals("[::1]") || local.startsWith(host + ":");
    if (exact != null || !here) {
      return exact;
    }
    var any = host.startsWith("[") ? null : open.get("0.0.0.0" + port);
    return any == null ? open.get("[::]" + port) : any;
  }

  private boolean joined(long inode) {
    var one = byInode.get(inode);
    return one != null && one.protocol().startsWith("unix") && one.state().equals("connected");
  }

  private void unix(List<Long> inodes) {
    var what = "the other ends of its unix sockets";
    if (circumstances.namespaces().stream().anyMatch(one -> one.startsWith("net:"))) {
      process.notChecked(
          what, "it lives in another network namespace", "look from within that namespace");
      return;
    }
    try {
      var all = process.files().unixPeers();
      inodes.forEach(
          inode -> {
            var other = all.get(inode);
            if (other != null && other != 0) {
              peers.put(inode, other);
            }
          });
    } catch (UnreadableException e) {
      process.notChecked(
          what, "the kernel does not tell (" + e.getMessage() + ")", "load the module unix_diag");
    }
  }

  private static boolean connected(SocketEntry one) {
    return one.protocol().matches("(tcp|udp)6?")
        && !one.remote().matches("0+:0000")
        && !one.remote().isEmpty();
  }

  private static String ends(String protocol, String local, String remote) {
    return protocol.substring(0, 3) + " " + address(local) + " " + address(remote);
  }

  /// A connection from version 4 to a socket of version 6 stands in both tables.
  private static String address(String raw) {
    return SocketTable.address(
        raw.length() > 32 && raw.startsWith(MAPPED) ? raw.substring(MAPPED.length()) : raw);
  }

  /// The other ends that were found.
  Set<Long> peers() {
    return new HashSet<>(peers.values());
  }

  /// What is known of a socket.
  Socket socket(int descriptor, long inode, Holders holders) {
    var one = byInode.get(inode);
    var other = peers.get(inode);
    var held =
        other == null
            ? List.<ProcessObservation.Holder>of()
            : holders.of("socket:[" + other + "]", -1);
    if (one == null) {
      return new Socket(family(descriptor), "", "", "in no table", held);
    }
    if (one.protocol().startsWith("unix")) {
      return new Socket(
          one.protocol(),
          one.local(),
          name(other == null ? null : byInode.get(other)),
          one.state(),
          held);
    }
    boolean addressed = one.remote().contains(":");
    return new Socket(
        one.protocol(),
        addressed ? address(one.local()) : one.local(),
        addressed && connected(one) ? address(one.remote()) : "",
        one.state(),
        held);
  }

  /// What the kernel calls the protocol of a socket; empty where it does not say.
  private String family(int descriptor) {
    try {
      return process
          .files()
          .attribute("/proc/" + process.pid() + "/fd/" + descriptor, "system.sockprotoname")
          .replace("\0", "")
          .toLowerCase(java.util.Locale.ROOT);
    } catch (UnreadableException _) {
      return "";
    }
  }

  private static String name(@Nullable SocketEntry other) {
    return other == null ? "" : other.local();
  }
}
