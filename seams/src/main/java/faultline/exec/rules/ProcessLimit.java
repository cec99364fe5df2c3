package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.LimitFact;
import faultline.exec.Suspect;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// No further process or thread can be made.
///
/// ## Why it breaks
///
/// `ulimit -u` counts all processes and threads of the user, not of the command; a control group
/// has its own `pids.max`. Both are met with the same words, "Resource temporarily unavailable".
///
/// ## Fix
///
/// Raise the limit that was met, or start fewer at a time.
@RuleInfo(
    id = "FL-EXEC-056",
    name = "process-limit",
    severity = Severity.ERROR,
    explanation = "process-limit")
public final class ProcessLimit implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null
        || !failure.errno().equals("EAGAIN")
        || !failure.call().contains("clone") && !failure.call().contains("fork")) {
      return null;
    }
    var limits =
        failure.facts().stream()
            .filter(LimitFact.class::isInstance)
            .map(LimitFact.class::cast)
            .toList();
    var met = met(limits);
    var program = Phrase.program(trace, failure);
    if (met == null) {
      return about(
          trace,
          suspect,
          "process-limit",
          program
              + " cannot make a process or thread: a limit of the user, the control group or the"
              + " system is met",
          Fix.of("look at ulimit -u, pids.max of the control group and kernel.pid_max"),
          limits);
    }
    boolean group = met.name().startsWith("cgroup");
    var cause =
        program
            + " cannot make a process or thread: "
            + (group ? "its control group may have " : "the user may have ")
            + met.soft()
            + (met.used() < 0 ? "" : " and has " + met.used())
            + (group ? " (" + Phrase.name(met.where()) + ")" : " (ulimit -u)");
    boolean room = !group && (met.hard() < 0 || met.hard() > met.soft());
    var advice =
        group
            ? "raise pids.max of the control group"
            : "raise ulimit -u, or end other processes of this user";
    return about(
        trace,
        suspect,
        "process-limit",
        cause,
        room
            ? Fix.of(
                advice, "ulimit -u " + (met.hard() < 0 ? "unlimited" : Long.toString(met.hard())))
            : Fix.of(advice),
        List.of(met));
  }

  /// The limit that is used up; where that is not known the only or the smallest one.
  private static @Nullable LimitFact met(List<LimitFact> limits) {
    return limits.stream()
        .filter(limit -> limit.soft() >= 0)
        .min(
            Comparator.comparing(
                    (LimitFact limit) -> limit.used() < 0 || limit.used() < limit.soft() - 1)
                .thenComparingLong(LimitFact::soft))
        .orElse(null);
  }
}
