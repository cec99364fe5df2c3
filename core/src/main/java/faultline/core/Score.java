package faultline.core;

import java.util.List;

/// What the findings that count cost, tag by tag.
///
/// @param points what is left of 100, never below 0
/// @param least fewer points than this fail; 0 where any number passes
/// @param tags the tags that cost something, in the order of the policy
public record Score(long points, long least, List<Cost> tags) {
  /// What the findings of one tag cost together.
  public record Cost(String tag, long points) {}

  public Score {
    tags = List.copyOf(tags);
  }

  /// Whether there are too few points.
  public boolean tooLow() {
    return points < least;
  }
}
