package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation.Refused;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.List;
import java.util.stream.Stream;

/// A setting has a value that the tool refuses to work with.
///
/// ## Why it breaks
///
/// The tool ends with a message before it does anything.
///
/// ## Fix
///
/// Unset it, or give it a value of the form that the finding names.
@RuleInfo(
    id = "FL-EXEC-104",
    name = "setting-refused",
    severity = Severity.ERROR,
    explanation = "bad-setting")
public final class SettingRefused implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(Refused.class)
        .map(
            refused ->
                about(
                    refused.quote()
                        + (refused.where().equals(refused.name()) ? "" : " in " + refused.where())
                        + " is refused: "
                        + refused.why(),
                    fix(refused),
                    null,
                    EnvRule.source(refused, refused.value()),
                    List.of(refused)));
  }

  private static Fix fix(Refused refused) {
    return refused.where().equals(refused.name())
        ? Fix.of("unset " + refused.name() + ", or correct it", "unset " + refused.name())
        : Fix.of("correct " + refused.where());
  }
}
