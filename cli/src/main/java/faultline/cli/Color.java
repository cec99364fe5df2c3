package faultline.cli;

import java.util.Map;

/// Whether text has colour where no option says so.
final class Color {
  private Color() {}

  /// In this order: `NO_COLOR` that is not empty says no (no-color.org), `FORCE_COLOR` and
  /// `CLICOLOR_FORCE` say yes unless they are empty or 0, `CLICOLOR=0` says no. Otherwise there is
  /// colour on a terminal that can show it.
  ///
  /// @param terminal whether the text goes to one
  static boolean wanted(Map<String, String> environment, boolean terminal) {
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return false;
    }
    if (said(environment, "FORCE_COLOR") || said(environment, "CLICOLOR_FORCE")) {
      return true;
    }
    return terminal
        && !environment.getOrDefault("CLICOLOR", "").equals("0")
        && !environment.getOrDefault("FORCE_COLOR", "").equals("0")
        && capable(environment);
  }

  /// Whether a terminal of this kind understands more than text.
  static boolean capable(Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "");
    return !kind.isEmpty() && !kind.equals("dumb");
  }

  private static boolean said(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return !value.isEmpty() && !value.equals("0");
  }
}
