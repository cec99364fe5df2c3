package faultline.core;

import java.util.Locale;

/// What a policy says about a whole report.
public enum Verdict {
  /// Looked, and nothing reaches the bar.
  PASS,
  /// Something reaches the bar.
  FAIL,
  /// Something failed and no cause was found, or nothing could be looked at.
  UNKNOWN;

  /// The word that reports use.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
