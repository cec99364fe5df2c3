package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.LimitFact;
import faultline.exec.Fact.SpaceFact;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file system is full, or has no free file node, or a table of the kernel is.
///
/// ## Why it breaks
///
/// A file system can be full for ordinary users while root still writes, can have bytes but no
/// inodes, and is often a small one mounted over the directory in question. `ENOSPC` also stands
/// for a used-up number of file watches.
///
/// ## Fix
///
/// Free space there, or write to another file system; for watches raise
/// `fs.inotify.max_user_watches`.
@RuleInfo(
    id = "FL-EXEC-059",
    name = "no-space",
    severity = Severity.ERROR,
    explanation = "no-space")
public final class NoSpace implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ENOSPC")) {
      return null;
    }
    var limit = failure.fact(LimitFact.class);
    if (limit != null) {
      return about(
          trace,
          suspect,
          "no-space",
          "this user has as many file watches as " + limit.name() + " allows: " + limit.soft(),
          Fix.of("raise " + limit.name() + ", or watch fewer files"),
          List.of(limit));
    }
    var name = failure.path().isEmpty() ? "the file" : Phrase.name(failure.path());
    if (failure.absolute().equals("/dev/full")) {
      return about(
          trace,
          suspect,
          "no-space",
          "the output goes to /dev/full, which is always full",
          Fix.of("write somewhere else"),
          List.of());
    }
    var space = failure.fact(SpaceFact.class);
    if (space == null) {
      return about(
          trace,
          suspect,
          "no-space",
          failure.call() + " on " + name + " failed: no space is left",
          Fix.of("free space there, or write elsewhere"),
          List.of());
    }
    var point = Phrase.name(space.mountPoint());
    boolean nodes = space.freeNodes() == 0 && space.free() > 0;
    var cause =
        "the file system at "
            + point
            + " ("
            + Phrase.name(space.type())
            + ", "
            + Phrase.bytes(space.size())
            + ")"
            + (nodes ? " has no free inode" : " is full")
            + ", so "
            + name
            + " cannot be written";
    return about(
        trace,
        suspect,
        "no-space",
        cause,
        Fix.of(
            nodes
                ? "remove files from " + point + ", many small ones use up its inodes"
                : "free space in " + point + ", enlarge it, or write elsewhere"),
        List.of(space));
  }
}
