package faultline.core;

import java.util.List;

/// A rule's claim about what was seen.
///
/// @param rule the id of the rule
/// @param name the name of the rule
/// @param cause what is wrong in this run, with its names, in one sentence
/// @param explanation one word of the seam's list
/// @param details what the seam adds
/// @param evidence the shortest chain of observations that convinces
/// @param ruling what a policy made of it; [Ruling#NONE] as long as none has looked
public record Finding(
    String rule,
    String name,
    Severity severity,
    String cause,
    String explanation,
    Fix fix,
    Details details,
    List<Observation> evidence,
    Ruling ruling) {

  public Finding {
    if (evidence.isEmpty()) {
      throw new IllegalArgumentException(rule + " claims something without evidence: " + cause);
    }
    evidence = List.copyOf(evidence);
  }

  /// A claim that no policy has looked at.
  public Finding(
      String rule,
      String name,
      Severity severity,
      String cause,
      String explanation,
      Fix fix,
      Details details,
      List<Observation> evidence) {
    this(rule, name, severity, cause, explanation, fix, details, evidence, Ruling.NONE);
  }

  /// The same with another ruling.
  public Finding with(Ruling other) {
    return new Finding(rule, name, severity, cause, explanation, fix, details, evidence, other);
  }

  /// The same with another repair.
  public Finding with(Fix other) {
    return new Finding(rule, name, severity, cause, explanation, other, details, evidence, ruling);
  }

  /// The same with another severity.
  public Finding with(Severity other) {
    return new Finding(rule, name, other, cause, explanation, fix, details, evidence, ruling);
  }
}
