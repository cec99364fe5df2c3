package faultline.exec.process.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.process.ProcessObservation.Program;
import faultline.exec.process.ProcessRule;
import faultline.exec.process.ProcessSight;
import java.util.List;
import java.util.stream.Stream;

/// A process says by its `argv[0]` that it is one program, and runs another one.
///
/// ## Why it breaks
///
/// `ps`, monitors and scripts believe `argv[0]`, which whoever starts a program can choose. They
/// count, signal and blame the wrong program. The file that runs is another one: a wrapper that was
/// mistaken, a copy in another directory, or something that hides.
///
/// ## Fix
///
/// Believe `/proc/PID/exe`. Find out who started it so: its parent is named in the report.

@RuleInfo(
    id = "FL-EXEC-134",
    name = "other-program-named",
    severity = Severity.WARNING,
    explanation = "argv0")
public final class OtherProgramNamed implements ProcessRule {
  @Override
  public Stream<Finding> check(ProcessSight seen) {
    return seen.of(Program.class)
        .filter(one -> kernel(one) || Titles.foreign(one) && !one.named().isEmpty())
        .map(one -> finding(seen, one));
  }

  /// Only threads of the kernel are shown in brackets, and they run no file.
  private static boolean kernel(Program program) {
    return !program.path().isEmpty()
        && program.title().matches("\\[[\\w/:.+-]+\\]")
        && program.arguments().size() == 1;
  }

  private Finding finding(ProcessSight seen, Program program) {
    var parent = seen.circumstances().parentName();
    return about(
        seen,
        "pid "
            + program.pid()
            + " calls itself "
            + program.title()
            + (program.named().isEmpty() || program.named().equals(program.title())
                ? ""
                : ", which is " + program.named())
            + ", and runs "
            + program.path(),
        Fix.of(
            "believe the file that it runs; its parent is pid "
                + seen.circumstances().parent()
                + (parent.isEmpty() ? "" : " (" + parent + ")")),
        program.path(),
        List.of(program));
  }
}
