package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation.NamesNothing;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.List;
import java.util.stream.Stream;

/// A setting names a file, a directory or a program that is not there.
///
/// ## Why it breaks
///
/// What it was there for moved or was never installed. Some tools fail, others go on without it.
///
/// ## Fix
///
/// Correct the setting, or remove it.
@RuleInfo(
    id = "FL-EXEC-107",
    name = "setting-names-nothing",
    severity = Severity.WARNING,
    explanation = "missing-file")
public final class SettingNamesNothing implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(NamesNothing.class)
        .map(
            one ->
                about(
                    one.name()
                        + (one.where().equals(one.name()) ? "" : " in " + one.where())
                        + " names "
                        + one.path()
                        + ", which is not there: "
                        + one.effect(),
                    one.where().equals(one.name())
                        ? Fix.of("correct " + one.name() + ", or unset it", "unset " + one.name())
                        : Fix.of("correct or remove " + one.where()),
                    one.path(),
                    EnvRule.source(one, one.value()),
                    List.of(one)));
  }
}
