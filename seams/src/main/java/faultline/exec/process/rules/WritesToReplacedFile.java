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

/// A process writes to a file whose path names another file by now.
///
/// ## Why it breaks
///
/// Someone moved a new file to that path, or deleted the old one and made another: a rotation of
/// logs, an editor, a deployment. What the process writes goes to the old file, and whoever opens
/// the path waits for it in vain.
///
/// ## Fix
///
/// Let the process open its file again (many do so on SIGHUP), or restart it.

@RuleInfo(
    id = "FL-EXEC-133",
    name = "writes-to-replaced-file",
    severity = Severity.WARNING,
    explanation = "other")
public final class WritesToReplacedFile implements ProcessRule {
  @Override
  public Stream<Finding> check(ProcessSight seen) {
    return seen.of(Descriptor.class)
        .filter(one -> one.kind().equals("file") && one.state() == FileState.REPLACED)
        .filter(one -> one.access().contains("write"))
        .map(one -> finding(seen, one));
  }

  private Finding finding(ProcessSight seen, Descriptor one) {
    return about(
        seen,
        ProcessRule.process(seen)
            + " has "
            + one.path()
            + " open to write (fd "
            + one.number()
            + "), and another file is at that path now: it will not see what is written",
        Fix.of("let pid " + seen.circumstances().pid() + " open its files again, or restart it"),
        one.path(),
        List.of(one));
  }
}
