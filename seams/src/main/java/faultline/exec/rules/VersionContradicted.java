package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.DemandFact;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A file of the project asks for a version of a tool, and the one that `PATH` found has another.
///
/// ## Why it breaks
///
/// Nothing failed: files such as `.nvmrc` and `.python-version` are read by version managers only,
/// and a tool that is started past them never sees them. What was built or printed comes from
/// another version than the project is meant for.
///
/// ## Fix
///
/// Start the version manager in this shell, put the right version first in `PATH`, or change the
/// file.
@RuleInfo(
    id = "FL-EXEC-089",
    name = "version-contradicted",
    severity = Severity.WARNING,
    explanation = "wrong-toolchain")
public final class VersionContradicted implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (!(suspect.what() instanceof Started image)) {
      return null;
    }
    var subject = "#" + image.sequence();
    var demand =
        trace
            .of(DemandFact.class)
            .filter(one -> one.subject().equals(subject))
            .findFirst()
            .orElse(null);
    if (demand == null) {
      return null;
    }
    var behind =
        trace
            .of(ElsewhereFact.class)
            .filter(one -> one.wanted().equals(subject))
            .findFirst()
            .orElse(null);
    var tool = Phrase.name(demand.tool() + " " + demand.needed());
    var cause =
        Phrase.name(demand.where())
            + " asks for "
            + tool
            + ", and "
            + Phrase.name(image.path())
            + ", which ran, is "
            + Phrase.name(demand.found());
    var file = new SourceFact("file", demand.where(), demand.text(), image.path(), "");
    var evidence = new ArrayList<ExecObservation>();
    if (behind == null) {
      evidence.add(file);
      var fix =
          Fix.of(
              "use "
                  + tool
                  + " here, install it if need be, or change "
                  + Phrase.name(demand.where()));
      return about(trace, suspect, "wrong-toolchain", cause, fix, evidence, image);
    }
    var search = trace.environment(image.pid()).getOrDefault("PATH", "");
    evidence.add(demand);
    evidence.add(behind);
    evidence.add(new SourceFact("env", "PATH", search, image.path(), ""));
    var directory = Paths.parent(behind.path());
    var text = "put " + Phrase.name(directory) + " first in PATH";
    var fix =
        Setting.fromOutside(trace, "PATH", search)
            ? Fix.of(text, "export PATH=" + ShellWord.quote(directory) + ":\"$PATH\"")
            : Fix.of(text);
    var hidden = cause + "; it hides " + Phrase.name(behind.path());
    return about(trace, suspect, "shadowed-tool", hidden, fix, evidence, image);
  }

  private Finding about(
      ExecTrace trace,
      Suspect suspect,
      String word,
      String cause,
      Fix fix,
      ArrayList<ExecObservation> evidence,
      Started image) {
    return about(
        trace, suspect, word, cause, fix, "execve", image.path(), image.executable(), evidence);
  }
}
