package faultline.exec.env.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.env.EnvObservation;
import faultline.exec.env.EnvObservation.Installed;
import faultline.exec.env.EnvObservation.OtherHome;
import faultline.exec.env.EnvRule;
import faultline.exec.env.EnvSettings;
import java.util.ArrayList;
import java.util.stream.Stream;

/// A variable or a file names one installation of a toolchain, and the program that runs belongs to
/// another.
///
/// ## Why it breaks
///
/// A compiler, its libraries and its tools are one set. The program takes parts from the tree that
/// the setting names, and notices late or never that they are of another version.
///
/// ## Fix
///
/// Remove the setting: the program finds its own tree. Or start the program of the tree that the
/// setting names.
@RuleInfo(
    id = "FL-EXEC-101",
    name = "home-of-another-version",
    severity = Severity.WARNING,
    explanation = "wrong-toolchain")
public final class OtherVersionsHome implements EnvRule {
  @Override
  public Stream<Finding> check(EnvSettings seen) {
    return seen.of(OtherHome.class).map(home -> finding(seen, home));
  }

  private Finding finding(EnvSettings seen, OtherHome home) {
    var cause =
        home.name()
            + " names "
            + home.home()
            + (home.homeVersion().isEmpty() ? "" : " (" + home.homeVersion() + ")")
            + ", and "
            + home.tool()
            + " is "
            + (home.toolVersion().isEmpty() ? "of another installation" : home.toolVersion())
            + ": "
            + home.effect();
    var evidence = new ArrayList<EnvObservation>();
    evidence.add(home);
    seen.of(Installed.class)
        .filter(one -> one.where().equals(home.tool()) || one.used())
        .limit(1)
        .forEach(evidence::add);
    boolean line = home.where().contains("/");
    var fix =
        line
            ? Fix.of("remove " + home.name() + " from " + home.where())
            : Fix.of(
                "unset " + home.name() + ", or start the program of that tree",
                "unset " + home.name());
    return about(cause, fix, home.home(), EnvRule.source(home, home.home()), evidence);
  }
}
