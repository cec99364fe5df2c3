package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation.Source;
import faultline.exec.env.EnvObservation.StartLine;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.List;
import java.util.stream.Stream;

/// A file that shells read when they start gives a variable another value than it has in this
/// shell.
///
/// ## Why it breaks
///
/// The next terminal, login or build server starts with the other value. What works here does not
/// work there, or the other way round.
///
/// ## Fix
///
/// Correct the line, or start a new shell.
@RuleInfo(
    id = "FL-EXEC-108",
    name = "start-file-differs",
    severity = Severity.WARNING,
    explanation = "config-value")
public final class StartFileDiffers implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(StartLine.class)
        .map(
            line ->
                about(
                    line.where()
                        + " sets "
                        + line.name()
                        + " to "
                        + line.value()
                        + "; here it is "
                        + (line.set() ? line.here().isEmpty() ? "empty" : line.here() : "not set"),
                    Fix.of("correct " + line.where() + ", or start a new shell"),
                    null,
                    new Source("file", line.where(), line.value()),
                    List.of(line)));
  }
}
