package faultline.cli;

import faultline.core.ProbeException;
import faultline.exec.env.EnvComparison;
import faultline.exec.env.EnvComparison.Weight;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `faultline env diff A.json B.json`
@Command(
    name = "diff",
    description = {
      "Compare what two machines or shells are set to, from reports of env --json.",
      "The difference that matters most comes first."
    },
    sortOptions = false)
final class EnvDiff implements Callable<Integer> {
  @Option(names = "--json", description = "Write the differences in JSON.")
  boolean json;

  /// What fails.
  enum Bar {
    VERSION,
    SETTING,
    PLACE,
    NONE
  }

  @Option(
      names = "--fail-on",
      paramLabel = "WEIGHT",
      description = "The least weight that fails: version, setting (the default), place; or none.")
  Bar failOn = Bar.SETTING;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Parameters(index = "0", paramLabel = "A.json", description = "A report of env --json.")
  Path left = Path.of("");

  @Parameters(index = "1", paramLabel = "B.json", description = "Another of the same toolchain.")
  Path right = Path.of("");

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws ProbeException {
    var comparison = EnvComparison.of(bytes(left), left.toString(), bytes(right), right.toString());
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? comparison.json() : comparison.text());
    return failOn != Bar.NONE && comparison.differs(Weight.valueOf(failOn.name()))
        ? ExitCode.FINDINGS
        : ExitCode.CLEAN;
  }

  private static byte[] bytes(Path file) throws ProbeException {
    try {
      return Files.readAllBytes(Start.resolve(file));
    } catch (IOException e) {
      throw new ProbeException("cannot read " + file + ": write it with env --json", e);
    }
  }
}
