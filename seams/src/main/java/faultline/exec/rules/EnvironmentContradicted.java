package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The Python that ran is not that of the virtual environment that is activated, or the environment
/// was made for another version of Python.
///
/// ## Why it breaks
///
/// `VIRTUAL_ENV` says which environment is meant, and PATH decides which one runs. An environment
/// has its packages in a folder of one version; when the Python behind its link is upgraded, they
/// are not seen any more, and code that can do without them does.
///
/// ## Fix
///
/// Activate the environment that is meant, or make it again with the Python that is there.
@RuleInfo(
    id = "FL-EXEC-150",
    name = "environment-contradicted",
    severity = Severity.WARNING,
    explanation = "wrong-toolchain")
public final class EnvironmentContradicted implements ExecRule {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.VENV, Kind.VENV_VERSION);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    if (clash == null || !(suspect.what() instanceof Started image)) {
      return null;
    }
    boolean activated = clash.kind() == Kind.VENV;
    var cause =
        activated
            ? "VIRTUAL_ENV is "
                + Phrase.name(clash.wanted())
                + ", and "
                + Phrase.name(clash.taken())
                + ", which ran, is "
                + clash.version()
            : Phrase.name(clash.where())
                + ": the environment was made for Python "
                + clash.wanted()
                + ", and Python "
                + clash.version()
                + " runs, which does not see its packages";
    var home = Paths.parent(Paths.parent(Paths.absolute(image.directory(), image.path())));
    var fix =
        activated
            ? Fix.of("activate it: its bin has to come first in PATH")
            : Fix.of("make the environment again: python3 -m venv --clear " + ShellWord.path(home));
    return about(
        trace,
        suspect,
        "wrong-toolchain",
        cause,
        fix,
        "execve",
        image.path(),
        image.executable(),
        List.of(
            new SourceFact(
                activated ? "env" : "file", clash.where(), clash.text(), image.path(), "")));
  }
}
