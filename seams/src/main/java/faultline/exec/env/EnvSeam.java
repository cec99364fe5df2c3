package faultline.exec.env;

import faultline.core.Report.Part;
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
    return observe(target, new WorldProbe(target.directory(), target.environment()));
  }

  /// The same in any world.
  public static EnvSettings observe(EnvTarget target, World world) {
    var survey = new Survey(target.toolchain(), world);
    look(target.toolchain(), survey);
    if (target.ask()) {
      compare(survey, AskProbe.ask(target, survey));
    }
    return survey.settings(target.redact());
  }

  /// The same, where the answers of the tool are known.
  static EnvSettings observe(EnvTarget target, World world, Map<String, String> answers) {
    var survey = new Survey(target.toolchain(), world);
    look(target.toolchain(), survey);
    compare(survey, answers);
    return survey.settings(target.redact());
  }

  /// Without a setting nothing was looked at, whatever else lies around.
  @Override
  public Part judge(String target, EnvSettings seen) {
    var part = Seam.super.judge(target, seen);
    return seen.settings().isEmpty()
        ? new Part(
            part.seam(),
            part.target(),
            false,
            part.ranked(),
            part.findings(),
            part.notChecked(),
            part.unread(),
            part.observer(),
            part.details())
        : part;
  }

  private static void look(Toolchain toolchain, Survey survey) {
    switch (toolchain) {
      case GO -> new GoLook(survey).look();
      case PYTHON -> new PythonLook(survey).look();
      case NODE -> new NodeLook(survey).look();
      case JAVA -> new JavaLook(survey).look();
      case RUST -> new RustLook(survey).look();
      case C -> new CLook(survey).look();
      case DOTNET -> new DotnetLook(survey).look();
    }
  }

  /// Settings of which the tool says something else than we.
  private static void compare(Survey survey, Map<String, String> answers) {
    answers.forEach(
        (name, theirs) -> {
          var ours = survey.value(name);
          if (survey.has(name) && !ours.equals(theirs)) {
            survey.see(new EnvObservation.Answer(survey.tool(), name, ours, theirs));
          }
        });
    long compared = answers.keySet().stream().filter(survey::has).count();
    survey.use(uses -> uses.number("compared", compared));
  }
}
