package faultline.core;

import java.util.List;
import java.util.stream.Stream;

/// A pure function from what was seen to findings: no I/O, no state, no clock.
///
/// A seam has its own sub-interface, and each rule is one public class with a [RuleInfo] and a
/// public constructor without parameters.
public interface Rule<S extends Seen> {
  /// The faults of this kind that `seen` proves.
  Stream<Finding> check(S seen);

  /// The catalogue entry of this rule.
  default RuleInfo info() {
    RuleInfo info = getClass().getAnnotation(RuleInfo.class);
    if (info == null) {
      throw new IllegalStateException(getClass().getName() + " has no @RuleInfo");
    }
    return info;
  }

  /// A finding of this rule with the explanation of its catalogue entry.
  default Finding finding(
      String cause, Fix fix, Details details, List<? extends Observation> evidence) {
    return finding(info().explanation(), cause, fix, details, evidence);
  }

  /// A finding of this rule with another word of explanation.
  default Finding finding(
      String explanation,
      String cause,
      Fix fix,
      Details details,
      List<? extends Observation> evidence) {
    RuleInfo info = info();
    return new Finding(
        info.id(),
        info.name(),
        info.severity(),
        cause,
        explanation,
        fix,
        details,
        List.copyOf(evidence));
  }
}
