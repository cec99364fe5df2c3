package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Success;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.Paths;
import faultline.exec.ProcessView;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A program, or a library that it had mapped, was replaced by another file while it ran.
///
/// ## Why it breaks
///
/// A process keeps the file that it was started from. Who looks at the path sees the new one, and
/// what answers is the old one. A file that is written over instead of replaced changes under the
/// process, which then works with parts of both or crashes.
///
/// ## Fix
///
/// Start the process again after the file has changed. Replace files by renaming (`mv`, `install`),
/// not by writing over them.
@RuleInfo(
    id = "FL-EXEC-099",
    name = "replaced-while-running",
    severity = Severity.WARNING,
    explanation = "other")
public final class ReplacedWhileRunning implements ExecRule {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.REPLACED);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    var process = trace.process(suspect.what().pid());
    if (clash == null || process == null || !(suspect.what() instanceof Started image)) {
      return null;
    }
    var writer = writer(trace, clash, image.sequence());
    if (writer != null && within(trace, process, writer.pid())) {
      return null; // it renews itself
    }
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(clash);
    if (writer != null) {
      evidence.add(writer);
    }
    boolean program = clash.taken().equals(image.executable());
    var cause =
        Phrase.name(clash.taken())
            + " was "
            + clash.version()
            + (writer == null ? "" : " by " + Phrase.program(trace, writer))
            + " while pid "
            + image.pid()
            + (program
                ? " ran it"
                : ", " + Phrase.name(Paths.baseName(image.path())) + ", had it mapped")
            + (clash.version().equals("replaced") ? ": it worked with the old one to its end" : "");
    return about(
        trace,
        suspect,
        clash.blamed() ? "fatal-signal" : "other",
        cause,
        Fix.of(
            clash.version().equals("replaced")
                ? "start it again after the file has changed"
                : "stop it first, or replace the file with mv instead of writing over it"),
        "execve",
        image.path(),
        clash.taken(),
        evidence);
  }

  /// Who gave the path its other file, if it was a process of this run.
  private static @Nullable Success writer(ExecTrace trace, ClashFact clash, long after) {
    return trace
        .of(Success.class)
        .filter(success -> success.sequence() > after)
        .filter(
            success ->
                success.absolute().equals(clash.taken())
                        && (success.detail().contains("O_CREAT")
                            || success.detail().contains("O_TRUNC"))
                    || Paths.absolute(success.directory(), success.detail()).equals(clash.taken()))
        .reduce((_, last) -> last)
        .orElse(null);
  }

  private static boolean within(ExecTrace trace, ProcessView process, int pid) {
    return trace.ancestry(pid).stream().anyMatch(one -> one.pid() == process.pid());
  }
}
