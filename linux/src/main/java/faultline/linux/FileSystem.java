package faultline.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Looks at files by the bytes of their names. `java.nio` cannot: it converts names by the locale
/// of the process, and a watched program's names need not fit it.
///
/// Buffers belong to the instance; one thread uses it.
public final class FileSystem {
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int O_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
  private static final int NAME_MAX = 64 * 1024;
  private static final MethodHandle STATX =
      Native.bind(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle READLINK =
      Native.bind("readlink", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle OPEN =
      Native.bind("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      Native.bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle PREAD =
      Native.bind(
          "pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CLOSE =
      Native.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle OPENDIR =
      Native.bind("opendir", FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle READDIR =
      Native.bind("readdir", FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle CLOSEDIR =
      Native.bind("closedir", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle STATFS =
      Native.bind("statfs", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle IOCTL =
      Native.bind("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));

  private static final MethodHandle GETXATTR =
      Native.bind(
          "getxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MemorySegment CAPABILITY =
      Arena.global().allocateFrom("security.capability");

  private final MemorySegment state = Native.state();
  private final MemorySegment name;
  private final MemorySegment buffer;

  private static final MethodHandle ACCESS =
      Native.bind("access", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  /// ST_NOSUID of statfs(2).
  private static final long NOSUID = 2;

  public FileSystem(Arena arena) {
    name = arena.allocate(NAME_MAX, 8);
    buffer = arena.allocate(NAME_MAX, 8);
  }

  /// What statx(2) says of `path`; `follow` a final symbolic link or not.
  public FileStatus status(byte[] path, boolean follow) throws SyscallException {
    int result;
    try {
      result =
          (int)
              STATX.invokeExact(
                  state, AT_FDCWD, name(path), follow ? 0 : AT_SYMLINK_NOFOLLOW, 0x7ff, buffer);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
    Native.check("statx", result);
    return new FileStatus(
        buffer.get(JAVA_SHORT, 28) & 0xffff,
        buffer.get(JAVA_INT, 20),
        buffer.get(JAVA_INT, 24),
        buffer.get(JAVA_LONG, 40),
        buffer.get(JAVA_LONG, 48),
        Integer.toUnsignedLong(buffer.get(JAVA_INT, 136)),
        Integer.toUnsignedLong(buffer.get(JAVA_INT, 140)),
        buffer.get(JAVA_LONG, 32),
        buffer.get(JAVA_LONG, 112),
        (buffer.get(JAVA_LONG, 8) & 0x30) != 0);
  }

  /// The target of symbolic link `path`.
  public byte[] readLink(byte[] path) throws SyscallException {
    long size;
    try {
      size = (long) READLINK.invokeExact(state, name(path), buffer, (long) NAME_MAX);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
    Native.check("readlink", size);
    return copy(size);
  }

  /// The first `limit` bytes of `path`. Never blocks on a pipe or a device.
  public byte[] read(byte[] path, int limit) throws SyscallException {
    int fd = open(path);
    try {
      var bytes = new byte[0];
      while (bytes.length < limit) {
        long got =
            (long)
                READ.invokeExact(
                    state, fd, buffer, Math.min((long) NAME_MAX, limit - bytes.length));
        if (got <= 0) {
          break;
        }
        int old = bytes.length;
        bytes = Arrays.copyOf(bytes, old + (int) got);
        MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, old, (int) got);
      }
      return bytes;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    } finally {
      close(fd);
    }
  }

  /// Up to `limit` bytes of `path` from `offset`.
  public byte[] readAt(byte[] path, long offset, int limit) throws SyscallException {
    int fd = open(path);
    try {
      long got =
          (long) PREAD.invokeExact(state, fd, buffer, Math.min((long) NAME_MAX, limit), offset);
      return got <= 0 ? new byte[0] : copy(got);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    } finally {
      close(fd);
    }
  }

  /// Whether `path` has file capabilities; capabilities(7).
  public boolean hasCapabilities(byte[] path) throws SyscallException {
    try {
      long size =
          (long) GETXATTR.invokeExact(state, name(path), CAPABILITY, MemorySegment.NULL, 0L);
      return size > 0;
    } catch (SyscallException e) {
      throw e;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  /// The value of extended attribute `attribute` of `path`, links followed; xattr(7).
  public byte[] attribute(byte[] path, String attribute) throws SyscallException {
    try (var arena = Arena.ofConfined()) {
      long size =
          (long)
              GETXATTR.invokeExact(
                  state, name(path), arena.allocateFrom(attribute), buffer, (long) NAME_MAX);
      Native.check("getxattr", size);
      return copy(size);
    } catch (SyscallException e) {
      throw e;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  /// Names in directory `path` without `.` and `..`, in no order, at most `limit`.
  public List<byte[]> list(byte[] path, int limit) throws SyscallException {
    try {
      var directory = (MemorySegment) OPENDIR.invokeExact(state, name(path));
      if (directory.address() == 0) {
        throw new SyscallException("opendir", Native.errno());
      }
      var names = new ArrayList<byte[]>();
      while (names.size() < limit) {
        var entry = (MemorySegment) READDIR.invokeExact(state, directory);
        if (entry.address() == 0) {
          break;
        }
        var head = Native.view(entry, 24);
        var text = Native.view(entry, head.get(JAVA_SHORT, 16) & 0xffff);
        int end = 19;
        while (text.get(JAVA_BYTE, end) != 0) {
          end++;
        }
        var bytes = text.asSlice(19, end - 19).toArray(JAVA_BYTE);
        if (!(bytes[0] == '.' && (bytes.length == 1 || bytes.length == 2 && bytes[1] == '.'))) {
          names.add(bytes);
        }
      }
      int ignored = (int) CLOSEDIR.invokeExact(state, directory);
      return names;
    } catch (SyscallException e) {
      throw e;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  /// Free space of the file system that holds `path`.
  public FreeSpace freeSpace(byte[] path) throws SyscallException {
    int result;
    try {
      result = (int) STATFS.invokeExact(state, name(path), buffer);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
    Native.check("statfs", result);
    return new FreeSpace(
        buffer.get(JAVA_LONG, 0),
        buffer.get(JAVA_LONG, 8) * buffer.get(JAVA_LONG, 16),
        buffer.get(JAVA_LONG, 8) * buffer.get(JAVA_LONG, 32),
        buffer.get(JAVA_LONG, 40),
        buffer.get(JAVA_LONG, 48));
  }

  /// Whether the file system that holds `path` is mounted `nosuid`: then programs on it give nobody
  /// other rights.
  public boolean givesNoRights(byte[] path) throws SyscallException {
    freeSpace(path);
    return (buffer.get(JAVA_LONG, 80) & NOSUID) != 0;
  }

  /// Whether this process may execute `path`, by its real ids; access(2).
  public boolean executable(byte[] path) throws SyscallException {
    try {
      return (int) ACCESS.invokeExact(state, name(path), 1) == 0;
    } catch (SyscallException e) {
      throw e;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  /// Whether the size of the terminal on `fd` can be read, that is, whether it is a terminal.
  public boolean terminal(int fd) {
    try {
      return (int) IOCTL.invokeExact(state, fd, 0x5413L, buffer) == 0;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  private int open(byte[] path) throws SyscallException {
    try {
      int fd = (int) OPEN.invokeExact(state, name(path), O_NONBLOCK_CLOEXEC, 0);
      return (int) Native.check("open", fd);
    } catch (SyscallException e) {
      throw e;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  private void close(int fd) {
    try {
      int ignored = (int) CLOSE.invokeExact(state, fd);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  private MemorySegment name(byte[] path) throws SyscallException {
    if (path.length >= NAME_MAX) {
      throw new SyscallException("open", 36);
    }
    MemorySegment.copy(path, 0, name, JAVA_BYTE, 0, path.length);
    name.set(JAVA_BYTE, path.length, (byte) 0);
    return name;
  }

  private byte[] copy(long size) {
    return buffer.asSlice(0, size).toArray(JAVA_BYTE);
  }

  /// Sizes in bytes, counts of file nodes; `type` is the magic number of statfs(2).
  public record FreeSpace(long type, long size, long available, long nodes, long freeNodes) {}
}
