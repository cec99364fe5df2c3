package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation.Answer;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.List;
import java.util.stream.Stream;

/// The tool itself gives another value for a setting than was computed from the environment and the
/// files.
///
/// ## Why it breaks
///
/// Either something was not seen (a wrapper script, a file in another place, a build with other
/// defaults), or the computation is wrong for this version. The tool's own answer is what it works
/// with.
///
/// ## Fix
///
/// Believe the tool, look for what lies between, and report the difference.
@RuleInfo(
    id = "FL-EXEC-111",
    name = "tool-answers-otherwise",
    severity = Severity.WARNING,
    explanation = "other")
public final class ToolAnswersOtherwise implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(Answer.class)
        .map(
            one ->
                about(
                    one.where()
                        + " says that "
                        + one.name()
                        + " is "
                        + (one.theirs().isEmpty() ? "empty" : one.theirs())
                        + "; computed was "
                        + (one.ours().isEmpty() ? "an empty value" : one.ours()),
                    Fix.of("believe the tool, and look for what stands between"),
                    null,
                    null,
                    List.of(one)));
  }
}
