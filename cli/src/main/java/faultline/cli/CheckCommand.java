package faultline.cli;

import faultline.abi.AbiSeam;
import faultline.abi.AbiTarget;
import faultline.core.ProbeException;
import faultline.core.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `faultline check [PATH...]`
@Command(
    name = "check",
    description = {
      "Compare what programs declare about libraries with the libraries themselves.",
      "Programs are read and not run, but for --exec."
    },
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  @Mixin ReportOptions report;

  @Option(
      names = "--exec",
      description = "Let a child interpreter import the modules, with limits, and ask them.")
  boolean execute;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Programs, libraries, or directories with both. By default this one.")
  List<Path> paths = List.of();

  @Override
  public Integer call() throws ProbeException {
    try (Destination destination = report.result()) {
      var directory = Path.of(Start.workingDirectory());
      var given = paths.isEmpty() ? List.of(Path.of(".")) : paths;
      var part = new AbiSeam().diagnose(new AbiTarget(given, directory, execute));
      var result =
          Report.of(
              Product.origin(),
              report.policy(),
              List.of(),
              null,
              List.of(part),
              directory.toString());
      destination.write(result);
      return switch (result.verdict()) {
        case FAIL -> ExitCode.FINDINGS;
        case UNKNOWN -> ExitCode.COULD_NOT_LOOK;
        case PASS -> ExitCode.CLEAN;
      };
    }
  }
}
