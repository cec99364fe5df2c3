package faultline.cli;

import faultline.core.ProbeException;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.exec.env.EnvSeam;
import faultline.exec.env.EnvTarget;
import faultline.exec.env.Toolchain;
import faultline.exec.env.WorldProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/// `faultline env TOOLCHAIN`
@Command(
    name = "env",
    subcommands = EnvDiff.class,
    description = {
      "Tell what a toolchain is set to, who said so, and what does not fit together.",
      "It is computed from the environment and from files; the tool is not started."
    },
    sortOptions = false)
final class EnvCommand implements Callable<Integer> {
  @Mixin ReportOptions report;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Look as if started in DIR. By default the working directory.")
  @Nullable Path directory;

  @Option(names = "--ask", description = "Start the tool too, and say where it answers otherwise.")
  boolean ask;

  @Option(names = "--no-redact", description = "Show secrets as they are.")
  boolean noRedact;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Parameters(
      paramLabel = "TOOLCHAIN",
      arity = "0..1",
      description = "go, node, python, java, rust, c or dotnet.")
  @Nullable Toolchain toolchain;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws ProbeException {
    try (Destination destination = report.settings()) {
      var target = target();
      var seam = new EnvSeam();
      Part part;
      try (var _ = Progress.of("looking at the settings", spec.commandLine().getErr())) {
        part = seam.diagnose(target);
      }
      var result = Report.of(Product.origin(), report.policy(), List.of(), null, List.of(part));
      destination.write(result);
      return switch (result.verdict()) {
        case FAIL -> ExitCode.FINDINGS;
        case UNKNOWN -> ExitCode.COULD_NOT_LOOK;
        case PASS -> ExitCode.CLEAN;
      };
    }
  }

  private EnvTarget target() {
    if (toolchain == null) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'TOOLCHAIN'");
    }
    var environment = new ArrayList<>(Start.read().environment());
    var given = Start.resolve(directory == null ? Path.of("") : directory);
    if (directory != null && !Files.isDirectory(given)) {
      throw new ParameterException(spec.commandLine(), "there is no directory " + directory);
    }
    var folder =
        directory != null && directory.isAbsolute()
            ? directory.normalize().toString()
            : WorldProbe.directory(given, directory == null ? environment : List.of());
    if (directory != null) {
      environment.removeIf(one -> one.startsWith("PWD="));
      environment.add("PWD=" + folder); // as cd leaves it
    }
    return new EnvTarget(toolchain, folder, environment, ask, !noRedact);
  }
}
