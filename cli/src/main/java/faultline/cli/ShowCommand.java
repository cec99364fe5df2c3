package faultline.cli;

import faultline.core.ProbeException;
import faultline.core.Report;
import faultline.exec.process.ProcessSeam;
import faultline.exec.process.ProcessTarget;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `faultline show --pid PID`. What is pointed at decides which seam looks.
@Command(
    name = "show",
    description = {
      "Show what a process has open and mapped, who has the other ends, and what was replaced.",
      "Nothing is stopped or attached to."
    },
    sortOptions = false)
final class ShowCommand implements Callable<Integer> {
  @Mixin ReportOptions report;

  @Option(names = "--pid", paramLabel = "PID", description = "The process to look at.")
  @Nullable Integer pid;

  @Option(names = "--no-redact", description = "Show secrets as they are.")
  boolean noRedact;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws ProbeException {
    if (pid == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--pid=PID'");
    }
    if (pid < 1) {
      throw new ParameterException(spec.commandLine(), "no process has the pid " + pid);
    }
    try (Destination destination = report.process()) {
      var part = new ProcessSeam().diagnose(new ProcessTarget(pid, !noRedact));
      var result = Report.of(Product.origin(), report.policy(), List.of(), null, List.of(part));
      destination.write(result);
      return switch (result.verdict()) {
        case FAIL -> ExitCode.FINDINGS;
        case UNKNOWN -> ExitCode.COULD_NOT_LOOK;
        case PASS -> ExitCode.CLEAN;
      };
    }
  }
}
