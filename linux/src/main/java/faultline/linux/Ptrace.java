package faultline.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The requests of ptrace(2) that a tracer needs. All requests for one tracee must come from the
/// platform thread that seized it; so do the waits.
///
/// Buffers belong to the instance and are reused by each request.
public final class Ptrace {
  private static final String CALL = "ptrace";
  private static final MethodHandle PTRACE =
      Native.bind(
          CALL, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle WAITPID =
      Native.bind("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  /// `PTRACE_EVENT_*`, include/uapi/linux/ptrace.h.
  public static final int EVENT_FORK = 1;

  public static final int EVENT_VFORK = 2;
  public static final int EVENT_CLONE = 3;
  public static final int EVENT_EXEC = 4;
  public static final int EVENT_EXIT = 6;
  public static final int EVENT_SECCOMP = 7;
  public static final int EVENT_STOP = 128;

  /// Stop signal of a system-call stop, with `PTRACE_O_TRACESYSGOOD`.
  public static final int SYSCALL_TRAP = 5 | 0x80;

  /// Values of [#infoOp].
  public static final int OP_ENTRY = 1;

  public static final int OP_EXIT = 2;
  public static final int OP_SECCOMP = 3;

  private static final long SEIZE = 0x4206;
  private static final long INTERRUPT = 0x4207;
  private static final long LISTEN = 0x4208;
  private static final long GET_EVENT_MESSAGE = 0x4201;
  private static final long GET_SIGNAL_INFO = 0x4202;
  private static final long GET_REGISTER_SET = 0x4204;
  private static final long SET_REGISTER_SET = 0x4205;
  private static final long GET_SYSCALL_INFO = 0x420e;
  private static final long CONT = 7;
  private static final long SYSCALL = 24;
  private static final long DETACH = 17;
  private static final long NT_PRSTATUS = 1;

  /// SYSGOOD | FORK | VFORK | CLONE | EXEC | SECCOMP | EXITKILL.
  private static final long OPTIONS = 1 | 2 | 4 | 8 | 0x10 | 0x80 | 0x100000;

  private static final long INFO_SIZE = 128;
  private static final long SIGINFO_SIZE = 128;
  private static final int WAIT_ALL = 0x40000000;
  private static final int WAIT_UNTRACED = 2;

  private final MemorySegment state = Native.state();
  private final MemorySegment info;
  private final MemorySegment word;
  private final MemorySegment signalInfo;
  private final MemorySegment vector;
  private final MemorySegment registers;

  public Ptrace(Arena arena) {
    info = arena.allocate(INFO_SIZE, 8);
    word = arena.allocate(8, 8);
    signalInfo = arena.allocate(SIGINFO_SIZE, 8);
    vector = arena.allocate(16, 8);
    registers = arena.allocate(Registers.MAX_BYTES, 8);
  }

  /// Becomes the tracer of `pid` without stopping it. `exitKill`: it dies when we do.
  public void seize(int pid, boolean exitKill) throws SyscallException {
    request(SEIZE, pid, 0, exitKill ? OPTIONS : OPTIONS & ~0x100000L);
  }

  public void interrupt(int pid) throws SyscallException {
    request(INTERRUPT, pid, 0, 0);
  }

  /// Keeps a tracee in its group stop, so that job control works.
  public void listen(int pid) throws SyscallException {
    request(LISTEN, pid, 0, 0);
  }

  public void detach(int pid, int signal) throws SyscallException {
    request(DETACH, pid, 0, signal);
  }

  /// Lets `tid` run; with `toNextCall` until it next enters or leaves the kernel.
  public void resume(int tid, boolean toNextCall, int signal) throws SyscallException {
    request(toNextCall ? SYSCALL : CONT, tid, 0, signal);
  }

  /// The message of the event that stopped `tid`: a new task's id, or a former thread id.
  public long eventMessage(int tid) throws SyscallException {
    request(GET_EVENT_MESSAGE, tid, 0, word.address());
    return word.get(JAVA_LONG, 0);
  }

  /// Fills the accessors `info*` for the system-call stop of `tid`.
  public void readInfo(int tid) throws SyscallException {
    request(GET_SYSCALL_INFO, tid, INFO_SIZE, info.address());
  }

  /// Which kind of stop this is: [#OP_ENTRY], [#OP_EXIT] or [#OP_SECCOMP].
  public int infoOp() {
    return info.get(JAVA_BYTE, 0);
  }

  /// `AUDIT_ARCH_*` of the call, include/uapi/linux/audit.h.
  public int infoArch() {
    return info.get(JAVA_INT, 4);
  }

  public long infoProgramCounter() {
    return info.get(JAVA_LONG, 8);
  }

  /// Number of the call, at entry and seccomp stops.
  public long infoNumber() {
    return info.get(JAVA_LONG, 24);
  }

  /// Argument `index` (0 to 5) of the call, at entry and seccomp stops.
  public long infoArgument(int index) {
    return info.get(JAVA_LONG, 32 + 8L * index);
  }

  /// Result of the call, at exit stops: a negative error number where it failed.
  public long infoResult() {
    return info.get(JAVA_LONG, 24);
  }

  public boolean infoFailed() {
    return info.get(JAVA_BYTE, 32) != 0;
  }

  /// What came with the signal that stopped `tid`; sigaction(2), `siginfo_t`.
  public SignalDetail signalDetail(int tid) throws SyscallException {
    request(GET_SIGNAL_INFO, tid, 0, signalInfo.address());
    return new SignalDetail(
        signalInfo.get(JAVA_INT, 0), signalInfo.get(JAVA_INT, 8), signalInfo.get(JAVA_LONG, 16));
  }

  /// A copy of the general registers of stopped `tid`.
  public Registers registers(int tid) throws SyscallException {
    vector.set(JAVA_LONG, 0, registers.address());
    vector.set(JAVA_LONG, 8, Registers.MAX_BYTES);
    request(GET_REGISTER_SET, tid, NT_PRSTATUS, vector.address());
    return Registers.of(registers.asSlice(0, vector.get(JAVA_LONG, 8)));
  }

  public void setRegisters(int tid, Registers values) throws SyscallException {
    long size = values.copyTo(registers);
    vector.set(JAVA_LONG, 0, registers.address());
    vector.set(JAVA_LONG, 8, size);
    request(SET_REGISTER_SET, tid, NT_PRSTATUS, vector.address());
  }

  /// Waits for a change of any child or tracee (`pid` -1) or of one; a child that is not traced may
  /// stop too.
  public Stop await(int pid) throws SyscallException {
    while (true) {
      int changed;
      try {
        changed = (int) WAITPID.invokeExact(state, pid, word, WAIT_ALL | WAIT_UNTRACED);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
      if (changed > 0) {
        return new Stop(changed, word.get(JAVA_INT, 0));
      }
      if (Native.errno() != Errno.EINTR) {
        throw new SyscallException("waitpid", Native.errno());
      }
    }
  }

  private void request(long request, int pid, long address, long data) throws SyscallException {
    long result;
    try {
      result = (long) PTRACE.invokeExact(state, request, pid, address, data);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
    Native.check(CALL, result);
  }

  /// `si_signo`, `si_code`, and the word behind them: a fault's address, or pid and uid of a
  /// sender.
  public record SignalDetail(int signal, int code, long word) {
    /// Process that sent the signal; meaningful for `code` <= 0.
    public int sender() {
      return (int) word;
    }
  }

  /// One answer of waitpid(2).
  public record Stop(int tid, int status) {
    public boolean exited() {
      return (status & 0x7f) == 0;
    }

    public boolean killed() {
      return !exited() && (status & 0xff) != 0x7f;
    }

    public int exitCode() {
      return status >> 8 & 0xff;
    }

    /// Signal that killed.
    public int fatalSignal() {
      return status & 0x7f;
    }

    /// Signal of the stop.
    public int signal() {
      return status >> 8 & 0xff;
    }

    public int event() {
      return status >>> 16;
    }
  }
}
