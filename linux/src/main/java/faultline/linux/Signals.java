package faultline.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Sending signals, and what this process does with them; signal(7).
public final class Signals {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGILL = 4;
  public static final int SIGTRAP = 5;
  public static final int SIGABRT = 6;
  public static final int SIGBUS = 7;
  public static final int SIGFPE = 8;
  public static final int SIGKILL = 9;
  public static final int SIGSEGV = 11;
  public static final int SIGPIPE = 13;
  public static final int SIGTERM = 15;
  public static final int SIGCHLD = 17;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;
  public static final int SIGTSTP = 20;
  public static final int SIGTTIN = 21;
  public static final int SIGTTOU = 22;
  public static final int SIGXFSZ = 25;
  public static final int SIGSYS = 31;

  private static final String[] NAMES = {
    "0",
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGKILL",
    "SIGUSR1",
    "SIGSEGV",
    "SIGUSR2",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "SIGSTKFLT",
    "SIGCHLD",
    "SIGCONT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "SIGIO",
    "SIGPWR",
    "SIGSYS"
  };
  private static final MethodHandle KILL =
      Native.bind("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle TGKILL =
      Native.bind("tgkill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle RAISE =
      Native.bind("raise", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SIGNAL =
      Native.bind("signal", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_LONG));
  private static final MethodHandle PRCTL =
      Native.bind(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle GETPGID =
      Native.bind("getpgid", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final int SET_DUMPABLE = 4;

  private Signals() {}

  /// The name of `signal`, for example `SIGSEGV`.
  public static String name(int signal) {
    if (signal >= 0 && signal < NAMES.length) {
      return NAMES[signal];
    }
    return "SIGRT" + (signal - 34);
  }

  /// The number of `name`, or 0.
  public static int number(String name) {
    for (int i = 1; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return i;
      }
    }
    return 0;
  }

  public static void send(int pid, int signal) throws SyscallException {
    int result;
    try {
      result = (int) KILL.invokeExact(Native.state(), pid, signal);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
    Native.check("kill", result);
  }

  public static void send(int process, int tid, int signal) throws SyscallException {
    int result;
    try {
      result = (int) TGKILL.invokeExact(Native.state(), process, tid, signal);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
    Native.check("tgkill", result);
  }

  /// The process group of `pid` (0: ours).
  public static int group(int pid) throws SyscallException {
    int result;
    try {
      result = (int) GETPGID.invokeExact(Native.state(), pid);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
    return (int) Native.check("getpgid", result);
  }

  /// This process ignores `signal` from now on.
  public static void ignore(int signal) {
    disposition(signal, 1);
  }

  /// This process does again what the kernel does by default at `signal`.
  public static void obey(int signal) {
    disposition(signal, 0);
  }

  /// Ends this process as `signal` would have ended the command, without a core file of our own.
  /// Returns only where the signal is blocked or cannot kill.
  public static void dieOf(int signal) throws SyscallException {
    try {
      int ignored = (int) PRCTL.invokeExact(Native.state(), SET_DUMPABLE, 0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
    disposition(signal, 0);
    // Not kill(2), which another thread may answer a moment later.
    int result;
    try {
      result = (int) RAISE.invokeExact(Native.state(), signal);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
    Native.check("raise", result);
  }

  private static void disposition(int signal, long handler) {
    try {
      var ignored = (MemorySegment) SIGNAL.invokeExact(Native.state(), signal, handler);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }
}
