package faultline.cli.shell;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/// Completion for zsh: a function for each verb, which tells `_arguments` what there is.
public final class ZshScript {
  private ZshScript() {}

  /// The script for a command line with all of its verbs.
  public static String of(CommandLine line) {
    var functions = new StringBuilder();
    for (Verb verb : Verb.of(line).all()) {
      function(functions, verb);
    }
    return Template.fill(
        "completion.zsh", line.getCommandName(), Map.of("verbs", functions.toString()));
  }

  private static String name(Verb verb) {
    return verb.path().isEmpty() ? "_PROGRAM" : "_PROGRAM_" + verb.joined("_");
  }

  private static void function(StringBuilder text, Verb verb) {
    boolean parent = !verb.verbs().isEmpty();
    text.append(name(verb)).append("() {\n  local -a options=(");
    for (Verb.Option option : verb.options()) {
      option(text, option);
    }
    text.append("\n  )\n");
    if (parent) {
      text.append("  local curcontext=$curcontext state line ret=1\n  typeset -A opt_args\n");
      text.append("  _arguments -S -C $options '1: :->first' '*:: :->rest' && ret=0\n");
      below(text, verb);
    } else {
      text.append("  _arguments -S $options");
      places(text, verb);
      text.append('\n');
    }
    text.append("}\n\n");
  }

  private static void option(StringBuilder text, Verb.Option option) {
    for (String name : option.names()) {
      Choice takes = option.takes();
      String attached = takes != null ? name.startsWith("--") ? "=" : "+" : "";
      String others =
          option.repeats()
              ? "*"
              : option.names().size() > 1 ? "(" + join(option.names()) + ")" : "";
      text.append("\n    '")
          .append(others)
          .append(name)
          .append(attached)
          .append('[')
          .append(quoted(option.about()).replace("[", "\\[").replace("]", "\\]"))
          .append(']');
      if (takes != null) {
        text.append(':').append(colons(option.label())).append(':').append(action(takes));
      }
      text.append('\'');
    }
  }

  private static void places(StringBuilder text, Verb verb) {
    if (verb.command()) {
      text.append(
          " \\\n    '(-)1:command: _command_names -e' \\\n    '*::argument: _PROGRAM_command'");
      return;
    }
    for (int i = 0; i < verb.places().size(); i++) {
      Verb.Place place = verb.places().get(i);
      boolean last = verb.repeats() && i == verb.places().size() - 1;
      text.append(" \\\n    '")
          .append(last ? "*" : Integer.toString(i + 1))
          .append(':')
          .append(colons(place.label()))
          .append(':')
          .append(action(place.takes()))
          .append('\'');
    }
  }

  /// What stands first, and what the verb that stands there does with the rest.
  private static void below(StringBuilder text, Verb verb) {
    text.append("  case $state in\n    first)\n      local -a verbs=(\n");
    for (Verb one : verb.verbs()) {
      text.append("        '%s:%s'\n".formatted(one.name(), quoted(one.about())));
    }
    text.append("      )\n      _describe -t verbs verb verbs && ret=0\n");
    var words = verb.wordsAt(0);
    words.removeAll(verb.verbs().stream().map(Verb::name).toList());
    if (!words.isEmpty()) {
      text.append("      compadd -- ").append(join(words)).append(" && ret=0\n");
    }
    text.append("      ;;\n    rest)\n      case $line[1] in\n");
    for (Verb one : verb.verbs()) {
      text.append("        %s) %s && ret=0 ;;\n".formatted(one.name(), name(one)));
    }
    text.append("        *) _arguments -S $options && ret=0 ;;\n");
    text.append("      esac\n      ;;\n  esac\n  return ret\n");
  }

  private static String action(Choice choice) {
    return switch (choice) {
      case Choice.Anything() -> " ";
      case Choice.Files() -> "_files";
      case Choice.Folders() -> "_files -/";
      case Choice.Words(var words) -> "(" + join(words) + ")";
      case Choice.WordAndFile(var words) -> " _PROGRAM_word_and_file " + join(words);
    };
  }

  private static String colons(String text) {
    return quoted(text).replace(":", "\\:");
  }

  /// Inside of single quotes.
  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("'", "'\\''");
  }

  private static String join(List<String> words) {
    return String.join(" ", words);
  }
}
