package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation.DefaultsLost;
import faultline.exec.env.EnvObservation.Source;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.List;
import java.util.stream.Stream;

/// The file with a toolchain's defaults is looked for in another tree, and is not there.
///
/// ## Why it breaks
///
/// The go command reads `go.env` from the GOROOT of the user's file, even if the variable GOROOT
/// names another tree and wins for everything else. Where the file is missing there, GOPROXY,
/// GOSUMDB and GOTOOLCHAIN are silently empty, while `go env GOROOT` looks right.
///
/// ## Fix
///
/// Remove the line with GOROOT: the go command finds its own tree.
@RuleInfo(
    id = "FL-EXEC-106",
    name = "defaults-not-found",
    severity = Severity.WARNING,
    explanation = "missing-file")
public final class DefaultsNotFound implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(DefaultsLost.class)
        .map(
            lost ->
                about(
                    String.join(", ", lost.names())
                        + (lost.names().size() == 1 ? " is" : " are")
                        + " empty, because defaults are looked for in "
                        + lost.where()
                        + " ("
                        + lost.because()
                        + " says so)"
                        + (lost.elsewhere().isEmpty() ? "" : "; they are in " + lost.elsewhere()),
                    lost.because().contains("/")
                        ? Fix.of("remove the line " + lost.because())
                        : Fix.of("unset " + lost.because(), "unset " + lost.because()),
                    lost.where(),
                    new Source(
                        lost.because().contains("/") ? "goenv" : "env",
                        lost.because(),
                        lost.where()),
                    List.of(lost)));
  }
}
