package faultline.exec;

import faultline.core.Observation;
import faultline.core.Place;
import faultline.formats.bytes.RawText;
import java.util.List;

/// What can be seen of a command that is being run: processes, the calls that matter, what was
/// written to standard error, how each process ended, and what lay at the paths in question.
///
/// `sequence` orders everything seen in one run, from 1.
public sealed interface ExecObservation extends Observation
    permits ExecObservation.Born,
        ExecObservation.Started,
        ExecObservation.Failure,
        ExecObservation.Success,
        ExecObservation.Message,
        ExecObservation.Ended,
        ExecObservation.Killed,
        ExecObservation.Waiting,
        Detail,
        Fact {
  int pid();

  long sequence();

  @Override
  default Place place() {
    return new Place.Call(pid(), sequence());
  }

  /// A process was made by `parent` (0: by us).
  record Born(int pid, long sequence, int parent) implements ExecObservation {
    @Override
    public String quote() {
      return "pid " + pid + " started by pid " + parent;
    }
  }

  /// A process runs a program: execve(2) succeeded.
  ///
  /// @param path what was asked for, as passed
  /// @param executable the file that runs; for a script its interpreter
  /// @param directory the working directory at that time
  /// @param environment `NAME=value`, or `-NAME`, where it differs from that of the parent process
  /// @param secure whether the loader runs in secure mode (AT_SECURE)
  record Started(
      int pid,
      long sequence,
      String path,
      List<String> arguments,
      String executable,
      String directory,
      List<String> environment,
      boolean secure)
      implements ExecObservation {
    public Started {
      arguments = List.copyOf(arguments);
      environment = List.copyOf(environment);
    }

    @Override
    public String quote() {
      return "runs " + RawText.printable(String.join(" ", arguments));
    }
  }

  /// A watched call failed.
  ///
  /// @param micros time since the start of the run
  /// @param path what the call was given: a path as passed, an address, or the file behind its
  ///   descriptor; empty where there is none
  /// @param directory what a relative path is relative to
  /// @param detail further arguments that matter, such as open flags
  /// @param repeats how often this same call failed in this process
  /// @param lastSequence where it failed last
  /// @param spanMicros time between its first and its last failure
  /// @param facts what lay there while the process was stopped
  record Failure(
      int pid,
      long sequence,
      long micros,
      String call,
      String path,
      String directory,
      String detail,
      String errno,
      int repeats,
      long lastSequence,
      long spanMicros,
      List<Fact> facts)
      implements ExecObservation {
    public Failure {
      facts = List.copyOf(facts);
    }

    /// The same failure with other facts.
    Failure with(List<Fact> others) {
      return new Failure(
          pid,
          sequence,
          micros,
          call,
          path,
          directory,
          detail,
          errno,
          repeats,
          lastSequence,
          spanMicros,
          others);
    }

    /// The path made absolute, without resolving links; empty where there is no path.
    public String absolute() {
      return Paths.absolute(directory, path);
    }

    /// The last component of the path.
    public String baseName() {
      return Paths.baseName(path);
    }

    /// Whether the call would have made the file.
    public boolean creating() {
      return detail.contains("O_CREAT")
          || CallShape.of(call).kind() == CallShape.Kind.CREATE
          || call.equals("creat");
    }

    /// Whether `kind` of call this is.
    boolean is(CallShape.Kind kind) {
      return CallShape.of(call).kind() == kind;
    }

    /// The first fact of `type`, or null.
    public <F extends Fact> @org.jspecify.annotations.Nullable F fact(Class<F> type) {
      return facts.stream().filter(type::isInstance).map(type::cast).findFirst().orElse(null);
    }

    @Override
    public String quote() {
      var arguments = path.isEmpty() ? detail : RawText.printable(path);
      if (!path.isEmpty() && !detail.isEmpty()) {
        arguments += ", " + detail;
      }
      return call
          + "("
          + arguments
          + ") = "
          + errno
          + (repeats > 1 ? "  (" + repeats + " times)" : "");
    }
  }

  /// A call succeeded, and that may matter: an open, a change of directory, a resolved search.
  record Success(int pid, long sequence, String call, String path, String directory, String detail)
      implements ExecObservation {
    public String absolute() {
      return Paths.absolute(directory, path);
    }

    public String baseName() {
      return Paths.baseName(path);
    }

    @Override
    public String quote() {
      return call
          + "("
          + RawText.printable(path)
          + (detail.isEmpty() ? "" : ", " + detail)
          + ") succeeded";
    }
  }

  /// One line that a process wrote to standard error (or where standard error went).
  record Message(int pid, long sequence, String text, Reach reach) implements ExecObservation {
    /// Who could read it.
    public enum Reach {
      /// The user.
      VISIBLE,
      /// Whoever reads the pipe or file it went to.
      CAPTURED,
      /// Nobody.
      DISCARDED,
      /// Nobody: the loader or the import answered it to the program, which wrote nothing. It is
      /// told from the files that were loaded.
      UNSAID
    }

    @Override
    public String quote() {
      return (reach == Reach.UNSAID ? "was answered, and did not say: " : "wrote: ")
          + RawText.printable(text.strip());
    }
  }

  /// A process ended by itself.
  record Ended(int pid, long sequence, int code) implements ExecObservation {
    @Override
    public String quote() {
      return "exited with " + code;
    }
  }

  /// A signal ended a process.
  ///
  /// @param signal name, such as `SIGSEGV`
  /// @param code `si_code` in words
  /// @param address faulting address as unsigned hexadecimal, empty where there is none
  /// @param instruction where the program was, as `file+0xoffset (symbol)`, empty where unknown
  /// @param sender process that sent it, 0 for the kernel
  record Killed(
      int pid,
      long sequence,
      String signal,
      int number,
      String code,
      String address,
      String instruction,
      int sender,
      int tid)
      implements ExecObservation {
    @Override
    public String quote() {
      return "killed by "
          + signal
          + (code.isEmpty() ? "" : " (" + code + ")")
          + (address.isEmpty() ? "" : ", address " + address)
          + (instruction.isEmpty() ? "" : ", at " + instruction)
          + (sender > 0 ? ", sent by pid " + sender : "");
    }
  }

  /// What a process was waiting for when the run was interrupted or ran out of time.
  ///
  /// @param call the call it slept in; empty where it did not sleep, then `target` says what it did
  /// @param target the file, peer or lock holder, empty where there is none
  record Waiting(int pid, long sequence, String call, String target) implements ExecObservation {
    @Override
    public String quote() {
      return call.isEmpty()
          ? RawText.printable(target)
          : "waits in " + call + (target.isEmpty() ? "" : " for " + RawText.printable(target));
    }
  }
}
