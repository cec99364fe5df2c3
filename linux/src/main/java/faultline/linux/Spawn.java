package faultline.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// Starts a child by posix_spawn(3): in our process group, with our descriptors, and with the
/// signal state that the caller asks for. `ProcessBuilder` cannot be used for a tracee: its reaper
/// thread waits for children too.
public final class Spawn {
  private static final int ATTRIBUTES = 336;
  private static final int ACTIONS = 80;
  private static final short SETSIGDEF_SETSIGMASK = 0x04 | 0x08;
  private static final MethodHandle SPAWN =
      Native.bind(
          "posix_spawn",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle ATTRIBUTES_INIT = oneAddress("posix_spawnattr_init");
  private static final MethodHandle ACTIONS_INIT = oneAddress("posix_spawn_file_actions_init");
  private static final MethodHandle SET_FLAGS =
      Native.bind("posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
  private static final MethodHandle SET_MASK = twoAddresses("posix_spawnattr_setsigmask");
  private static final MethodHandle SET_DEFAULT = twoAddresses("posix_spawnattr_setsigdefault");
  private static final MethodHandle ADD_FCHDIR =
      Native.bind(
          "posix_spawn_file_actions_addfchdir_np",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle ADD_CLOSE =
      Native.bind(
          "posix_spawn_file_actions_addclose", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  private Spawn() {}

  private static MethodHandle oneAddress(String name) {
    return Native.bind(name, FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }

  private static MethodHandle twoAddresses(String name) {
    return Native.bind(name, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  }

  /// Starts `program` with an empty environment. `blocked` is its signal mask (bit n-1 for signal
  /// n); `directory` is a descriptor to change to and then close, or -1. Returns the process id.
  public static int start(String program, List<String> arguments, long blocked, int directory)
      throws SyscallException {
    try (var arena = Arena.ofConfined()) {
      var state = Native.state();
      var attributes = arena.allocate(ATTRIBUTES, 8);
      var actions = arena.allocate(ACTIONS, 8);
      var mask = arena.allocate(128, 8);
      var defaults = arena.allocate(128, 8);
      mask.set(JAVA_LONG, 0, blocked);
      defaults.set(JAVA_LONG, 0, -1L & ~(1L << Signals.SIGKILL - 1 | 1L << Signals.SIGSTOP - 1));
      check((int) ATTRIBUTES_INIT.invokeExact(state, attributes));
      check((int) SET_FLAGS.invokeExact(state, attributes, SETSIGDEF_SETSIGMASK));
      check((int) SET_MASK.invokeExact(state, attributes, mask));
      check((int) SET_DEFAULT.invokeExact(state, attributes, defaults));
      check((int) ACTIONS_INIT.invokeExact(state, actions));
      if (directory >= 0) {
        check((int) ADD_FCHDIR.invokeExact(state, actions, directory));
        check((int) ADD_CLOSE.invokeExact(state, actions, directory));
      }
      var argv = arena.allocate(ADDRESS, arguments.size() + 1L);
      for (int i = 0; i < arguments.size(); i++) {
        argv.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
      }
      argv.setAtIndex(ADDRESS, arguments.size(), MemorySegment.NULL);
      var envp = arena.allocate(ADDRESS, 1);
      envp.setAtIndex(ADDRESS, 0, MemorySegment.NULL);
      var pid = arena.allocate(JAVA_INT);
      check(
          (int)
              SPAWN.invokeExact(
                  state, pid, arena.allocateFrom(program), actions, attributes, argv, envp));
      return pid.get(JAVA_INT, 0);
    } catch (SyscallException e) {
      throw e;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  private static void check(int error) throws SyscallException {
    if (error != 0) {
      throw new SyscallException("posix_spawn", error);
    }
  }
}
