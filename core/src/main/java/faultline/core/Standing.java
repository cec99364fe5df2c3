package faultline.core;

import java.util.Locale;

/// How a policy sees a finding. Whatever it is, reports show the finding.
public enum Standing {
  /// It counts.
  NEW,
  /// An earlier report already had it.
  BASELINE,
  /// Somebody answers for it.
  EXCEPTED,
  /// It is only reported for now.
  STAGED;

  /// Whether a finding that stands so can make a report fail.
  public boolean counts() {
    return this == NEW;
  }

  /// The word that reports use.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
