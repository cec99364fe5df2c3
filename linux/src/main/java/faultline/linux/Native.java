package faultline.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Binds functions of the C library. Every bound handle takes a call state as its first argument,
/// into which the call itself writes `errno`.
final class Native {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBC = LINKER.defaultLookup();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /// One call state per thread, never freed: threads that make kernel calls are few and long-lived.
  private static final ThreadLocal<MemorySegment> CALL_STATE =
      ThreadLocal.withInitial(() -> Arena.global().allocate(STATE));

  private Native() {}

  /// A downcall to `function` that captures `errno`.
  @SuppressWarnings("restricted")
  static MethodHandle bind(String function, FunctionDescriptor type) {
    return LINKER.downcallHandle(
        LIBC.findOrThrow(function), type, Linker.Option.captureCallState("errno"));
  }

  /// `address` as memory of `size` bytes of this process.
  @SuppressWarnings("restricted")
  static MemorySegment view(MemorySegment address, long size) {
    return address.reinterpret(size);
  }

  static MemorySegment state() {
    return CALL_STATE.get();
  }

  /// The error number of this thread's last failed call.
  static int errno() {
    return (int) ERRNO.get(CALL_STATE.get(), 0L);
  }

  /// What a handle threw. A downcall throws no checked exception of its own.
  static AssertionError unexpected(Throwable thrown) {
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    return new AssertionError("a downcall has no exceptions of its own", thrown);
  }

  static long check(String call, long result) throws SyscallException {
    if (result == -1) {
      throw new SyscallException(call, errno());
    }
    return result;
  }
}
