package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Killed;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.LimitFact;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file grows beyond the size that the process may write.
///
/// ## Why it breaks
///
/// `ulimit -f` limits the size of files; a write beyond it fails and sends `SIGXFSZ`, which ends
/// programs that do not expect it. A file system has a largest size, too.
///
/// ## Fix
///
/// Raise `ulimit -f`, or write smaller files.
@RuleInfo(
    id = "FL-EXEC-058",
    name = "file-size-limit",
    severity = Severity.ERROR,
    explanation = "file-size-limit")
public final class FileSizeLimit implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (suspect.what() instanceof Killed killed) {
      return killed.signal().equals("SIGXFSZ") ? killed(trace, suspect, killed) : null;
    }
    var failure = suspect.failure();
    return failure == null || !failure.errno().equals("EFBIG")
        ? null
        : about(trace, suspect, "file-size-limit", cause(failure), fix(failure), limits(failure));
  }

  private Finding killed(ExecTrace trace, Suspect suspect, Killed killed) {
    var process = trace.process(killed.pid());
    var write =
        process == null
            ? null
            : process.failures().stream()
                .filter(failure -> failure.errno().equals("EFBIG"))
                .reduce((_, last) -> last)
                .orElse(null);
    if (write == null) {
      return about(
          trace,
          suspect,
          "file-size-limit",
          Phrase.program(trace, killed)
              + " wrote a file beyond the size limit (ulimit -f) and was killed by SIGXFSZ",
          Fix.of("raise ulimit -f"),
          null,
          "",
          null,
          List.of());
    }
    return about(trace, suspect, write, "file-size-limit", cause(write), fix(write), limits(write));
  }

  private static List<LimitFact> limits(Failure failure) {
    return failure.facts().stream()
        .filter(LimitFact.class::isInstance)
        .map(LimitFact.class::cast)
        .toList();
  }

  private static String cause(Failure failure) {
    var limit = failure.fact(LimitFact.class);
    return (failure.path().isEmpty() ? "a file" : Phrase.name(failure.path()))
        + " cannot grow"
        + (limit == null
            ? " beyond the largest size of its file system"
            : " beyond " + Phrase.bytes(limit.soft()) + " (ulimit -f)");
  }

  private static Fix fix(Failure failure) {
    var limit = failure.fact(LimitFact.class);
    boolean room = limit != null && (limit.hard() < 0 || limit.hard() > limit.soft());
    var advice = "raise ulimit -f, or write smaller files";
    return room && limit != null
        ? Fix.of(advice, "ulimit -S -f " + (limit.hard() < 0 ? "unlimited" : "hard"))
        : Fix.of(advice);
  }
}
