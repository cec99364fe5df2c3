package faultline.cli;

import faultline.core.ProbeException;
import faultline.core.Report;
import faultline.core.Report.Exit;
import faultline.core.Report.Part;
import faultline.exec.DiffSeam;
import faultline.exec.ExecSeam;
import faultline.exec.ExecTarget;
import faultline.exec.ExecTrace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `faultline run -- COMMAND...`
@Command(
    name = "run",
    description = {
      "Run a command as it would run by itself, and explain why it fails.",
      "The report goes to standard error after the command has ended, or to --output.",
      "The exit code is that of the command."
    },
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  /// Whose exit code `run` returns.
  enum ExitCodeOf {
    COMMAND,
    FINDINGS
  }

  /// What watches the command.
  enum Tracer {
    PTRACE,
    STRACE
  }

  @Mixin ReportOptions report;

  @Option(
      names = "--exit-code",
      paramLabel = "WHOSE",
      description = "command (the default), or findings: 1 when a finding reaches --fail-on.")
  ExitCodeOf exitCode = ExitCodeOf.COMMAND;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = "End the command after TIME (30s, 5m) and explain what it waited for.")
  @Nullable Duration timeout;

  @Option(
      names = "--tracer",
      paramLabel = "TRACER",
      description = "ptrace (built in) or strace. By default the built-in one if it may be used.")
  @Nullable Tracer tracer;

  @Option(
      names = "--detachable",
      description = "Let the command live on when Faultline is killed. It runs slower.")
  boolean detachable;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Also save what was seen, for --from.")
  @Nullable Path record;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Explain a saved record or the output of strace instead of running a command.")
  @Nullable Path from;

  @Option(
      names = "--diff",
      paramLabel = "FILE",
      description = "Also tell how this run differs from the good one recorded in FILE.")
  @Nullable Path good;

  @Option(
      names = "--no-redact",
      description = "Show secrets in arguments and environment as they are.")
  boolean noRedact;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command and its arguments.")
  List<String> command = List.of();

  @Spec CommandSpec spec;

  private @Nullable ExecTrace goodRun;

  @Override
  public Integer call() throws ProbeException {
    if (command.isEmpty() == (from == null)) {
      throw new ParameterException(
          spec.commandLine(), from == null ? "name a command after --" : "--from needs no command");
    }
    if (from == null) {
      Host.mustWatchCommands();
    }
    try (Destination destination = report.besideCommand()) {
      var seam = new ExecSeam();
      var target = target();
      if (good != null) {
        // Before the command starts: a record that cannot be read is known in time.
        try (var _ = Progress.of("reading " + good, err())) {
          goodRun = seam.observe(new ExecTarget.Log(Start.resolve(good), !noRedact));
        }
      }
      if (from != null) {
        var log = new ExecTarget.Log(Start.resolve(from), !noRedact);
        ExecTrace seen;
        try (var _ = Progress.of("reading " + from, err())) {
          seen = seam.observe(log);
        }
        return finish(destination, parts(seam.describe(log), seen), seen, List.of());
      }
      var watched = seam.watch(target);
      var seen = watched.trace();
      int code = finish(destination, parts(seam.describe(target), seen), seen, target.command());
      if (!watched.survivors().isEmpty()) {
        err()
            .println(
                "faultline: the command has ended; "
                    + watched.survivors().size()
                    + " of its processes still run (pid "
                    + watched.survivors()
                    + ") and need their watcher, so faultline stays. With --detachable it need"
                    + " not.");
        err().flush();
      }
      watched.awaitSurvivors();
      if (exitCode == ExitCodeOf.COMMAND) {
        destination.finish();
        watched.endAsItDid();
      }
      return code;
    }
  }

  private ExecTarget.Run target() {
    var start = Start.read();
    return new ExecTarget.Run(
        command,
        start.environment(),
        start.descriptors(),
        start.directory(),
        start.ignored(),
        start.blocked(),
        start.openFiles(),
        new ExecTarget.Options(
            switch (tracer) {
              case PTRACE -> ExecTarget.Tracer.PTRACE;
              case STRACE -> ExecTarget.Tracer.STRACE;
              case null -> ExecTarget.Tracer.ANY;
            },
            timeout,
            detachable,
            !noRedact,
            record == null ? null : Start.resolve(record),
            record != null || good != null));
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /// How it differs from the good one, and what it says by itself.
  private List<Part> parts(String about, ExecTrace seen) throws ProbeException {
    try (var _ = Progress.of("looking for the cause", err())) {
      var alone = new ExecSeam().judge(about, seen);
      ExecTrace model = goodRun;
      if (model == null) {
        return List.of(alone);
      }
      var seam = new DiffSeam();
      return List.of(seam.judge(good + " and this run", seam.pair(model, seen)), alone);
    }
  }

  private int finish(Destination destination, List<Part> parts, ExecTrace seen, List<String> words)
      throws ProbeException {
    var exit = seen.exit();
    var result =
        Report.of(Product.origin(), report.policy(), words, exit, parts, Start.workingDirectory());
    destination.write(result);
    if (exitCode == ExitCodeOf.FINDINGS || from != null) {
      return switch (result.verdict()) {
        case FAIL -> ExitCode.FINDINGS;
        case UNKNOWN -> ExitCode.COULD_NOT_LOOK;
        case PASS -> ExitCode.CLEAN;
      };
    }
    return switch (exit) {
      case Exit.Code(int code) -> code;
      case Exit.Signal(_, int number) -> ExitCode.SIGNAL + number;
      case null -> ExitCode.COULD_NOT_LOOK;
    };
  }
}
