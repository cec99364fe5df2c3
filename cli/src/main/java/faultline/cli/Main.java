package faultline.cli;

import faultline.core.ProbeException;
import faultline.policy.PolicyException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line: the first word names the verb, and the writers are passed in.
public final class Main {
  private Main() {}

  /// A verb is one class. Only the one that was named is made: reading the annotations of the
  /// others would cost every start.
  static Map<String, Supplier<Object>> verbs() {
    var verbs = new LinkedHashMap<String, Supplier<Object>>();
    verbs.put("run", RunCommand::new);
    verbs.put("check", CheckCommand::new);
    verbs.put("env", EnvCommand::new);
    verbs.put("diff", DiffCommand::new);
    verbs.put("show", ShowCommand::new);
    verbs.put("doctor", DoctorCommand::new);
    verbs.put("cache", CacheCommand::new);
    verbs.put("demo", DemoCommand::new);
    verbs.put("completion", CompletionCommand::new);
    verbs.put("man", ManCommand::new);
    verbs.put("help", HelpCommand::new);
    return verbs;
  }

  public static void main(String[] args) {
    var out = writer(FileDescriptor.out);
    var err = writer(FileDescriptor.err);
    int code = run(Arguments.raw(args), out, err);
    out.flush();
    err.flush();
    Runtime.getRuntime().halt(code);
  }

  /// Runs one command line and returns the exit code.
  public static int run(String[] args, PrintWriter out, PrintWriter err) {
    if (args.length > 0 && !args[0].startsWith("-") && !verbs().containsKey(args[0])) {
      String question = Suggestion.question(args[0], verbs().keySet());
      err.println("faultline: there is no verb called " + args[0] + question);
      commandLine(new String[0], out, err).usage(err);
      return ExitCode.USAGE;
    }
    try {
      return commandLine(args, out, err).execute(args);
    } catch (Throwable e) {
      return bug(e, err);
    }
  }

  /// The command line with all verbs.
  static CommandLine everything() {
    var line = new CommandLine(new Faultline());
    verbs().forEach((name, verb) -> line.addSubcommand(name, verb.get()));
    return withCommand(line);
  }

  /// The options of a watched command are its own.
  private static CommandLine withCommand(CommandLine line) {
    CommandLine run = line.getSubcommands().get("run");
    if (run != null) {
      run.setStopAtPositional(true);
    }
    return line;
  }

  private static CommandLine commandLine(String[] args, PrintWriter out, PrintWriter err) {
    Supplier<Object> named = args.length == 0 ? null : verbs().get(args[0]);
    CommandLine line;
    if (named != null) {
      line = withCommand(new CommandLine(new Faultline()).addSubcommand(args[0], named.get()));
    } else {
      line = everything();
    }
    line.setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, _, _) -> failed(e, err));
    return line;
  }

  private static int failed(Exception e, PrintWriter err) {
    if (e instanceof ProbeException unable) {
      err.println("faultline: " + unable.what());
      return ExitCode.COULD_NOT_LOOK;
    }
    if (e instanceof PolicyException wrong) {
      err.println("faultline: " + wrong.what());
      return ExitCode.USAGE;
    }
    return bug(e, err);
  }

  private static int bug(Throwable e, PrintWriter err) {
    err.println("faultline: this is a bug in Faultline. Please report the lines below.");
    err.println("faultline " + Product.version());
    e.printStackTrace(err);
    err.flush();
    return ExitCode.BUG;
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
  }

  /// What stands before the verb.
  @Command(
      name = "faultline",
      description = "Finds where a program breaks between two runtimes, and proves why.",
      versionProvider = Product.class,
      synopsisSubcommandLabel = "VERB")
  static final class Faultline implements Runnable {
    @CommandLine.Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help.")
    boolean help;

    @CommandLine.Option(
        names = {"-V", "--version"},
        versionHelp = true,
        description = "Show the version and the rule catalogue.")
    boolean version;

    @CommandLine.Spec CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "name a verb");
    }
  }
}
