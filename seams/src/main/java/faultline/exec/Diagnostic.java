package faultline.exec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sentences of tools that name a cause by themselves. Each is a suspect; its rule reads the groups.
///
/// `weight` is compared with that of failed calls in [Ranking]: a sentence that only repeats what a
/// failed call shows weighs less than the call, one that is the only trace of the fault weighs more.
public enum Diagnostic {
  LIBRARY_NOT_FOUND(
      17, "error while loading shared libraries: ([^:]+): cannot open shared object file"),
  SYMBOL_VERSION(24, "version [`']([^']+)' not found \\(required by ([^)]+)\\)"),
  SYMBOL_MISSING(23, "undefined symbol: ([\\w@.$]+)"),
  ;

  private final double weight;
  private final Pattern pattern;

  Diagnostic(double weight, String pattern) {
    this.weight = weight;
    this.pattern = Pattern.compile(pattern);
  }

  public double weight() {
    return weight;
  }

  /// The groups of this sentence in `text`, or null where it does not say it.
  public @Nullable Matcher match(String text) {
    var matcher = pattern.matcher(text);
    return matcher.find() ? matcher : null;
  }

  /// The first diagnostic that `text` contains, or null.
  public static @Nullable Diagnostic of(String text) {
    for (var diagnostic : values()) {
      if (diagnostic.match(text) != null) {
        return diagnostic;
      }
    }
    return null;
  }
}
