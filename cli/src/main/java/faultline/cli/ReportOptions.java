package faultline.cli;

import faultline.core.Policy;
import faultline.core.ProbeException;
import faultline.core.Reporter;
import faultline.core.Severity;
import faultline.reporters.JsonReporter;
import faultline.reporters.TextReporter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How a verb that reports is told what to write, where to, and what fails.
final class ReportOptions {
  /// The forms in which a report can be written.
  enum Format {
    TEXT,
    JSON
  }

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (the default) or json.")
  Format format = Format.TEXT;

  @Option(names = "--json", description = "Short for --format json.")
  boolean json;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the report to FILE, which is opened before anything starts.")
  @Nullable Path output;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "The least severity that fails: error (the default), warning or info.")
  Severity failOn = Severity.ERROR;

  @Option(names = "--color", description = "Use colour in text.")
  boolean color;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  Policy policy() {
    return new Policy(failOn);
  }

  private Reporter reporter() {
    return json || format == Format.JSON ? new JsonReporter() : new TextReporter(color);
  }

  /// Where the report goes: `--output`, which only its owner may read, or else standard error,
  /// because standard output belongs to the watched command.
  Destination besideCommand() throws ProbeException {
    return output == null
        ? Destination.of(reporter(), spec.commandLine().getErr())
        : Destination.privately(reporter(), output);
  }

  /// Where the report goes: `--output`, or else standard output.
  Destination result() throws ProbeException {
    return output == null
        ? Destination.of(reporter(), spec.commandLine().getOut())
        : Destination.file(reporter(), output);
  }
}
