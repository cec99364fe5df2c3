package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Suspect;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A setting that `go env -w` wrote made `go` take something else than the project asks for.
///
/// ## Why it breaks
///
/// `go env -w` writes to a file of the user, which counts in every directory and for every shell
/// from then on. Nothing in the project shows it, and the build succeeds: with another toolchain,
/// without the vendored packages, without the workspace, or for another machine.
///
/// ## Fix
///
/// Take the setting out of the file (`go env -u NAME`), and set it where it is needed only.
@RuleInfo(
    id = "FL-EXEC-092",
    name = "go-setting-contradicted",
    severity = Severity.WARNING,
    explanation = "config-value")
public final class GoSettingContradicted implements ExecRule {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.GO_SETTING);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    if (clash == null || !(suspect.what() instanceof Started image)) {
      return null;
    }
    var target = clash.taken().equals("GOOS") || clash.taken().equals("GOARCH");
    var cause =
        Phrase.name(clash.text())
            + " in "
            + Phrase.name(clash.where())
            + (target
                ? ": the program that was built is for "
                    + clash.version()
                    + ", not for this machine"
                : ": go took "
                    + Phrase.name(clash.version())
                    + ", and "
                    + Phrase.name(clash.right())
                    + " has "
                    + Phrase.name(clash.wanted()));
    var source = new SourceFact("goenv", clash.where(), clash.text(), image.path(), "");
    var right = new ElsewhereFact(clash.taken(), clash.right(), clash.wanted());
    return about(
        trace,
        suspect,
        clash.taken().equals("GOTOOLCHAIN") ? "wrong-toolchain" : "config-value",
        cause,
        Setting.unsetInFile(source, clash.taken()),
        "execve",
        image.path(),
        image.executable(),
        target ? List.of(source) : List.of(source, right));
  }
}
