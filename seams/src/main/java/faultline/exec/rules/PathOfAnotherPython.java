package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation.Success;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Suspect;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `PYTHONPATH` made a Python load packages that were installed for another version of it.
///
/// ## Why it breaks
///
/// The folders of `PYTHONPATH` come before the interpreter's own. Source files of another version
/// load, until one of them uses what this version does not have; compiled parts are passed over.
///
/// ## Fix
///
/// Unset `PYTHONPATH`, and install the packages for the Python that runs.
@RuleInfo(
    id = "FL-EXEC-096",
    name = "path-of-another-python",
    severity = Severity.WARNING,
    explanation = "wrong-toolchain")
public final class PathOfAnotherPython implements ExecRule {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.PYTHON_PATH);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    if (clash == null || !(suspect.what() instanceof Success opened)) {
      return null;
    }
    var cause =
        "Python "
            + clash.version()
            + " loaded "
            + Phrase.name(clash.taken())
            + " from the packages of Python "
            + clash.wanted()
            + ", which PYTHONPATH names";
    return about(
        trace,
        suspect,
        "wrong-toolchain",
        cause,
        Setting.fromOutside(trace, "PYTHONPATH", clash.text())
            ? Fix.of("unset PYTHONPATH, or run Python " + clash.wanted(), "unset PYTHONPATH")
            : Fix.of("take that folder out of PYTHONPATH, or run Python " + clash.wanted()),
        opened.call(),
        opened.path(),
        clash.taken(),
        List.of(new SourceFact("env", "PYTHONPATH", clash.text(), opened.path(), "")));
  }
}
