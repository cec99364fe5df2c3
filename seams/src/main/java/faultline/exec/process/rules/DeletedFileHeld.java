package faultline.exec.process.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.process.FileState;
import faultline.exec.process.ProcessObservation.Descriptor;
import faultline.exec.process.ProcessRule;
import faultline.exec.process.ProcessSight;
import java.util.List;
import java.util.stream.Stream;

/// A process holds a file that was deleted: its space is not given back, or what is written to it
/// is lost.
///
/// ## Why it breaks
///
/// A file goes on until the last descriptor is closed. The disk stays full although nothing can be
/// found on it, and what a process writes to a file without a name nobody will read.
///
/// ## Fix
///
/// Let the process open its file again (many do so on SIGHUP), or restart it. What is in the file
/// can be copied from `/proc/PID/fd/FD` until then.

@RuleInfo(
    id = "FL-EXEC-132",
    name = "deleted-file-held",
    severity = Severity.WARNING,
    explanation = "other")
public final class DeletedFileHeld implements ProcessRule {
  /// Smaller ones that can be read are how programs make temporary files.
  private static final long LARGE = 32L << 20;

  @Override
  public Stream<Finding> check(ProcessSight seen) {
    return seen.of(Descriptor.class)
        .filter(one -> one.kind().equals("file") && one.state() == FileState.DELETED)
        .filter(one -> !one.nameless() && !one.path().matches("/dev/shm/.*|.*/#[0-9]+"))
        .filter(one -> one.allocated() >= LARGE || one.access().equals("write") && one.size() > 0)
        .map(one -> finding(seen, one));
  }

  private Finding finding(ProcessSight seen, Descriptor one) {
    boolean lost = one.access().equals("write");
    var cause =
        ProcessRule.process(seen)
            + (lost ? " writes to " : " holds ")
            + one.path()
            + " (fd "
            + one.number()
            + "), which was deleted: "
            + (one.allocated() >= 1 << 20
                ? (one.allocated() >> 20) + " MiB are not given back"
                : "what it writes there is lost");
    return about(
        seen,
        cause,
        Fix.of(
            "let pid "
                + seen.circumstances().pid()
                + " open its files again, or restart it; until then the content is in /proc/"
                + seen.circumstances().pid()
                + "/fd/"
                + one.number()),
        one.path(),
        List.of(one));
  }
}
