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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A compiled extension is there, for another version of the interpreter or of a library, and the
/// package that wanted it did without.
///
/// ## Why it breaks
///
/// Compiled code fits one version: Node has `NODE_MODULE_VERSION`, Python the tag in the name of
/// the file, libraries the versions of their symbols. Many packages try their extension first and
/// fall back to a slower or smaller one without a word.
///
/// ## Fix
///
/// Install the package again with the interpreter that runs, or run the one it was built for.
@RuleInfo(
    id = "FL-EXEC-097",
    name = "extension-passed-over",
    severity = Severity.WARNING,
    explanation = "abi-number")
public final class ExtensionPassedOver implements ExecRule {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.EXTENSION);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    if (clash == null || !(suspect.what() instanceof Success opened)) {
      return null;
    }
    var extension = new ElsewhereFact(clash.wanted(), clash.taken(), "is for " + clash.version());
    boolean loaded = opened.absolute().equals(clash.taken());
    var cause =
        Phrase.name(clash.taken())
            + " is for "
            + Phrase.name(clash.version())
            + ", and "
            + Phrase.name(clash.wanted())
            + " runs: "
            + (loaded
                ? "it was opened and passed over"
                : Phrase.name(clash.where()) + " imports it and has to do without");
    var evidence =
        loaded
            ? List.<ExecObservation>of(clash)
            : List.of(
                extension, new SourceFact("file", clash.where(), clash.text(), opened.path(), ""));
    return about(
        trace,
        suspect,
        "abi-number",
        cause,
        Fix.of(
            "install "
                + Phrase.name(Paths.baseName(Paths.parent(clash.taken())))
                + " again for "
                + Phrase.name(clash.wanted())),
        opened.call(),
        opened.path(),
        clash.taken(),
        evidence);
  }
}
