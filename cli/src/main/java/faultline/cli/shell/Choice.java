package faultline.cli.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;

/// What may stand in one place of a command line.
sealed interface Choice {
  /// Something that nobody but the user knows: a duration, a number.
  record Anything() implements Choice {}

  record Files() implements Choice {}

  record Folders() implements Choice {}

  /// One of these.
  record Words(List<String> words) implements Choice {}

  /// One of these, `=`, and a file.
  record WordAndFile(List<String> words) implements Choice {}

  /// What `argument` takes, by its type, its candidates and its label.
  static Choice of(ArgSpec argument) {
    Class<?> type = argument.type();
    Class<?>[] inner = argument.auxiliaryTypes();
    if (Map.class.isAssignableFrom(type)) {
      return inner.length == 2 && inner[0].isEnum() && inner[1] == Path.class
          ? new WordAndFile(words(inner[0]))
          : new Anything();
    }
    Class<?> one = inner.length > 0 ? inner[0] : type;
    if (one.isEnum()) {
      return new Words(words(one));
    }
    if (one == Path.class) {
      return argument.paramLabel().contains("DIR") ? new Folders() : new Files();
    }
    var candidates = new ArrayList<String>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(candidates::add);
    }
    return candidates.isEmpty() ? new Anything() : new Words(candidates);
  }

  /// The constants as they are typed.
  private static List<String> words(Class<?> of) {
    var words = new ArrayList<String>();
    for (Object constant : of.getEnumConstants()) {
      words.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
    }
    return words;
  }
}
