package faultline.cli;

import java.util.ArrayList;
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
      description = "A verb such as run, or a rule by its id or name.")
  @Nullable String topic;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = new CommandLine(new Main.Faultline());
    Main.verbs().forEach((name, verb) -> root.addSubcommand(name, verb.get()));
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
      var known = new ArrayList<String>(Main.verbs().keySet());
      Catalogue.entries().forEach(rule -> known.add(rule.name()));
      throw new ParameterException(
          spec.commandLine(),
          "there is no verb and no rule called " + topic + Suggestion.question(topic, known));
    }
    out.print(page);
    return ExitCode.CLEAN;
  }
}
