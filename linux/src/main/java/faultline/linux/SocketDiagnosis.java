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
import java.util.HashMap;
import java.util.Map;

/// Asks the kernel which sockets are connected to which; sock_diag(7). `/proc/net/unix` does not
/// tell.
///
/// The answer is about the network namespace that this process is in.
public final class SocketDiagnosis {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_SOCK_DIAG = 4;
  private static final short SOCK_DIAG_BY_FAMILY = 20;
  private static final short REQUEST_DUMP = 0x301;
  private static final byte AF_UNIX = 1;
  private static final int UDIAG_SHOW_PEER = 4;
  private static final int UNIX_DIAG_PEER = 2;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int HEADER = 16;
  private static final int MESSAGE = 16;
  private static final int BUFFER = 64 * 1024;
  private static final MethodHandle SOCKET =
      Native.bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SEND =
      Native.bind("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECV =
      Native.bind("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      Native.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private SocketDiagnosis() {}

  /// For each connected socket of AF_UNIX, by inode number, the inode number of the other one.
  ///
  /// Fails with ENOENT where the kernel is built without unix_diag.
  public static Map<Long, Long> unixPeers() throws SyscallException {
    try (var arena = Arena.ofConfined()) {
      var state = Native.state();
      int fd = (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
      Native.check("socket", fd);
      try {
        var request = arena.allocate(HEADER + 24, 8);
        request.set(JAVA_INT, 0, HEADER + 24);
        request.set(JAVA_SHORT, 4, SOCK_DIAG_BY_FAMILY);
        request.set(JAVA_SHORT, 6, REQUEST_DUMP);
        request.set(JAVA_BYTE, HEADER, AF_UNIX);
        request.set(JAVA_INT, HEADER + 4, -1); // in all states
        request.set(JAVA_INT, HEADER + 12, UDIAG_SHOW_PEER);
        Native.check("send", (long) SEND.invokeExact(state, fd, request, request.byteSize(), 0));
        var peers = new HashMap<Long, Long>();
        var buffer = arena.allocate(BUFFER, 8);
        boolean more = true;
        while (more) {
          long got = (long) RECV.invokeExact(state, fd, buffer, (long) BUFFER, 0);
          more = read(buffer.asSlice(0, Native.check("recv", got)), peers);
        }
        return peers;
      } finally {
        int ignored = (int) CLOSE.invokeExact(state, fd);
      }
    } catch (SyscallException e) {
      throw e;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  /// Reads the messages of one answer; whether more will come.
  private static boolean read(MemorySegment answer, Map<Long, Long> peers) throws SyscallException {
    long at = 0;
    while (at + HEADER <= answer.byteSize()) {
      int size = answer.get(JAVA_INT, at);
      int type = answer.get(JAVA_SHORT, at + 4);
      if (type == NLMSG_DONE || size < HEADER || at + size > answer.byteSize()) {
        return false;
      }
      if (type == NLMSG_ERROR) {
        throw new SyscallException("sock_diag", -answer.get(JAVA_INT, at + HEADER));
      }
      if (type == SOCK_DIAG_BY_FAMILY && size >= HEADER + MESSAGE) {
        var one = answer.asSlice(at + HEADER, size - HEADER);
        long inode = Integer.toUnsignedLong(one.get(JAVA_INT, 4));
        for (long attribute = MESSAGE; attribute + 8 <= one.byteSize(); ) {
          int length = one.get(JAVA_SHORT, attribute) & 0xffff;
          if (one.get(JAVA_SHORT, attribute + 2) == UNIX_DIAG_PEER) {
            peers.put(inode, Integer.toUnsignedLong(one.get(JAVA_INT, attribute + 4)));
          }
          attribute += Math.max(4, length + 3 & ~3);
        }
      }
      at += size + 3 & ~3;
    }
    return answer.byteSize() > 0;
  }
}
