package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation.Setting;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.List;
import java.util.stream.Stream;

/// A variable of the shell replaces what the user's file of settings says.
///
/// ## Why it breaks
///
/// It may be meant. But whoever looks into the file sees a value that does not count, and another
/// shell or a build server works with it.
///
/// ## Fix
///
/// Unset the variable, or make the file say the same.
@RuleInfo(
    id = "FL-EXEC-110",
    name = "shell-overrides-file",
    severity = Severity.INFO,
    explanation = "config-value")
public final class ShellOverridesFile implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(Setting.class)
        .filter(setting -> setting.source().kind().equals("env"))
        .flatMap(setting -> finding(setting));
  }

  private Stream<Finding> finding(Setting setting) {
    return setting.overridden().stream()
        .filter(other -> other.kind().equals("goenv") && !other.where().contains("/go.env:"))
        .filter(other -> !other.value().equals(setting.source().value()))
        .limit(1)
        .map(
            other ->
                about(
                    setting.source().where()
                        + "="
                        + setting.source().value()
                        + " in the environment replaces "
                        + other.value()
                        + " of "
                        + other.where(),
                    Fix.of(
                        "unset " + setting.source().where() + ", or correct " + other.where(),
                        "unset " + setting.source().where()),
                    null,
                    setting.source(),
                    List.of(setting.source(), other)));
  }
}
