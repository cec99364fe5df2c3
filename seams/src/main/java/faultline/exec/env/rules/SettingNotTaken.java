package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation.WithoutEffect;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.List;
import java.util.stream.Stream;

/// Somebody made a setting, and the tool does not take it as it stands there.
///
/// ## Why it breaks
///
/// Nothing is said about it. The tool works with another value than the one that can be read in the
/// variable or in the file.
///
/// ## Fix
///
/// The finding says what the tool takes instead; set it where and how the tool takes it.
@RuleInfo(
    id = "FL-EXEC-105",
    name = "setting-not-taken",
    severity = Severity.WARNING,
    explanation = "config-value")
public final class SettingNotTaken implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(WithoutEffect.class)
        .map(
            one ->
                about(
                    one.quote()
                        + (one.where().equals(one.name()) ? "" : " in " + one.where())
                        + " does not do what it says: "
                        + one.why(),
                    one.where().equals(one.name())
                        ? Fix.of("unset " + one.name() + ", or give it a value that counts")
                        : Fix.of("remove or correct " + one.where()),
                    null,
                    EnvRule.source(one, one.value()),
                    List.of(one)));
  }
}
