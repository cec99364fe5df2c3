package faultline.cli;

import faultline.core.Policy;
import faultline.core.ProbeException;
import faultline.core.Reporter;
import faultline.core.Severity;
import faultline.reporters.GitHubReporter;
import faultline.reporters.HtmlReporter;
import faultline.reporters.JUnitReporter;
import faultline.reporters.JsonLinesReporter;
import faultline.reporters.JsonReporter;
import faultline.reporters.MarkdownReporter;
import faultline.reporters.OtlpReporter;
import faultline.reporters.ProcessReporter;
import faultline.reporters.SarifReporter;
import faultline.reporters.SettingsReporter;
import faultline.reporters.TextReporter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How a verb that reports is told what to write, where to, and what fails.
final class ReportOptions {
  /// The forms in which a report can be written.
  enum Format {
    TEXT,
    JSON,
    JSONL,
    SARIF,
    JUNIT,
    GITHUB,
    MARKDOWN,
    HTML,
    OTLP
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text (the default), json, jsonl, sarif, junit, github, markdown, html or otlp.")
  @Nullable Format format;

  @Option(names = "--json", description = "Short for --format json.")
  boolean json;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the report to FILE, which is opened before anything starts.")
  @Nullable Path output;

  @Option(
      names = "--also",
      paramLabel = "FORMAT=FILE",
      description = "Write the same report in another format too. May be repeated.")
  Map<Format, Path> also = Map.of();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "The least severity that fails: error (the default), warning or info.")
  @Nullable Severity failOn;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "An earlier JSON report: what it has is shown and does not count.")
  @Nullable Path baseline;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The project's faultline.toml, if it is not in this folder or above.")
  @Nullable Path config;

  @Option(
      names = "--policy-plugin",
      paramLabel = "JAR",
      description = "A jar with steps of a policy. May be repeated.")
  List<Path> plugins = List.of();

  @Option(names = "--color", description = "Use colour in text. By default on a terminal.")
  boolean color;

  @Option(names = "--no-color", description = "Use no colour.")
  boolean noColor;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  /// Null for the usual one: a reference to its constructor would load it for all formats.
  private @Nullable Function<Boolean, Reporter> text;

  private @Nullable PolicySource source;
  private @Nullable Policy policy;

  private PolicySource source() throws ProbeException {
    if (source == null) {
      Path directory = Path.of(Start.workingDirectory());
      source = new PolicySource(System.getenv(), directory, config);
    }
    return source;
  }

  /// The policy that options, variables and files ask for.
  Policy policy() throws ProbeException {
    if (policy == null) {
      policy = source().policy(failOn, baseline, plugins);
    }
    return policy;
  }

  /// Whether text that goes to this descriptor, or to a file (-1), has colour.
  private boolean colored(int descriptor) {
    if (color || noColor) {
      return !noColor;
    }
    return descriptor >= 0 && Color.wanted(System.getenv(), Start.terminal(descriptor));
  }

  private Reporter reporter(boolean colored) throws ProbeException {
    if (json) {
      return reporter(Format.JSON, colored);
    }
    if (format != null) {
      return reporter(format, colored);
    }
    String word = source().format();
    if (word == null) {
      return reporter(Format.TEXT, colored);
    }
    for (Format one : Format.values()) {
      if (one.name().equalsIgnoreCase(word)) {
        return reporter(one, colored);
      }
    }
    throw new ParameterException(spec.commandLine(), "no format is called " + word);
  }

  /// Nothing of a reporter is loaded but that of the one that was asked for.
  private Reporter reporter(Format wanted, boolean colored) {
    return switch (wanted) {
      case TEXT -> text == null ? new TextReporter(colored) : text.apply(colored);
      case JSON -> new JsonReporter();
      case JSONL -> new JsonLinesReporter();
      case SARIF -> new SarifReporter(Catalogue::page);
      case JUNIT -> new JUnitReporter();
      case GITHUB -> new GitHubReporter();
      case MARKDOWN -> new MarkdownReporter();
      case HTML -> new HtmlReporter(Catalogue::page);
      case OTLP -> new OtlpReporter();
    };
  }

  /// Where the report goes: `--output`, which only its owner may read, or else standard error,
  /// because standard output belongs to the watched command.
  Destination besideCommand() throws ProbeException {
    return destination(spec.commandLine().getErr(), Start.ERROR, true);
  }

  /// Where the report goes: `--output`, or else standard output.
  Destination result() throws ProbeException {
    return destination(spec.commandLine().getOut(), Start.OUTPUT, false);
  }

  /// Where a report on settings goes, which may have secrets in it.
  Destination settings() throws ProbeException {
    text = SettingsReporter::new;
    return destination(spec.commandLine().getOut(), Start.OUTPUT, true);
  }

  /// Where a report on a process goes, which may have secrets in it.
  Destination process() throws ProbeException {
    text = ProcessReporter::new;
    return destination(spec.commandLine().getOut(), Start.OUTPUT, true);
  }

  private Destination destination(PrintWriter stream, int descriptor, boolean privately)
      throws ProbeException {
    policy(); // what is wrong with it is known before anything starts
    var destination = new Destination();
    try {
      if (output == null) {
        destination.add(reporter(colored(descriptor)), stream);
      } else {
        destination.add(reporter(colored(-1)), output, privately);
      }
      for (var one : also.entrySet()) {
        destination.add(reporter(one.getKey(), colored(-1)), one.getValue(), privately);
      }
      return destination;
    } catch (ProbeException e) {
      destination.close();
      throw e;
    }
  }
}
