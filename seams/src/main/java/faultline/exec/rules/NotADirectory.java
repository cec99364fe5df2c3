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

/// A path leads through a file as if it were a directory.
///
/// ## Why it breaks
///
/// Only the last component of a path may be a file. A setting that must name a directory names a
/// file, or a file took the name that a directory should have.
///
/// ## Fix
///
/// Name a directory, or remove or rename the file.
@RuleInfo(
    id = "FL-EXEC-050",
    name = "not-a-directory",
    severity = Severity.ERROR,
    explanation = "not-a-dir")
public final class NotADirectory implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ENOTDIR")) {
      return null;
    }
    var walked = failure.fact(PathFact.class);
    if (walked == null
        || walked.end() != End.NOT_A_DIRECTORY
            && (walked.end() != End.FOUND || walked.isDirectory())) {
      return null;
    }
    var file = Phrase.name(walked.reached());
    var cause = file + " is " + kind(walked) + ", not a directory";
    if (walked.end() == End.NOT_A_DIRECTORY) {
      cause +=
          failure.creating()
              ? ", so nothing can be created below it"
              : ", so there is no " + Phrase.name(failure.path());
    }
    return about(
        trace,
        suspect,
        "not-a-dir",
        cause,
        Fix.of("name a directory instead, or move " + file + " out of the way"),
        List.of(walked));
  }

  private static String kind(PathFact walked) {
    return walked.isRegular() ? "a file" : "no regular file";
  }
}
