package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Success;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A package was loaded in a version outside of the range that the package which needs it asks for.
///
/// ## Why it breaks
///
/// Node takes the nearest `node_modules` that has a package of the name, and reads no ranges. Only
/// the package manager does, when it installs. A copy from elsewhere, from before an upgrade, or
/// from a folder further up is loaded without a word.
///
/// ## Fix
///
/// Install again from the lock file (`npm ci`), or change the range.
@RuleInfo(
    id = "FL-EXEC-095",
    name = "package-out-of-range",
    severity = Severity.WARNING,
    explanation = "abi-number")
public final class PackageOutOfRange implements ExecRule {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.NODE_PACKAGE);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    if (clash == null || !(suspect.what() instanceof Success opened)) {
      return null;
    }
    var cause =
        Phrase.name(clash.where())
            + " asks for "
            + Phrase.name(clash.wanted())
            + ", and "
            + Phrase.name(clash.taken())
            + ", which was loaded, is "
            + Phrase.name(clash.version());
    var evidence = new ArrayList<ExecObservation>();
    if (!clash.right().isEmpty()) {
      evidence.add(
          new ElsewhereFact(clash.wanted(), clash.right(), "has a version that is asked for"));
      cause += "; it hides " + Phrase.name(clash.right());
    }
    evidence.add(new SourceFact("file", clash.where(), clash.text(), opened.path(), ""));
    var project = Paths.parent(clash.where());
    int modules = project.indexOf("/node_modules/");
    var top = modules < 0 ? project : project.substring(0, modules);
    return about(
        trace,
        suspect,
        "abi-number",
        cause,
        Fix.of("install again in " + Phrase.name(top) + ", as package.json and its lock file say"),
        opened.call(),
        opened.path(),
        opened.absolute(),
        evidence);
  }
}
