package faultline.core;

import faultline.core.Report.Part;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/// The door of a room: a place where two runtimes meet, and how to look at it.
///
/// @param <T> what a user points at
/// @param <S> what one look gives
public interface Seam<T, S extends Seen> {
  /// The word for this seam in reports.
  String name();

  /// `target` in one line, as the report names it.
  String describe(T target);

  /// Looks at `target`.
  S observe(T target) throws ProbeException;

  /// The interface that the rules of this seam implement.
  Class<? extends Rule<S>> ruleType();

  /// Whether the first finding is the cause and the others are its alternatives.
  default boolean ranked() {
    return false;
  }

  /// The findings in the order of the report: by severity, rule and place. A seam whose order is
  /// itself the answer has its own.
  default List<Finding> rank(S seen, List<Finding> findings) {
    return findings.stream()
        .sorted(
            Comparator.comparing(Finding::severity)
                .thenComparing(Finding::rule)
                .thenComparing(finding -> finding.evidence().getFirst().place().text()))
        .toList();
  }

  /// Observes, then judges.
  default Part diagnose(T target) throws ProbeException {
    return judge(describe(target), observe(target));
  }

  /// What all rules of this seam say about `seen`.
  default Part judge(String target, S seen) {
    List<Finding> findings =
        ServiceLoader.load(ruleType()).stream().flatMap(rule -> rule.get().check(seen)).toList();
    return Part.of(this, target, seen, rank(seen, findings));
  }
}
