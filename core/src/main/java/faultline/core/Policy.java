package faultline.core;

import faultline.core.Report.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bar, and what is done to findings before they are held to it.
///
/// @param failAt the least severity that fails
/// @param gates the steps, in the order in which they are taken
public record Policy(Severity failAt, List<Gate> gates) {

  /// Errors fail.
  public static final Policy DEFAULT = new Policy(Severity.ERROR);

  public Policy {
    gates = List.copyOf(gates);
  }

  /// A bar and nothing else.
  public Policy(Severity failAt) {
    this(failAt, List.of());
  }

  /// What this policy says about a whole report.
  ///
  /// @param draft all parts, with what became of their findings
  public record Judgement(Draft draft, Verdict verdict) {}

  /// The verdict on all parts at once. A command that failed never passes: without a finding at the
  /// bar the verdict on it is [Verdict#UNKNOWN], unless its cause was found and the policy lets it
  /// be.
  ///
  /// @param directory the working directory, empty where unknown
  public Judgement judge(List<Part> parts, Report.@Nullable Exit exit, String directory) {
    var draft = new Draft(directory, parts, List.of(), null);
    for (Gate gate : gates) {
      Draft next = gate.apply(draft);
      if (count(next) < count(draft)) {
        throw new IllegalStateException("the policy " + gate.name() + " dropped a finding");
      }
      draft = next;
    }
    draft = draft.each((_, finding) -> finding.with(finding.ruling().failing(fails(finding))));
    return new Judgement(draft, verdict(draft, exit));
  }

  /// The verdict alone.
  public Verdict judge(List<Part> parts, Report.@Nullable Exit exit) {
    return judge(parts, exit, "").verdict();
  }

  private boolean fails(Finding finding) {
    return finding.ruling().standing().counts() && finding.severity().reaches(failAt);
  }

  private static Verdict verdict(Draft draft, Report.@Nullable Exit exit) {
    Score score = draft.score();
    if (draft.parts().stream()
            .flatMap(part -> part.findings().stream())
            .anyMatch(finding -> finding.ruling().fails())
        || score != null && score.tooLow()) {
      return Verdict.FAIL;
    }
    boolean looked = draft.parts().stream().anyMatch(Part::looked);
    boolean failed = exit != null && exit.failed();
    return !looked || failed && !excused(draft) ? Verdict.UNKNOWN : Verdict.PASS;
  }

  /// Whether the cause of a failure is known and somebody decided that it does not count.
  private static boolean excused(Draft draft) {
    return draft.parts().stream()
        .filter(Part::ranked)
        .filter(part -> !part.findings().isEmpty())
        .anyMatch(part -> !part.findings().getFirst().ruling().standing().counts());
  }

  private static int count(Draft draft) {
    return draft.parts().stream().mapToInt(part -> part.findings().size()).sum();
  }
}
