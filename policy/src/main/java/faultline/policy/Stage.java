package faultline.policy;

/// Findings that are only reported for now, but for a share of them.
///
/// @param enforced how many of a hundred count; which ones depends on their fingerprints alone, so
///   that a finding that counts today counts tomorrow
public record Stage(Selector about, int enforced) {
  private static final int HUNDRED = 100;

  /// Whether the finding with this fingerprint counts.
  boolean enforces(String fingerprint) {
    return Long.remainderUnsigned(Long.parseUnsignedLong(fingerprint, 16), HUNDRED) < enforced;
  }
}
