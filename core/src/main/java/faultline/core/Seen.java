package faultline.core;

import java.util.List;

/// What one look at one target gave: observations, and in each seam the queries that its rules ask.
///
/// It is an immutable value and can be built from text, so that a case file can give to a rule
/// whatever a probe can.
public interface Seen {
  /// All that was seen, in the order it was seen.
  List<? extends Observation> observations();

  /// The stretches of input that could not be read.
  default List<Unread> unread() {
    return List.of();
  }

  /// The questions the probe could not answer.
  default List<NotChecked> notChecked() {
    return List.of();
  }

  /// The ways in which looking changed what was looked at.
  default List<ObserverEffect> observer() {
    return List.of();
  }

  /// What the seam adds to its part of the report.
  default Details details() {
    return Details.NONE;
  }
}
