package faultline.formats.procfs;

import faultline.formats.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// What `/proc/PID/fdinfo/FD` says; proc_pid_fdinfo(5).
///
/// @param position in bytes
/// @param flags as open(2) takes them
/// @param more the lines that only some kinds of descriptor have, such as `tfd: 4 ...` of epoll
public record DescriptorInfo(long position, int flags, List<String> more) {
  private static final int ACCESS = 3;
  private static final int O_APPEND = 02000;
  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;
  private static final int O_TMPFILE = 020000000;

  public DescriptorInfo {
    more = List.copyOf(more);
  }

  /// Reads the file.
  public static DescriptorInfo read(String info) {
    long position = 0;
    int flags = 0;
    var more = new ArrayList<String>();
    int at = 0;
    for (var line : info.split("\n", -1)) {
      try {
        if (line.startsWith("pos:")) {
          position = Long.parseLong(line.substring(4).strip());
        } else if (line.startsWith("flags:")) {
          flags = Integer.parseInt(line.substring(6).strip(), 8);
        } else if (!line.startsWith("mnt_id:") && !line.startsWith("ino:") && !line.isBlank()) {
          more.add(line.strip());
        }
      } catch (NumberFormatException e) {
        throw new MalformedException("fdinfo", at, "this is no number: " + line);
      }
      at += line.length() + 1;
    }
    return new DescriptorInfo(position, flags, more);
  }

  /// `read`, `write`, `read-write`, or `path` for one that only names a file.
  public String access() {
    if ((flags & O_PATH) != 0) {
      return "path";
    }
    return switch (flags & ACCESS) {
      case 0 -> "read";
      case 1 -> "write";
      default -> "read-write";
    };
  }

  public boolean append() {
    return (flags & O_APPEND) != 0;
  }

  public boolean nonBlocking() {
    return (flags & O_NONBLOCK) != 0;
  }

  public boolean closedOnExec() {
    return (flags & O_CLOEXEC) != 0;
  }

  /// Whether it was made without a name; O_TMPFILE of open(2).
  public boolean nameless() {
    return (flags & O_TMPFILE) != 0;
  }
}
