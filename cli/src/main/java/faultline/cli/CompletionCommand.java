package faultline.cli;

import faultline.cli.shell.BashScript;
import faultline.cli.shell.FishScript;
import faultline.cli.shell.ZshScript;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `faultline completion SHELL`
@Command(
    name = "completion",
    description =
        "Write a script that lets a shell complete verbs, options, their values and rules.")
final class CompletionCommand implements Callable<Integer> {
  /// The shells that can be told.
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  Shell shell = Shell.BASH;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine program = Main.everything();
    spec.commandLine()
        .getOut()
        .print(
            switch (shell) {
              case BASH -> BashScript.of(program);
              case ZSH -> ZshScript.of(program);
              case FISH -> FishScript.of(program);
            });
    return ExitCode.CLEAN;
  }
}
