package faultline.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `faultline help [VERB|RULE]`
@Command(
    name = "help",
    description = "Show how a verb is used, or the page of a rule.",
    helpCommand = true)
final class HelpCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "VERB|RULE",
      arity = "0..1",
      completionCandidates = Topics.class,
      description = "A verb such as run, or a rule by its id or name.")
  @Nullable String topic;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = Main.everything();
    var out = spec.commandLine().getOut();
    if (topic == null) {
      root.usage(out);
      return ExitCode.CLEAN;
    }
    CommandLine verb = root.getSubcommands().get(topic);
    if (verb != null) {
      verb.usage(out);
      return ExitCode.CLEAN;
    }
    String page = Catalogue.page(topic);
    if (page == null) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no verb and no rule called "
              + topic
              + Suggestion.question(topic, Topics.all()));
    }
    out.print(page);
    return ExitCode.CLEAN;
  }
}
