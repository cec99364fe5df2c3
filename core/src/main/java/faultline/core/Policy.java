package faultline.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bar: the least severity that fails.
public record Policy(Severity failAt) {

  /// Errors fail.
  public static final Policy DEFAULT = new Policy(Severity.ERROR);

  /// The verdict on all parts at once. A command that failed never passes: without a finding at the
  /// bar the verdict on it is [Verdict#UNKNOWN].
  public Verdict judge(List<Report.Part> parts, Report.@Nullable Exit exit) {
    boolean reached =
        parts.stream()
            .flatMap(part -> part.findings().stream())
            .anyMatch(finding -> finding.severity().reaches(failAt));
    if (reached) {
      return Verdict.FAIL;
    }
    boolean looked = parts.stream().anyMatch(Report.Part::looked);
    boolean failed = exit != null && exit.failed();
    return failed || !looked ? Verdict.UNKNOWN : Verdict.PASS;
  }
}
