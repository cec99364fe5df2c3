package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation.Stranger;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.List;
import java.util.stream.Stream;

/// Two tools that work together come from two installations of different versions.
///
/// ## Why it breaks
///
/// A package manager installs for its own runtime, a compiler makes what the other's runtime does
/// not load. PATH, or a link in a directory of it, mixes them.
///
/// ## Fix
///
/// Put the directory of one installation first into PATH, or call the tool of the right one by its
/// path.
@RuleInfo(
    id = "FL-EXEC-109",
    name = "tools-of-two-versions",
    severity = Severity.WARNING,
    explanation = "shadowed-tool")
public final class ToolsOfTwoVersions implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(Stranger.class)
        .map(
            one ->
                about(
                    one.where()
                        + " belongs to "
                        + (one.version().isEmpty() ? "another installation" : one.version())
                        + ", and "
                        + one.main()
                        + " is "
                        + one.mainVersion(),
                    Fix.of("use tools of one installation: see the order of PATH"),
                    one.where(),
                    null,
                    List.of(one)));
  }
}
