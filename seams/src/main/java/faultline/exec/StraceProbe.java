package faultline.exec;

import faultline.core.NotChecked;
import faultline.core.ObserverEffect;
import faultline.core.ProbeException;
import faultline.core.Report.Exit;
import faultline.linux.Signals;
import faultline.linux.SyscallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a command under strace(1): a second, independent tracer, for machines where ours may not
/// trace and to compare ours with.
final class StraceProbe implements WatchedRun {
  private final ExecTrace trace;

  private StraceProbe(ExecTrace trace) {
    this.trace = trace;
  }

  /// The calls that are watched, as `-e trace=` takes them; a question mark lets strace do without
  /// those that this machine does not have.
  static String calls() {
    return String.join(
        ",", CallShape.all().stream().map(shape -> "?" + shape.name()).sorted().toList());
  }

  static WatchedRun watch(ExecTarget.Run run, String why) throws ProbeException {
    Path log = null;
    try {
      log =
          Files.createTempFile(
              "faultline-",
              ".strace",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      int code = start(run, log);
      var seen = LogProbe.look(new ExecTarget.Log(log, run.options().redact()));
      return new StraceProbe(finished(seen, code, why));
    } catch (IOException e) {
      throw new ProbeException(
          "cannot start strace: "
              + e.getMessage()
              + ". Install it (Debian: apt-get install strace), or use --tracer=ptrace",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeException("interrupted while the command ran", e);
    } finally {
      remove(log);
    }
  }

  private static void remove(@org.jspecify.annotations.Nullable Path log) {
    if (log != null) {
      try {
        Files.deleteIfExists(log);
      } catch (IOException e) {
        log.toFile().deleteOnExit();
      }
    }
  }

  private static int start(ExecTarget.Run run, Path log) throws IOException, InterruptedException {
    var words = new ArrayList<String>();
    words.addAll(
        List.of(
            "strace",
            "-f",
            "-y",
            "-v",
            "-ttt",
            "-s",
            "4096",
            "-o",
            log.toString(),
            "-e",
            "trace=" + calls(),
            "--"));
    words.addAll(run.command());
    var builder = new ProcessBuilder(words).inheritIO();
    builder.environment().clear();
    for (var entry : run.environment()) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        builder.environment().put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    if (run.directory() >= 0) {
      builder.directory(Path.of("/proc/self/fd/" + run.directory()).toFile());
    }
    var process = builder.start();
    var timeout = run.options().timeout();
    if (timeout != null && !process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroy);
    }
    return process.waitFor();
  }

  /// The log's own account, and how strace ended where the log does not say.
  private static ExecTrace finished(ExecTrace seen, int code, String why) {
    var observations = new ArrayList<ExecObservation>(seen.observations());
    var root = seen.root();
    if (root == null || root.end() == null) {
      int pid = root == null ? 1 : root.pid();
      long next =
          observations.stream().max(Comparator.comparingLong(ExecObservation::sequence)).stream()
                  .mapToLong(ExecObservation::sequence)
                  .sum()
              + 1;
      if (root == null) {
        observations.add(new ExecObservation.Born(pid, next, 0));
      }
      observations.add(new ExecObservation.Ended(pid, next + 1, code));
    }
    var effects = new ArrayList<ObserverEffect>(seen.observer());
    if (!why.isEmpty()) {
      effects.add(new ObserverEffect("tracer", why, null, null));
    }
    return new ExecTrace(
        observations,
        List.of(
            new NotChecked(
                "what lay at the paths when the calls failed",
                "strace cannot sample a stopped process",
                "run the command with --tracer=ptrace")),
        seen.unread(),
        effects);
  }

  @Override
  public ExecTrace trace() {
    return trace;
  }

  @Override
  public List<Integer> survivors() {
    return List.of();
  }

  @Override
  public void awaitSurvivors() {
    // strace ends with the last of its tracees.
  }

  @Override
  public void endAsItDid() {
    if (trace.exit() instanceof Exit.Signal(var _, int number)) {
      try {
        Signals.dieOf(number);
      } catch (SyscallException _) {
        // Then the exit code has to say it.
      }
    }
  }
}
