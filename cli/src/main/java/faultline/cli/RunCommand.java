package faultline.cli;

import faultline.core.ProbeException;
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

  @Override
  public Integer call() throws ProbeException {
    if (command.isEmpty() == (from == null)) {
      throw new ParameterException(
          spec.commandLine(), from == null ? "name a command after --" : "--from needs no command");
    }
    try (Destination destination = report.besideCommand()) {
      throw new ProbeException("run is not available in this build");
    }
  }
}
