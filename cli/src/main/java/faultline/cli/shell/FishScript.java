package faultline.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/// Completion for fish, from version 3.1 on: what is proposed where, one line each.
public final class FishScript {
  private FishScript() {}

  /// The script for a command line with all of its verbs.
  public static String of(CommandLine line) {
    Verb program = Verb.of(line);
    var proposals = new StringBuilder();
    for (Verb verb : program.all()) {
      proposals.append('\n');
      verb.options().forEach(option -> option(proposals, verb, option));
      places(proposals, verb);
    }
    return Template.fill(
        "completion.fish",
        line.getCommandName(),
        Map.of("shape", shape(program), "proposals", proposals.toString()));
  }

  /// What the script must know to tell where it stands.
  private static String shape(Verb program) {
    var values = new ArrayList<String>();
    var verbs = new ArrayList<String>();
    var commands = new ArrayList<String>();
    for (Verb verb : program.all()) {
      for (Verb.Option option : verb.options()) {
        if (option.takes() != null) {
          option.names().forEach(name -> values.add("'" + verb.joined(" ") + " " + name + "'"));
        }
      }
      if (!verb.path().isEmpty()) {
        verbs.add("'" + verb.joined(" ") + "'");
      }
      if (verb.command()) {
        commands.add("'" + verb.joined(" ") + "'");
      }
    }
    return "set -g __PROGRAM_values %s\nset -g __PROGRAM_verbs %s\nset -g __PROGRAM_commands %s\n"
        .formatted(join(values), join(verbs), join(commands));
  }

  private static void option(StringBuilder text, Verb verb, Verb.Option option) {
    text.append("complete -c PROGRAM -n \"__PROGRAM_at '%s'\"".formatted(verb.joined(" ")));
    for (String name : option.names()) {
      text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.takes() != null) {
      text.append(' ').append(action(option.takes()));
    }
    text.append(" -d '").append(quoted(option.about())).append("'\n");
  }

  private static void places(StringBuilder text, Verb verb) {
    if (verb.command()) {
      return; // the template completes a command
    }
    for (Verb one : verb.verbs()) {
      text.append(
          "complete -c PROGRAM -n \"__PROGRAM_at '%s' 0\" -a %s -d '%s'\n"
              .formatted(verb.joined(" "), one.name(), quoted(one.about())));
    }
    for (int i = 0; i < verb.places().size(); i++) {
      Verb.Place place = verb.places().get(i);
      if (place.takes() instanceof Choice.Anything) {
        continue;
      }
      String last = verb.repeats() && i == verb.places().size() - 1 ? " more" : "";
      text.append(
          "complete -c PROGRAM -n \"__PROGRAM_at '%s' %d%s\" %s\n"
              .formatted(verb.joined(" "), i, last, action(place.takes())));
    }
  }

  private static String action(Choice choice) {
    return switch (choice) {
      case Choice.Anything() -> "-x";
      case Choice.Files() -> "-r -F";
      case Choice.Folders() -> "-x -a '(__fish_complete_directories)'";
      case Choice.Words(var words) -> "-x -a '" + join(words) + "'";
      case Choice.WordAndFile(var words) -> "-x -a '(__PROGRAM_word_and_file " + join(words) + ")'";
    };
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }

  private static String join(List<String> words) {
    return String.join(" ", words);
  }
}
