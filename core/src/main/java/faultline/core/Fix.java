package faultline.core;

import java.util.List;

/// What to do about a finding.
///
/// @param text the advice in one sentence
/// @param commands commands that are safe to run as they stand, in this order; empty where no
///   command can repair it
public record Fix(String text, List<String> commands) {
  public Fix {
    commands = List.copyOf(commands);
  }

  /// Advice, and the commands that carry it out.
  public static Fix of(String text, String... commands) {
    return new Fix(text, List.of(commands));
  }
}
