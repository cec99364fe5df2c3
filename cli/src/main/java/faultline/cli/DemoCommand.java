package faultline.cli;

import faultline.core.ProbeException;
import faultline.core.Report;
import faultline.core.Report.Part;
import faultline.exec.ExecSeam;
import faultline.exec.ExecTarget;
import faultline.reporters.TextReporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `faultline demo`
@Command(
    name = "demo",
    description = {
      "Build a small program in two languages, break it, explain it and repair it.",
      "Everything happens in a temporary folder, which is removed. Needs gcc; with Go the program"
          + " is a Go program that calls C."
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws ProbeException, IOException {
    Host.mustWatchCommands();
    PrintWriter out = spec.commandLine().getOut();
    try (DemoProgram program = DemoProgram.build(line -> say(out, line))) {
      String run = program.start();
      say(out, "", "It runs:", "$ " + run);
      must(program.shell(run), "the program does not run before it is broken", out);

      String breaking = "mv lib/libthermometer.so elsewhere/";
      say(out, "", "Now its library moves away, and this is all one hears:", "$ " + breaking);
      must(program.shell(breaking), "the library cannot be moved", out);
      say(out, "$ " + run);
      out.print(program.shell(run).text());

      say(out, "", "The same command, watched:", "$ faultline run -- " + run);
      Part part = watch(program, run, out);
      if (part.findings().isEmpty() || part.findings().getFirst().fix().commands().isEmpty()) {
        throw new ProbeException("the demo found no cause: please report it as a bug");
      }

      String repair = String.join("\n", part.findings().getFirst().fix().commands());
      say(out, "", "The repair that the report proposes:", "$ " + repair, "$ " + run);
      must(program.shell(repair + "\n" + run), "the repair does not work", out);
      say(out, "", "The folder of this demo is removed.");
      return ExitCode.CLEAN;
    }
  }

  /// Runs the program as `faultline run` does, and writes the report.
  private static Part watch(DemoProgram program, String run, PrintWriter out)
      throws ProbeException, IOException {
    var seam = new ExecSeam();
    var words = List.of("sh", "-c", "cd \"$1\" && exec " + run, "sh", program.folder().toString());
    var target =
        new ExecTarget.Run(
            words,
            program.environment(),
            List.of(0, 1, 2),
            -1,
            0,
            0,
            -1,
            ExecTarget.Options.DEFAULT);
    var watched = seam.watch(target);
    watched.awaitSurvivors();
    var seen = watched.trace();
    Part part = seam.judge(run, seen);
    var policy = faultline.core.Policy.DEFAULT;
    new TextReporter(Color.wanted(System.getenv(), Start.terminal(Start.OUTPUT)))
        .write(
            Report.of(
                Product.origin(), policy, List.of(run.split(" ")), seen.exit(), List.of(part)),
            out);
    out.flush();
    return part;
  }

  private static void must(DemoProgram.Said said, String otherwise, PrintWriter out)
      throws ProbeException {
    out.print(said.text());
    out.flush();
    if (said.code() != 0) {
      throw new ProbeException(otherwise + ": see its words above, and faultline doctor");
    }
  }

  private static void say(PrintWriter out, String... lines) {
    for (String line : lines) {
      out.println(line);
    }
    out.flush();
  }
}
