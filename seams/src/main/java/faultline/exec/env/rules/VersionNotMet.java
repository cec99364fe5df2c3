package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation;
import faultline.exec.env.EnvObservation.Demand;
import faultline.exec.env.EnvObservation.Installed;
import faultline.exec.env.EnvObservation.Source;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.ArrayList;
import java.util.stream.Stream;

/// A file of the project asks for a version of a tool, and the one that would run does not fit.
///
/// ## Why it breaks
///
/// Some tools refuse to work then, others go on and fail at the first thing that they do not know.
///
/// ## Fix
///
/// Install the version that the file asks for and use it here, or change the file.
@RuleInfo(
    id = "FL-EXEC-102",
    name = "version-not-met",
    severity = Severity.WARNING,
    explanation = "wrong-toolchain")
public final class VersionNotMet implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(Demand.class).filter(one -> !one.met()).map(one -> finding(seen, one));
  }

  private Finding finding(EnvSettings seen, Demand demand) {
    var found = demand.found().isEmpty() ? "none is found" : demand.found() + " is used";
    var cause =
        demand.where()
            + " asks for "
            + demand.tool()
            + " "
            + demand.needed()
            + ", and "
            + found
            + (demand.effect().isEmpty() ? "" : ": " + demand.effect());
    var evidence = new ArrayList<EnvObservation>();
    evidence.add(demand);
    seen.of(Installed.class).filter(Installed::used).limit(1).forEach(evidence::add);
    var fix =
        Fix.of(
            "install "
                + demand.tool()
                + " "
                + demand.needed()
                + " and use it here, or change "
                + demand.where());
    return about(cause, fix, null, new Source("file", demand.where(), demand.text()), evidence);
  }
}
