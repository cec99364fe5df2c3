package faultline.exec.env;

import faultline.core.Rule;
import faultline.core.Seam;
import java.util.Map;

/// The second door of the execution seam: what a toolchain would be started with, and why.
///
/// All of it is computed from the environment and from files, in the order in which the tools
/// themselves look; nothing is started unless the target says so.
public final class EnvSeam implements Seam<EnvTarget, EnvSettings> {
  @Override
  public String name() {
    return "exec";
  }

  @Override
  public String describe(EnvTarget target) {
    return target.toolchain().word() + " in " + target.directory();
  }

  @Override
  public Class<? extends Rule<EnvSettings>> ruleType() {
    return EnvRule.class;
  }

  @Override
  public EnvSettings observe(EnvTarget target) {
    var world = new WorldProbe(target.directory(), target.environment());
    return observe(target, world);
  }

  /// The same in any world.
  static EnvSettings observe(EnvTarget target, World world) {
    var survey = new Survey(target.toolchain(), world);
    look(target.toolchain(), survey);
    if (target.ask()) {
      compare(survey, AskProbe.ask(target, survey));
    }
    return survey.settings(target.redact());
  }

  private static void look(Toolchain toolchain, Survey survey) {
    switch (toolchain) {
      case GO -> new GoLook(survey).look();
      case NODE, PYTHON, JAVA, DOTNET, RUST, C -> {}
    }
  }

  /// Settings of which the tool says something else than we.
  private static void compare(Survey survey, Map<String, String> answers) {
    answers.forEach(
        (name, theirs) -> {
          var ours = survey.has(name) ? survey.value(name) : null;
          if (ours != null && !ours.equals(theirs)) {
            survey.see(new EnvObservation.Answer(survey.tool(), name, ours, theirs));
          }
        });
    survey.use(uses -> uses.number("asked", answers.size()));
  }
}
