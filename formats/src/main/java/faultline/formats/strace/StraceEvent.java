package faultline.formats.strace;

/// One thing that a log tells.
public sealed interface StraceEvent {
  /// The line that completed the event.
  Origin at();

  /// A system call. `began` is the line of its beginning, another one than `at` where something
  /// came between; after an `execve` in a thread even of another `tid`. `nanos` is the time it
  /// took, -1 where the log does not say.
  record Call(
      Origin at,
      Origin began,
      String name,
      Arguments arguments,
      Result result,
      boolean injected,
      long nanos)
      implements StraceEvent {
    /// The symbol of the error, empty where the call did not fail.
    public String errno() {
      return result instanceof Result.Failed(var errno) ? errno : "";
    }
  }

  /// A signal arrived, or stopped the process.
  record Signal(Origin at, String name, Arguments info, boolean stopped) implements StraceEvent {}

  /// A thread ended by itself.
  record Exited(Origin at, int code) implements StraceEvent {}

  /// A signal ended the process.
  record Killed(Origin at, String signal, boolean coreDumped) implements StraceEvent {}

  /// Another thread of the process, `by`, replaced the program and goes on under this `tid`.
  record Superseded(Origin at, int by) implements StraceEvent {}

  /// The tracer took hold of a thread.
  record Attached(Origin at, int tid) implements StraceEvent {}

  /// A line of the stack behind the call before (`-k`).
  record Frame(Origin at, String text) implements StraceEvent {}

  /// A line of the bytes behind the call before (`-e read=`, `-e write=`).
  record Dump(Origin at, String text) implements StraceEvent {}

  /// Something that `strace` says about itself, or a line of its summary (`-C`).
  record Remark(Origin at, String text) implements StraceEvent {}

  /// A line of no form of `strace`: cut short, or written by the traced program into the same
  /// stream.
  record Unrecognised(Origin at, String text) implements StraceEvent {}
}
