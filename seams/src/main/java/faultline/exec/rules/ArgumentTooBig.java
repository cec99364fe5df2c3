package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.LimitFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Suspect;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The arguments and the environment of a program are larger than the kernel takes.
///
/// ## Why it breaks
///
/// One string, argument or variable, may have 131072 bytes; all of them together a quarter of the
/// stack limit, and at most 6 MiB. A list of files that grew, or a variable that keeps a whole
/// document, goes over it.
///
/// ## Fix
///
/// Pass the data through a file or standard input; let `xargs` divide a list; keep big values out
/// of the environment.
@RuleInfo(
    id = "FL-EXEC-054",
    name = "arguments-too-big",
    severity = Severity.ERROR,
    explanation = "arg-too-big")
public final class ArgumentTooBig implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("E2BIG")) {
      return null;
    }
    var cause = Phrase.name(failure.path()) + " cannot be started: ";
    var detail = failure.detail();
    var advice = "pass the data through a file or standard input";
    if (detail.isEmpty()) {
      cause += "its arguments and environment are too big";
    } else if (detail.startsWith("variable ")) {
      var variable = detail.substring(9).split(" ", 2)[0];
      cause += "the environment " + detail + ", more than the 131072 that one string may have";
      advice = "keep " + variable + " small, or pass it through a file";
    } else if (detail.startsWith("argument ")) {
      cause += detail + ", more than the 131072 that one string may have";
    } else {
      cause += detail + ", more than the stack limit allows";
      advice = "start it with fewer arguments at a time, as xargs does, or raise ulimit -s";
    }
    var evidence = new ArrayList<ExecObservation>();
    if (failure.fact(LimitFact.class) instanceof LimitFact limit) {
      evidence.add(limit);
    }
    if (detail.startsWith("variable ")) {
      var words = detail.substring(9).split(" has ", 2);
      evidence.add(new SourceFact("env", words[0], words[words.length - 1], failure.path(), ""));
    }
    return about(trace, suspect, "arg-too-big", cause, Fix.of(advice), evidence);
  }
}
