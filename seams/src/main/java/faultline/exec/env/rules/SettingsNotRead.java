package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation.SettingsFile;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.List;
import java.util.stream.Stream;

/// A file with settings is there, and the tool does not read it.
///
/// ## Why it breaks
///
/// What stands in the file looks as if it counted. A variable has sent the tool to another file, or
/// the file lies where the tool does not look.
///
/// ## Fix
///
/// Unset the variable, or move the settings to the file that is read.
@RuleInfo(
    id = "FL-EXEC-103",
    name = "settings-file-not-read",
    severity = Severity.WARNING,
    explanation = "config-value")
public final class SettingsNotRead implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(SettingsFile.class)
        .filter(file -> !file.read() && file.settings() > 0)
        .map(
            file ->
                about(
                    file.where() + ", " + file.role() + ", is not read: " + file.why(),
                    Fix.of(
                        "move what shall count to a file that is read"
                            + (file.why().contains("=") ? ", or undo " + file.why() : "")),
                    file.where(),
                    EnvRule.source(file, ""),
                    List.of(file)));
  }
}
