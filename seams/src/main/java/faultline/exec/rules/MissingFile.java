package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program needs a file that does not exist.
///
/// ## Why it breaks
///
/// The kernel walks a path one component at a time and stops at the first that is not there. The
/// program's message often names another step, or nothing.
///
/// ## Fix
///
/// Create the file, or correct what names it: the report says which variable, line or argument did.
@RuleInfo(
    id = "FL-EXEC-001",
    name = "missing-file",
    severity = Severity.ERROR,
    explanation = "missing-file")
public final class MissingFile implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ENOENT") || failure.path().isEmpty()) {
      return null;
    }
    var walked = failure.fact(PathFact.class);
    if (walked == null || walked.end() != End.MISSING || !walked.link().isEmpty()) {
      return null;
    }
    var missing = walked.stop();
    var cause = missing + " does not exist";
    if (!missing.equals(failure.absolute())) {
      cause += ", so " + failure.path() + " cannot";
    }
    return about(
        trace,
        suspect,
        "missing-file",
        cause,
        Fix.of("create " + missing + ", or correct what names it"),
        List.of(walked));
  }
}
