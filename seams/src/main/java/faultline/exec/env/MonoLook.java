package faultline.exec.env;

import faultline.core.Details;
import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Installed;
import faultline.exec.env.EnvObservation.NamesNothing;
import faultline.exec.env.EnvObservation.Source;
import java.util.List;
import java.util.regex.Pattern;

/// The settings of Mono; mono(1).
record MonoLook(Survey survey) {
  private static final Pattern VERSION = Pattern.compile("\0([0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+)\0");

  private static final List<String> VARIABLES =
      List.of(
          "MONO_PATH",
          "MONO_GAC_PREFIX",
          "MONO_CONFIG",
          "MONO_ENV_OPTIONS",
          "MONO_GC_PARAMS",
          "MONO_LOG_LEVEL",
          "MONO_LOG_MASK",
          "MONO_THREADS_PER_CPU",
          "MONO_TLS_PROVIDER",
          "MONO_IOMAP",
          "LD_LIBRARY_PATH");

  void look() {
    var world = survey.world();
    var first = world.program("mono");
    var real = first == null ? null : world.real(first);
    var version = real == null ? null : world.inProgram(real, VERSION);
    if (first == null || real == null || version == null) {
      survey.use(uses -> first == null ? uses : uses.text("executable", first));
      survey.notChecked(
          "the settings of .NET",
          first == null
              ? "there is no dotnet and no mono in PATH"
              : first + " does not tell its version; it may be a script",
          "install .NET, or put the directory of dotnet into PATH");
      return;
    }
    var compiler = world.program("mcs");
    survey.use(
        _ ->
            Details.NONE
                .text("executable", first)
                .text("resolved", real)
                .text("version", version)
                .text("runtime", "Mono")
                .text("compiler", compiler));
    var tree = Paths.parent(Paths.parent(real));
    survey.set("root", tree, List.of(new Source("env", "PATH", first)));
    survey.computed("version", version, real);
    survey.set(
        "MONO_CFG_DIR",
        world.variable("MONO_CFG_DIR").isEmpty()
            ? List.of(new Source("default", "built in", "/etc"))
            : List.of(survey.variable("MONO_CFG_DIR")));
    for (var name : VARIABLES) {
      if (world.environment().containsKey(name)) {
        survey.set(name, List.of(survey.variable(name)));
      }
    }
    for (var name : List.of("MONO_PATH", "MONO_GAC_PREFIX")) {
      var value = world.variable(name);
      for (var one : value.isEmpty() ? List.<String>of() : List.of(value.split(":", -1))) {
        if (!one.isEmpty() && !world.exists(Paths.absolute(world.directory(), one))) {
          survey.see(new NamesNothing(name, name, value, one, "no assembly is found there"));
        }
      }
    }
    survey.see(new Installed(first, version, "PATH", true));
    survey.startLines(List.of("MONO_PATH", "MONO_GAC_PREFIX"));
  }
}
