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
public record Finding(
    String rule,
    String name,
    Severity severity,
    String cause,
    String explanation,
    Fix fix,
    Details details,
    List<Observation> evidence) {

  public Finding {
    if (evidence.isEmpty()) {
      throw new IllegalArgumentException(rule + " claims something without evidence: " + cause);
    }
    evidence = List.copyOf(evidence);
  }
}
