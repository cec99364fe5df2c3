package faultline.cli;

import faultline.core.ProbeException;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.core.Verdict;
import faultline.exec.DiffSeam;
import faultline.exec.DiffTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `faultline diff GOOD BAD`
@Command(
    name = "diff",
    description = {
      "Tell what a run that succeeds found and another did not.",
      "Both are records of run --record. What differs between any two runs is left out.",
      "The exit code is 0 where nothing that matters differs, else 1."
    },
    sortOptions = false)
final class DiffCommand implements Callable<Integer> {
  @Mixin ReportOptions report;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Parameters(index = "0", paramLabel = "GOOD", description = "The record of the good run.")
  Path good;

  @Parameters(index = "1", paramLabel = "BAD", description = "The record of the bad run.")
  Path bad;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws ProbeException {
    try (Destination destination = report.result()) {
      var seam = new DiffSeam();
      var target = new DiffTarget(Start.resolve(good), Start.resolve(bad), true);
      Part part;
      try (var _ = Progress.of("comparing " + good + " and " + bad, spec.commandLine().getErr())) {
        part = seam.judge(good + " " + bad, seam.observe(target));
      }
      // The runs have their ends among the differences: the report is about the comparison.
      var result = Report.of(Product.origin(), report.policy(), List.of(), null, List.of(part));
      destination.write(result);
      return result.verdict() == Verdict.FAIL ? ExitCode.FINDINGS : ExitCode.CLEAN;
    }
  }
}
