package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Symbolic links lead in a circle.
///
/// ## Why it breaks
///
/// The kernel gives up after 40 links.
///
/// ## Fix
///
/// Replace one of the links by what it should lead to.
@RuleInfo(
    id = "FL-EXEC-049",
    name = "link-loop",
    severity = Severity.ERROR,
    explanation = "link-loop")
public final class LinkLoop implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ELOOP")) {
      return null;
    }
    var walked = failure.fact(PathFact.class);
    if (walked == null || walked.end() != End.LINK_LOOP) {
      return null;
    }
    return about(
        trace,
        suspect,
        "link-loop",
        "the links at "
            + Phrase.name(walked.link())
            + " lead in a circle: it is a link to "
            + Phrase.name(walked.linkTarget()),
        Fix.of("replace " + Phrase.name(walked.link()) + " by a link to what is really there"),
        List.of(walked));
  }
}
