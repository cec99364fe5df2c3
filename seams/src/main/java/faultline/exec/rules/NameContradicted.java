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

/// A program was started by a name with one version in it, and another version ran.
///
/// ## Why it breaks
///
/// A link or a script with the name of the wanted version satisfies who asks for the name. What ran
/// is told by `/proc/PID/exe` alone: the arguments and the name in `ps` repeat what was asked for.
///
/// ## Fix
///
/// Remove the link or the script, and install the version that it is named for.
@RuleInfo(
    id = "FL-EXEC-098",
    name = "name-contradicted",
    severity = Severity.WARNING,
    explanation = "wrong-toolchain")
public final class NameContradicted implements ExecRule {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.NAME);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    if (clash == null || !(suspect.what() instanceof Started image)) {
      return null;
    }
    var name = Paths.baseName(clash.where());
    var cause =
        Phrase.name(clash.where())
            + " was asked for, and "
            + Phrase.name(clash.taken())
            + " ran: version "
            + clash.version()
            + ", not "
            + clash.wanted();
    var fix =
        clash.where().contains("/")
            ? "install " + Phrase.name(name) + ", and remove " + Phrase.name(clash.where())
            : "install " + Phrase.name(name) + ", and start it by its own name";
    return about(
        trace,
        suspect,
        "wrong-toolchain",
        cause,
        Fix.of(fix),
        "execve",
        image.path(),
        image.executable(),
        List.of(
            new SourceFact(
                clash.where().contains("/") ? "file" : "argv",
                clash.where(),
                clash.text(),
                image.path(),
                "")));
  }
}
