package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.HolderFact;
import faultline.exec.LockFile;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Another process holds the lock that a program wants.
///
/// ## Why it breaks
///
/// Databases, package tools and version control let only one process in. A lock of the kernel ends
/// with its holder; a lock file stays behind when its maker dies.
///
/// ## Fix
///
/// Wait for the holder or end it; remove a lock file only when nobody uses it any more.
@RuleInfo(
    id = "FL-EXEC-064",
    name = "lock-held",
    severity = Severity.ERROR,
    explanation = "lock-held")
public final class LockHeld implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (suspect.what() instanceof Message message) {
      return said(trace, suspect, message);
    }
    var failure = suspect.failure();
    if (failure == null) {
      return null;
    }
    boolean kernel =
        (failure.call().equals("flock") || failure.call().startsWith("fcntl"))
            && (failure.errno().equals("EAGAIN") || failure.errno().equals("EACCES"));
    boolean file =
        failure.errno().equals("EEXIST")
            && failure.creating()
            && !failure.call().startsWith("mkdir")
            && LockFile.named(failure.baseName());
    if (kernel) {
      return about(trace, suspect, "lock-held", held(failure), Fix.of(WAIT), holders(failure));
    }
    return file ? lockFile(trace, suspect, failure) : null;
  }

  private static final String WAIT = "wait until the holder is done, or end it";

  private static String held(Failure failure) {
    var holders = holders(failure);
    var what = failure.path().isEmpty() ? "a file" : Phrase.name(failure.path());
    if (holders.isEmpty()) {
      return "another process holds the lock on " + what;
    }
    var holder = holders.getFirst();
    return "pid "
        + holder.holder()
        + " ("
        + Phrase.name(holder.name())
        + ") holds the lock on "
        + what;
  }

  private static List<HolderFact> holders(Failure failure) {
    return failure.facts().stream()
        .filter(HolderFact.class::isInstance)
        .map(HolderFact.class::cast)
        .toList();
  }

  private Finding lockFile(ExecTrace trace, Suspect suspect, Failure failure) {
    var name = Phrase.name(failure.path());
    var holders = holders(failure);
    var free = failure.facts().stream().filter(ElsewhereFact.class::isInstance).limit(1).toList();
    if (!holders.isEmpty()) {
      var holder = holders.getFirst();
      return about(
          trace,
          suspect,
          failure,
          "lock-held",
          "the lock file "
              + name
              + " exists: pid "
              + holder.holder()
              + " ("
              + Phrase.name(holder.name())
              + ") "
              + holder.how()
              + " it",
          Fix.of(WAIT),
          holders);
    }
    return about(
        trace,
        suspect,
        failure,
        "lock-held",
        "the lock file "
            + name
            + " exists"
            + (free.isEmpty() ? "" : ", and no process has it open: it was left behind"),
        free.isEmpty()
            ? Fix.of("remove it once no program uses it any more")
            : Fix.of(
                "remove it once no program uses it any more",
                "rm " + ShellWord.path(failure.absolute())),
        free);
  }

  private @Nullable Finding said(ExecTrace trace, Suspect suspect, Message message) {
    if (Diagnostic.of(message.text()) != Diagnostic.LOCKED) {
      return null;
    }
    var process = trace.process(message.pid());
    Failure decisive = null;
    if (process != null) {
      for (var failure : process.failures()) {
        boolean kernel =
            (failure.call().equals("flock") || failure.call().startsWith("fcntl"))
                && (failure.errno().equals("EAGAIN") || failure.errno().equals("EACCES"));
        boolean file = failure.errno().equals("EEXIST") && LockFile.named(failure.baseName());
        if (failure.sequence() < message.sequence() && (kernel || file)) {
          decisive = failure;
        }
      }
    }
    if (decisive != null && decisive.errno().equals("EEXIST")) {
      return lockFile(trace, suspect, decisive);
    }
    if (decisive != null) {
      return about(
          trace, suspect, decisive, "lock-held", held(decisive), Fix.of(WAIT), holders(decisive));
    }
    return about(
        trace,
        suspect,
        "lock-held",
        Phrase.program(trace, message)
            + " found a lock that another process holds: "
            + Phrase.name(message.text().strip()),
        Fix.of(WAIT),
        null,
        "",
        null,
        List.of());
  }
}
