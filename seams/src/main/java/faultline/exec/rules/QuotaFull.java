package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.SpaceFact;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The disk quota of a user, a group or a directory is used up.
///
/// ## Why it breaks
///
/// The file system has space left, but not for this user, group or project.
///
/// ## Fix
///
/// Free space of one's own there, or have the quota raised.
@RuleInfo(
    id = "FL-EXEC-060",
    name = "quota-used-up",
    severity = Severity.ERROR,
    explanation = "quota")
public final class QuotaFull implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("EDQUOT")) {
      return null;
    }
    var space = failure.fact(SpaceFact.class);
    var cause =
        (failure.path().isEmpty() ? "a file" : Phrase.name(failure.path()))
            + " cannot be written: the quota"
            + (space == null ? "" : " on the file system at " + Phrase.name(space.mountPoint()))
            + " is used up";
    return about(
        trace,
        suspect,
        "quota",
        cause,
        Fix.of("free space there, or have the quota raised"),
        space == null ? List.of() : List.of(space));
  }
}
