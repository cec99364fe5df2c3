package faultline.exec.process.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.process.FileState;
import faultline.exec.process.ProcessObservation;
import faultline.exec.process.ProcessObservation.Mapped;
import faultline.exec.process.ProcessObservation.Program;
import faultline.exec.process.ProcessRule;
import faultline.exec.process.ProcessSight;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A process runs a program or a library that is not at its path any more: it was replaced by
/// another file, or deleted.
///
/// ## Why it breaks
///
/// An upgrade puts a new file at the path. What runs keeps the old one until it is started anew: a
/// repaired hole stays open, and what it loads or starts later is of the new version and may not
/// fit. Whoever looks at the path sees a file that this process does not use.
///
/// ## Fix
///
/// Restart the process.

@RuleInfo(
    id = "FL-EXEC-131",
    name = "runs-old-file",
    severity = Severity.WARNING,
    explanation = "other")
public final class RunsOldFile implements ProcessRule {
  private static final int SHOWN = 8;

  @Override
  public Stream<Finding> check(ProcessSight seen) {
    var all = new ArrayList<ProcessObservation>();
    seen.of(Program.class).filter(one -> gone(one.state())).forEach(all::add);
    seen.of(Mapped.class)
        .filter(one -> one.executable() && gone(one.state()))
        .filter(one -> !ownWork(seen, one) && !isProgram(all, one))
        .forEach(all::add);
    return all.isEmpty() ? Stream.of() : Stream.of(finding(seen, all));
  }

  private static boolean gone(FileState state) {
    return state == FileState.REPLACED || state == FileState.DELETED;
  }

  private static boolean isProgram(List<ProcessObservation> all, Mapped mapped) {
    return all.stream()
        .anyMatch(one -> one instanceof Program program && program.path().equals(mapped.path()));
  }

  /// What programs write to a temporary directory, map and delete at once: native parts of
  /// archives, code that was made. It is younger than the process.
  private static boolean ownWork(ProcessSight seen, Mapped mapped) {
    var folder = seen.circumstances().variable("TMPDIR");
    boolean temporary =
        mapped.path().matches("/(tmp|var/tmp|dev/shm|run|var/run)/.*")
            || !folder.isEmpty() && mapped.path().startsWith(folder + "/");
    return temporary
        && mapped.state() == FileState.DELETED
        && (mapped.modified() < 0 || mapped.modified() >= seen.circumstances().started() - 1);
  }

  private Finding finding(ProcessSight seen, List<ProcessObservation> all) {
    var first = all.getFirst();
    var path = first instanceof Program program ? program.path() : ((Mapped) first).path();
    var state = first instanceof Program program ? program.state() : ((Mapped) first).state();
    var cause =
        ProcessRule.process(seen)
            + (first instanceof Program ? " runs " : " uses ")
            + path
            + " as it was when it started; "
            + (state == FileState.REPLACED
                ? "another file is at that path now"
                : "that file was deleted")
            + (all.size() == 1
                ? ""
                : ", and so it is with "
                    + (all.size() - 1)
                    + (all.size() == 2 ? " other" : " others"));
    return about(
        seen,
        cause,
        Fix.of("restart pid " + seen.circumstances().pid()),
        path,
        all.subList(0, Math.min(SHOWN, all.size())));
  }
}
