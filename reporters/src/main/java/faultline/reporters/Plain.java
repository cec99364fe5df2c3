package faultline.reporters;

import faultline.core.Details;
import faultline.core.ObserverEffect;
import faultline.core.Report.Exit;
import faultline.core.Score;
import faultline.core.Value;
import faultline.formats.bytes.RawText;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Parts of a report in words, the same in every format that people read.
final class Plain {
  private Plain() {}

  static String of(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Whole(long number) -> Long.toString(number);
      case Value.Flag(boolean set) -> set ? "yes" : "no";
      case Value.Absent _ -> "-";
      case Value.Many(var values) ->
          values.stream().map(Plain::of).collect(Collectors.joining("; "));
      case Details(var fields) ->
          fields.stream()
              .filter(field -> field.value() != Value.Absent.ABSENT)
              .map(field -> field.name() + " " + of(field.value()))
              .collect(Collectors.joining(", "));
    };
  }

  /// How a command ended, with a space before it; empty where none was run.
  static String end(@Nullable Exit exit) {
    return switch (exit) {
      case null -> "";
      case Exit.Code(int code) -> " exit code " + code;
      case Exit.Signal(String name, _) -> " ended by " + name;
    };
  }

  /// `score 83 of 100: security -10, cost -7`.
  static String of(Score score) {
    String costs =
        score.tags().stream()
            .map(cost -> cost.tag() + " -" + cost.points())
            .collect(Collectors.joining(", "));
    return "score "
        + score.points()
        + " of 100"
        + (costs.isEmpty() ? "" : ": " + costs)
        + (score.tooLow() ? "; at least " + score.least() + " are wanted" : "");
  }

  static String of(ObserverEffect effect) {
    String path = effect.path() == null ? "" : " " + effect.path();
    String pid = effect.pid() == null ? "" : " pid " + effect.pid();
    return effect.what()
        + (path.isEmpty() && pid.isEmpty() ? "" : " (" + (path + pid).strip() + ")");
  }

  /// `text` with its line ends, and with everything else made visible that a terminal would obey.
  static String lines(String text) {
    return Arrays.stream(text.split("\n", -1))
        .map(RawText::printable)
        .collect(Collectors.joining("\n"));
  }

  /// `1 error`, `2 errors`.
  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
