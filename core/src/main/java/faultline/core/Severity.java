package faultline.core;

import java.util.Locale;

/// How much a finding matters, the gravest first.
public enum Severity {
  /// Something breaks.
  ERROR,
  /// Something breaks under conditions that this run did not meet.
  WARNING,
  /// Worth knowing.
  INFO;

  /// The word that reports and options use.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether this is at or above `bar`.
  public boolean reaches(Severity bar) {
    return compareTo(bar) <= 0;
  }
}
