package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A symbolic link leads to something that does not exist.
///
/// ## Why it breaks
///
/// The link itself is there, so a listing shows the name; opening it follows the link to a name
/// that is not.
///
/// ## Fix
///
/// Point the link at what exists now, or restore what it points at.
@RuleInfo(
    id = "FL-EXEC-048",
    name = "dangling-link",
    severity = Severity.ERROR,
    explanation = "dangling-link")
public final class DanglingLink implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ENOENT")) {
      return null;
    }
    var walked = failure.fact(PathFact.class);
    if (walked == null || !Phrase.dangles(walked)) {
      return null;
    }
    var cause =
        Phrase.name(walked.link())
            + " is a link to "
            + Phrase.name(walked.linkTarget())
            + ", and there is no "
            + Phrase.name(walked.stop());
    var near = Phrase.nearMisses(trace, walked);
    var advice = "correct the link, or restore " + Phrase.name(walked.stop());
    var fix = Fix.of(advice);
    if (near.size() == 1) {
      cause += "; " + Phrase.name(walked.reached()) + " has " + Phrase.name(near.getFirst());
      var target = walked.linkTarget();
      var gone = Paths.baseName(walked.stop());
      int at = ("/" + target + "/").indexOf("/" + gone + "/");
      if (at >= 0) {
        var corrected =
            target.substring(0, at) + near.getFirst() + target.substring(at + gone.length());
        fix =
            Fix.of(
                advice,
                "ln -sfn " + ShellWord.path(corrected) + " " + ShellWord.path(walked.link()));
      }
    }
    return about(trace, suspect, "dangling-link", cause, fix, List.of(walked));
  }
}
