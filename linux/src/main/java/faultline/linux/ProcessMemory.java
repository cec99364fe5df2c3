package faultline.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Memory of another process, by process_vm_readv(2) and process_vm_writev(2).
///
/// Buffers belong to the instance; one thread uses it.
public final class ProcessMemory {
  private static final FunctionDescriptor TYPE =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle READV = Native.bind("process_vm_readv", TYPE);
  private static final MethodHandle WRITEV = Native.bind("process_vm_writev", TYPE);
  private static final int PAGE = 4096;
  private final MemorySegment state = Native.state();
  private final MemorySegment local;
  private final MemorySegment remote;
  private final MemorySegment page;

  public ProcessMemory(Arena arena) {
    local = arena.allocate(16, 8);
    remote = arena.allocate(16, 8);
    page = arena.allocate(PAGE, 8);
  }

  /// Fills `into` from `address`. Returns fewer bytes where the mapping ends.
  public long read(int pid, long address, MemorySegment into) throws SyscallException {
    return move(READV, "process_vm_readv", pid, address, into, into.byteSize());
  }

  public void write(int pid, long address, MemorySegment from) throws SyscallException {
    long done = move(WRITEV, "process_vm_writev", pid, address, from, from.byteSize());
    if (done != from.byteSize()) {
      throw new SyscallException("process_vm_writev", 14);
    }
  }

  /// The bytes at `address` up to the first NUL, at most `limit`; empty where nothing can be read.
  public byte[] text(int pid, long address, int limit) {
    var bytes = new byte[0];
    while (address != 0 && bytes.length < limit) {
      int size = (int) Math.min(PAGE - (address & PAGE - 1), limit - bytes.length);
      long got;
      try {
        got = move(READV, "process_vm_readv", pid, address, page, size);
      } catch (SyscallException _) {
        return bytes;
      }
      int end = 0;
      while (end < got && page.get(JAVA_BYTE, end) != 0) {
        end++;
      }
      bytes = append(bytes, end);
      if (end < got || got < size) {
        return bytes;
      }
      address += got;
    }
    return bytes;
  }

  /// At most `limit` bytes at `address`; fewer where the mapping ends.
  public byte[] bytes(int pid, long address, int limit) {
    var bytes = new byte[0];
    while (bytes.length < limit) {
      int size = (int) Math.min(PAGE - (address & PAGE - 1), limit - bytes.length);
      try {
        long got = move(READV, "process_vm_readv", pid, address, page, size);
        bytes = append(bytes, (int) got);
        address += got;
        if (got < size) {
          return bytes;
        }
      } catch (SyscallException _) {
        return bytes;
      }
    }
    return bytes;
  }

  /// The word at `address`, 0 where nothing can be read.
  public long word(int pid, long address) {
    try {
      return move(READV, "process_vm_readv", pid, address, page, 8) == 8
          ? page.get(JAVA_LONG, 0)
          : 0;
    } catch (SyscallException _) {
      return 0;
    }
  }

  private byte[] append(byte[] bytes, int count) {
    var longer = java.util.Arrays.copyOf(bytes, bytes.length + count);
    MemorySegment.copy(page, JAVA_BYTE, 0, longer, bytes.length, count);
    return longer;
  }

  private long move(
      MethodHandle call, String name, int pid, long address, MemorySegment ours, long size)
      throws SyscallException {
    local.set(JAVA_LONG, 0, ours.address());
    local.set(JAVA_LONG, 8, size);
    remote.set(JAVA_LONG, 0, address);
    remote.set(JAVA_LONG, 8, size);
    long result;
    try {
      result = (long) call.invokeExact(state, pid, local, 1L, remote, 1L, 0L);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
    return Native.check(name, result);
  }
}
