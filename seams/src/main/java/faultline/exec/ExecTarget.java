package faultline.exec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a user points at: a command to run, or the record of one.
public sealed interface ExecTarget {
  /// A command to run and watch.
  ///
  /// @param command its words, as lossless text
  /// @param environment `NAME=value`, exactly what it shall see
  /// @param descriptors the open files it shall have; all others are closed
  /// @param directory a descriptor of its working directory, -1 for ours
  /// @param openFiles its soft limit of open files, -1 for ours
  record Run(
      List<String> command,
      List<String> environment,
      List<Integer> descriptors,
      int directory,
      long ignoredSignals,
      long blockedSignals,
      long openFiles,
      Options options)
      implements ExecTarget {
    public Run {
      command = List.copyOf(command);
      environment = List.copyOf(environment);
      descriptors = List.copyOf(descriptors);
    }
  }

  /// What watches.
  enum Tracer {
    /// Ours; strace where the kernel does not let us.
    ANY,
    PTRACE,
    STRACE
  }

  /// How to watch.
  ///
  /// @param timeout after which the command is ended, null for none
  /// @param detachable no filter: slower, and what outlives the command is released
  /// @param redact whether secrets are masked
  /// @param record where every kept event is written, null for nowhere
  /// @param detailed whether also what explains nothing alone is kept, to compare runs by
  record Options(
      Tracer tracer,
      @Nullable Duration timeout,
      boolean detachable,
      boolean redact,
      @Nullable Path record,
      boolean detailed) {
    public static final Options DEFAULT = new Options(Tracer.ANY, null, false, true, null, false);
  }

  /// A log of strace(1), or a record that we made.
  record Log(Path file, boolean redact) implements ExecTarget {}
}
