package faultline.formats.procfs;

import faultline.formats.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// A socket in a table of `/proc/PID/net`; proc_pid_net(5).
///
/// @param protocol `tcp`, `tcp6`, `udp`, `udp6`, `unix stream`, `unix dgram`, `unix seqpacket`,
///   `netlink`, `packet`, ...
/// @param local for tcp and udp as the table has it, in hexadecimal; for unix the name, with `@`
///   before an abstract one, empty where it has none
/// @param remote the other end as the table has it; empty where the table has none
/// @param state the word of the table's state, such as `listening`
public record SocketEntry(String protocol, String local, String remote, String state, long inode) {
  private static final int LISTENING = 0x10000;

  /// Reads the table with this name: `tcp`, `tcp6`, `udp`, `udp6`, `udplite`, `raw`, `raw6`,
  /// `icmp`, `unix`, `netlink` or `packet`.
  public static List<SocketEntry> all(String table, String text) {
    var all = new ArrayList<SocketEntry>();
    int at = 0;
    boolean head = true;
    for (var line : text.split("\n", -1)) {
      if (!head && !line.isBlank()) {
        try {
          all.add(read(table, line));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
          throw new MalformedException("net/" + table, at, "this is no socket: " + line);
        }
      }
      head = false;
      at += line.length() + 1;
    }
    return all;
  }

  private static SocketEntry read(String table, String line) {
    return switch (table) {
      case "unix" -> unix(line);
      case "netlink" -> {
        var words = line.strip().split("\\s+", -1);
        yield new SocketEntry(
            "netlink", "family " + words[1], "", "open", Long.parseLong(words[9]));
      }
      case "packet" -> {
        var words = line.strip().split("\\s+", -1);
        yield new SocketEntry("packet", "", "", "open", Long.parseLong(words[8]));
      }
      default -> {
        var words = line.strip().split("\\s+", -1);
        yield new SocketEntry(
            table,
            words[1],
            words[2],
            table.startsWith("tcp") ? tcp(Integer.parseInt(words[3], 16)) : udp(words[3]),
            Long.parseLong(words[9]));
      }
    };
  }

  private static SocketEntry unix(String line) {
    var words = line.strip().split("\\s+", 8);
    long flags = Long.parseLong(words[3], 16);
    var kind =
        switch (words[4]) {
          case "0001" -> "unix stream";
          case "0002" -> "unix dgram";
          case "0005" -> "unix seqpacket";
          default -> "unix";
        };
    var state =
        (flags & LISTENING) != 0
            ? "listening"
            : switch (words[5]) {
              case "01" -> "unconnected";
              case "02" -> "connecting";
              case "03" -> "connected";
              case "04" -> "disconnecting";
              default -> "unknown";
            };
    return new SocketEntry(
        kind, words.length > 7 ? words[7] : "", "", state, Long.parseLong(words[6]));
  }

  /// include/net/tcp_states.h
  private static String tcp(int state) {
    return switch (state) {
      case 1 -> "established";
      case 2 -> "syn sent";
      case 3 -> "syn received";
      case 4 -> "fin wait 1";
      case 5 -> "fin wait 2";
      case 6 -> "time wait";
      case 7 -> "closed";
      case 8 -> "close wait";
      case 9 -> "last ack";
      case 10 -> "listening";
      case 11 -> "closing";
      case 12 -> "syn received";
      default -> "unknown";
    };
  }

  private static String udp(String state) {
    return state.equals("01") ? "connected" : "unconnected";
  }
}
