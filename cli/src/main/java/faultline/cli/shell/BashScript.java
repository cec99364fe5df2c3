package faultline.cli.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/// Completion for bash, from version 3.2 on. It starts no process, and needs no bash-completion,
/// which it only asks how the watched command is completed.
public final class BashScript {
  // What a value is, as the script says it; words begin with a space.
  private static final String FILE = "/";
  private static final String FOLDER = "//";
  private static final String ANYTHING = "-";
  private static final String COMMAND = "!";

  private BashScript() {}

  /// The script for a command line with all of its verbs.
  public static String of(CommandLine line) {
    Verb program = Verb.of(line);
    return Template.fill(
        "completion.bash",
        line.getCommandName(),
        Map.of("verbs", verbs(program), "takes", takes(program)));
  }

  private static String verbs(Verb program) {
    var text = new StringBuilder();
    for (Verb one : program.all()) {
      var names = new ArrayList<String>();
      one.options().forEach(option -> names.addAll(option.names()));
      var below = one.verbs().stream().map(Verb::name).toList();
      text.append(
          "    '%s') names='%s' verbs='%s' ;;\n"
              .formatted(one.joined(" "), join(names), join(below)));
    }
    return text.toString();
  }

  /// The lines of the case statement, one for all that take the same. Those for any number of words
  /// come last.
  private static String takes(Verb program) {
    Map<String, List<String>> exact = new LinkedHashMap<>();
    Map<String, List<String>> further = new LinkedHashMap<>();
    for (Verb verb : program.all()) {
      for (Verb.Option option : verb.options()) {
        if (option.takes() != null) {
          option.names().forEach(name -> add(exact, said(option.takes()), verb, name));
        }
      }
      for (int place = 0; place < verb.placeCount(); place++) {
        var words = verb.wordsAt(place);
        String value =
            verb.command()
                ? COMMAND
                : words.isEmpty() ? said(verb.places().get(place).takes()) : " " + join(words);
        add(exact, value, verb, Integer.toString(place));
        if (verb.repeats() && place == verb.places().size() - 1) {
          further
              .computeIfAbsent(value, _ -> new ArrayList<>())
              .add("'" + verb.joined(" ") + " '[0-9]*");
        }
      }
    }
    return lines(exact) + lines(further);
  }

  private static void add(Map<String, List<String>> to, String value, Verb verb, String what) {
    to.computeIfAbsent(value, _ -> new ArrayList<>())
        .add("'" + verb.joined(" ") + " " + what + "'");
  }

  private static String lines(Map<String, List<String>> byValue) {
    var text = new StringBuilder();
    byValue.forEach(
        (value, where) ->
            text.append("    %s) takes='%s' ;;\n".formatted(String.join(" | ", where), value)));
    return text.toString();
  }

  private static String said(Choice choice) {
    return switch (choice) {
      case Choice.Anything() -> ANYTHING;
      case Choice.Files() -> FILE;
      case Choice.Folders() -> FOLDER;
      case Choice.Words(var words) -> " " + join(words);
      case Choice.WordAndFile(var words) -> "=" + join(words);
    };
  }

  private static String join(List<String> words) {
    return String.join(" ", words);
  }
}
