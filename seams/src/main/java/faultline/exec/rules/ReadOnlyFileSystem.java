package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something is to be written to a file system that is mounted read-only.
///
/// ## Why it breaks
///
/// The mount says `ro`, for all users and whatever the permission bits say: images, packages and
/// disks with errors are mounted so.
///
/// ## Fix
///
/// Write elsewhere, or mount it read-write.
@RuleInfo(
    id = "FL-EXEC-047",
    name = "read-only-file-system",
    severity = Severity.ERROR,
    explanation = "read-only")
public final class ReadOnlyFileSystem implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("EROFS")) {
      return null;
    }
    var walked = failure.fact(PathFact.class);
    if (walked == null) {
      return about(
          trace,
          suspect,
          "read-only",
          Phrase.name(failure.path()) + " is on a file system that is mounted read-only",
          Fix.of("write elsewhere, or mount it read-write"),
          List.of());
    }
    var point = walked.mountPoint();
    var type = walked.mount().split(" ", 2)[0];
    var cause =
        (failure.path().isEmpty() ? "the file" : Phrase.name(failure.path()))
            + " cannot be written: the file system at "
            + Phrase.name(point.isEmpty() ? walked.reached() : point)
            + (type.isEmpty() ? "" : " (" + Phrase.name(type) + ")")
            + " is mounted read-only";
    return about(
        trace,
        suspect,
        "read-only",
        cause,
        Fix.of("write elsewhere, or mount " + Phrase.name(point) + " read-write"),
        List.of(walked, new ElsewhereFact(point, point, "mounted with " + walked.mountOptions())));
  }
}
