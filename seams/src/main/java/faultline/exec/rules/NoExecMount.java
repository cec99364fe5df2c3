package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program or a library lies on a file system that is mounted with `noexec`.
///
/// ## Why it breaks
///
/// With that option the kernel starts no program from there and maps no code of libraries, whatever
/// the permission bits say. Temporary directories are often mounted so, and build tools run what
/// they have just built from there.
///
/// ## Fix
///
/// Put it on another file system, or point the variable that chose the place (`TMPDIR`, `GOTMPDIR`,
/// `GOCACHE`, ...) at one. Scripts can be started through their interpreter.
@RuleInfo(
    id = "FL-EXEC-043",
    name = "mounted-noexec",
    severity = Severity.ERROR,
    explanation = "noexec")
public final class NoExecMount implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null) {
      return null;
    }
    boolean starts =
        failure.errno().equals("EACCES")
            && (failure.call().startsWith("execve") || failure.detail().equals("X_OK"));
    boolean maps =
        failure.errno().equals("EPERM")
            && (failure.call().startsWith("mmap") || failure.call().equals("mprotect"));
    var walked = failure.fact(PathFact.class);
    if (!starts && !maps
        || walked == null
        || walked.end() != End.FOUND
        || walked.isDirectory()
        || !walked.mountedWith("noexec")) {
      return null;
    }
    var cause =
        Phrase.name(failure.path())
            + (maps ? " cannot be mapped as code: " : " cannot be started: ")
            + Phrase.name(walked.mountPoint())
            + " is mounted noexec";
    return about(
        trace,
        suspect,
        "noexec",
        cause,
        Fix.of(
            "put it on a file system that is mounted with exec, or point what chose this place at"
                + " one"),
        List.of(walked, mount(walked)));
  }

  private static ExecObservation mount(PathFact walked) {
    return new ElsewhereFact(
        walked.mountPoint(), walked.mountPoint(), "mounted with " + walked.mountOptions());
  }
}
