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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file beside the script has the name of another module, and modules that mean the other one got
/// this one.
///
/// ## Why it breaks
///
/// Python looks first in the folder of the script and in `PYTHONPATH`, and keeps one module for
/// each name in the whole process. A file `random.py` there replaces the one of the standard
/// library for everybody, also for the library itself. What it lacks fails at a distance, or is
/// replaced by a fallback in silence.
///
/// ## Fix
///
/// Rename the file, and remove its compiled form in `__pycache__`.
@RuleInfo(
    id = "FL-EXEC-094",
    name = "module-shadowed",
    severity = Severity.WARNING,
    explanation = "module-missing")
public final class ModuleShadowed implements ExecRule {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.PYTHON_MODULE);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    if (clash == null || !(suspect.what() instanceof Success opened)) {
      return null;
    }
    var taken = Phrase.name(clash.taken());
    var cause =
        taken
            + " was imported as "
            + clash.version()
            + " and hides "
            + Phrase.name(clash.right())
            + (clash.blamed()
                ? ", which has " + Phrase.name(clash.wanted())
                : ", which " + Phrase.name(clash.where()) + " wants");
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(
        trace
            .messages()
            .filter(message -> clash.blamed() && message.text().strip().equals(clash.text()))
            .map(ExecObservation.class::cast)
            .findFirst()
            .orElse(clash));
    evidence.add(new ElsewhereFact(clash.version(), clash.right(), "is hidden by " + taken));
    var folder = Paths.parent(clash.taken());
    var folderOfPackage = clash.taken().endsWith("/__init__.py") ? Paths.parent(folder) : folder;
    var process = trace.process(opened.pid());
    var image = process == null ? null : process.image();
    var directory = image == null ? opened.directory() : image.directory();
    var search = trace.environment(opened.pid()).getOrDefault("PYTHONPATH", "");
    boolean named =
        List.of(search.split(":", -1)).stream()
            .filter(word -> !word.isEmpty())
            .anyMatch(
                word -> Paths.normal(Paths.absolute(directory, word)).equals(folderOfPackage));
    if (named) {
      evidence.add(new SourceFact("env", "PYTHONPATH", search, opened.path(), ""));
    } else {
      evidence.add(
          new SourceFact("cwd", folderOfPackage, Paths.baseName(clash.taken()), opened.path(), ""));
    }
    return about(
        trace,
        suspect,
        "module-missing",
        cause,
        Fix.of(
            "rename "
                + Phrase.name(clash.taken().endsWith("/__init__.py") ? folder : clash.taken())
                + (named ? ", or take its folder out of PYTHONPATH" : "")),
        opened.call(),
        opened.path(),
        clash.taken(),
        evidence);
  }
}
