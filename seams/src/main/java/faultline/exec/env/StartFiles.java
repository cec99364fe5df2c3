package faultline.exec.env;

import faultline.exec.env.EnvObservation.StartLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files from which shells and logins take variables, and which line sets which.
///
/// Lines are read one by one and never executed: `NAME=value`, `export`, `declare -x`, `typeset
/// -x`, `setenv`, and `set -x` of fish. A value counts where nothing but `$HOME`, `~` and variables
/// of the environment need to be known for it.
final class StartFiles {
  /// One line that sets a variable.
  ///
  /// @param value null where only running the line would tell
  /// @param plain whether it stands by itself, in no condition
  record Line(String where, String name, @Nullable String value, boolean plain) {}

  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "^(\\s*)(?:(?:export|readonly|declare\\s+-\\w*x\\w*|typeset\\s+-\\w*x\\w*)\\s+)?"
              + "([A-Za-z_]\\w*)=(.*)$");
  private static final Pattern SPACED =
      Pattern.compile(
          "^(\\s*)(?:setenv\\s+|set\\s+(?:-\\w*x\\w*|--export|-g\\w*\\s+-x)\\s+)([A-Za-z_]\\w*)\\s+(.*)$");
  private static final List<String> SYSTEM =
      List.of(
          "/etc/environment",
          "/etc/security/pam_env.conf",
          "/etc/profile",
          "/etc/bash.bashrc",
          "/etc/bashrc",
          "/etc/zsh/zshenv",
          "/etc/zsh/zprofile",
          "/etc/zsh/zshrc",
          "/etc/zshenv",
          "/etc/zprofile",
          "/etc/zshrc");
  private static final List<String> PERSONAL =
      List.of(
          ".pam_environment",
          ".profile",
          ".bash_profile",
          ".bash_login",
          ".bashrc",
          ".bash_aliases",
          ".zshenv",
          ".zprofile",
          ".zshrc",
          ".config/fish/config.fish",
          ".cshrc",
          ".tcshrc");

  private final World world;
  private final List<Line> lines = new ArrayList<>();

  private StartFiles(World world) {
    this.world = world;
  }

  static StartFiles of(World world) {
    var all = new StartFiles(world);
    SYSTEM.forEach(all::read);
    all.readAll("/etc/profile.d", ".sh");
    all.readAll("/etc/environment.d", ".conf");
    var home = world.variable("HOME").isEmpty() ? world.homeOfUser() : world.variable("HOME");
    if (!home.isEmpty()) {
      all.readAll(home + "/.config/environment.d", ".conf");
      PERSONAL.forEach(name -> all.read(home + "/" + name));
    }
    return all;
  }

  private void readAll(String folder, String end) {
    for (var name : world.names(folder)) {
      if (name.endsWith(end)) {
        read(folder + "/" + name);
      }
    }
  }

  private void read(String path) {
    var text = world.text(path);
    if (text == null) {
      return;
    }
    int number = 0;
    int depth = 0;
    for (var raw : text.split("\n", -1)) {
      number++;
      var line = raw.strip();
      if (line.matches("(fi|done|esac|end|\\})\\b?.*|\\}.*")) {
        depth = Math.max(0, depth - 1);
      }
      var at = ASSIGNMENT.matcher(raw);
      if (!at.matches()) {
        at = SPACED.matcher(raw);
      }
      if (at.matches()) {
        lines.add(new Line(path + ":" + number, at.group(2), plainValue(at.group(3)), depth == 0));
      }
      if (line.matches("(if|while|until|for|case|switch|function)\\b.*|.*\\{")
          && !line.matches(".*;\\s*(fi|done|esac|end|\\})\\s*(#.*)?")) {
        depth++;
      }
    }
  }

  /// The value of the rest of a line, where it can be told without running it.
  private @Nullable String plainValue(String rest) {
    var value = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < rest.length(); i++) {
      char c = rest.charAt(i);
      if (quote == 0 && (Character.isWhitespace(c) || c == ';' || c == '&' || c == '|')) {
        break;
      }
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (c == '`' || c == '\\' || c == '(') {
        return null;
      } else if (c == '$' && quote != '\'') {
        int end = i + 1;
        boolean braces = end < rest.length() && rest.charAt(end) == '{';
        int from = braces ? ++end : end;
        while (end < rest.length()
            && (Character.isLetterOrDigit(rest.charAt(end)) || rest.charAt(end) == '_')) {
          end++;
        }
        var name = rest.substring(from, end);
        if (name.isEmpty()
            || braces && (end >= rest.length() || rest.charAt(end) != '}')
            || !world.environment().containsKey(name)) {
          return null;
        }
        value.append(world.variable(name));
        i = braces ? end : end - 1;
      } else if (c == '~' && quote == 0 && value.isEmpty()) {
        value.append(world.variable("HOME"));
      } else {
        value.append(c);
      }
    }
    return quote == 0 ? value.toString() : null;
  }

  /// The lines that set `name` to the value it has.
  List<String> settersOf(String name) {
    var value = world.environment().get(name);
    return lines.stream()
        .filter(line -> line.name().equals(name) && value != null && value.equals(line.value()))
        .map(Line::where)
        .toList();
  }

  /// The last plain line that gives `name` another value than it has, where no line gives this one;
  /// null where there is none.
  @Nullable StartLine drift(String name) {
    var all = lines.stream().filter(line -> line.name().equals(name)).toList();
    Map<String, String> environment = world.environment();
    if (all.isEmpty() || !settersOf(name).isEmpty()) {
      return null;
    }
    var last = all.getLast();
    if (last.value() == null || !last.plain() || last.value().isEmpty()) {
      return null;
    }
    return new StartLine(
        last.where(),
        name,
        last.value(),
        environment.getOrDefault(name, ""),
        environment.containsKey(name));
  }
}
