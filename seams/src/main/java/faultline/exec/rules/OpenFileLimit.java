package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.LimitFact;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A process has as many files open as it may have.
///
/// ## Why it breaks
///
/// The soft limit of open files (`ulimit -n`) counts files, sockets and pipes. Many programs need
/// more than the usual 1024; others forget to close what they open.
///
/// ## Fix
///
/// Raise the limit up to the hard one, or close files.
@RuleInfo(
    id = "FL-EXEC-055",
    name = "open-file-limit",
    severity = Severity.ERROR,
    explanation = "fd-limit")
public final class OpenFileLimit implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("EMFILE") && !failure.errno().equals("ENFILE")) {
      return null;
    }
    var limit = failure.fact(LimitFact.class);
    var program = Phrase.program(trace, failure);
    if (failure.errno().equals("ENFILE")) {
      return about(
          trace,
          suspect,
          "fd-limit",
          "the whole system has as many files open as fs.file-max allows",
          Fix.of("raise fs.file-max, or end what keeps so many files open"),
          limit == null ? List.of() : List.of(limit));
    }
    if (limit == null) {
      return about(
          trace,
          suspect,
          "fd-limit",
          program + " has as many files open as it may have",
          Fix.of("raise ulimit -n, or close files"),
          List.of());
    }
    if (failure.call().startsWith("inotify")) {
      return about(
          trace,
          suspect,
          "fd-limit",
          "this user has as many inotify instances as " + limit.name() + " allows: " + limit.soft(),
          Fix.of("raise " + limit.name() + ", or end other programs that watch files"),
          List.of(limit));
    }
    var cause =
        program
            + " has "
            + (limit.used() < 0 ? "all" : Long.toString(limit.used()))
            + " files open and may open "
            + limit.soft()
            + " only (ulimit -n)";
    boolean room = limit.hard() < 0 || limit.hard() > limit.soft();
    var advice =
        room
            ? "raise ulimit -n: the hard limit is "
                + (limit.hard() < 0 ? "unlimited" : limit.hard())
            : "raise ulimit -n, for which the hard limit must be raised first, or close files";
    return about(
        trace,
        suspect,
        "fd-limit",
        cause,
        room
            ? Fix.of(advice, "ulimit -n " + (limit.hard() < 0 ? 65_536 : limit.hard()))
            : Fix.of(advice),
        List.of(limit));
  }
}
