package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Suspect;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A `go` worked with the tools or the standard library of another version, because `GOROOT` names
/// its tree.
///
/// ## Why it breaks
///
/// A `go` finds its own tree by itself. `GOROOT`, left over from an older installation, sends it to
/// another one: it lists, documents and formats by that version, and compiles by it until a
/// compiler notices.
///
/// ## Fix
///
/// Unset `GOROOT`.
@RuleInfo(
    id = "FL-EXEC-091",
    name = "go-root-contradicted",
    severity = Severity.WARNING,
    explanation = "wrong-toolchain")
public final class GoRootContradicted implements ExecRule {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.GO_ROOT);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    if (clash == null || !(suspect.what() instanceof Started image)) {
      return null;
    }
    var cause =
        "GOROOT names the tree of "
            + clash.version()
            + ", and the go that ran is "
            + clash.wanted()
            + ": "
            + (image.executable().endsWith("/bin/go")
                ? "it read the sources of that tree"
                : "it started " + Phrase.name(image.executable()));
    boolean kept = !clash.where().equals("GOROOT");
    var source =
        new SourceFact(kept ? "goenv" : "env", clash.where(), clash.taken(), image.path(), "");
    var fix =
        kept
            ? Setting.unsetInFile(source, "GOROOT")
            : Setting.unset(trace, "GOROOT", clash.taken(), "start the go of that directory");
    return about(
        trace,
        suspect,
        "wrong-toolchain",
        cause,
        fix,
        "execve",
        image.path(),
        image.executable(),
        List.of(source));
  }
}
