package faultline.policy;

import java.util.Map;

/// A compiled question about one finding.
public interface Condition {
  /// The answer.
  ///
  /// @param facts what is known of the finding: strings, whole numbers, booleans, lists and maps
  /// @throws Unanswerable where the question does not apply to it
  boolean holds(Map<String, Object> facts) throws Unanswerable;

  /// The question asks for something that this finding does not have.
  final class Unanswerable extends Exception {
    private static final long serialVersionUID = 1;

    public Unanswerable(String why) {
      super(why);
    }
  }
}
