package faultline.exec.env;

import faultline.core.Details;
import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.NamesNothing;
import faultline.exec.env.EnvObservation.Source;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The settings of C: which compiler `cc`, make and configure scripts start, for which machine,
/// where it looks for headers, and the variables that all of them hear.
final class CLook {
  /// What make takes where neither a variable nor a makefile says otherwise.
  private static final Map<String, String> OF_MAKE =
      Map.of("CC", "cc", "CXX", "g++", "AR", "ar", "LD", "ld", "AS", "as");

  /// Heard by make, configure scripts and CMake.
  private static final List<String> FLAGS =
      List.of("CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "LDLIBS");

  /// Heard by the compiler, the linker, pkg-config, CMake and Meson themselves.
  private static final List<String> VARIABLES =
      List.of(
          "CPATH",
          "C_INCLUDE_PATH",
          "CPLUS_INCLUDE_PATH",
          "LIBRARY_PATH",
          "COMPILER_PATH",
          "GCC_EXEC_PREFIX",
          "CCC_OVERRIDE_OPTIONS",
          "LD_RUN_PATH",
          "LD_LIBRARY_PATH",
          "PKG_CONFIG",
          "PKG_CONFIG_PATH",
          "PKG_CONFIG_LIBDIR",
          "PKG_CONFIG_SYSROOT_DIR",
          "MAKEFLAGS",
          "CMAKE_PREFIX_PATH",
          "CMAKE_TOOLCHAIN_FILE",
          "CMAKE_GENERATOR",
          "CMAKE_C_COMPILER_LAUNCHER",
          "SOURCE_DATE_EPOCH");

  /// These start another compiler.
  private static final Set<String> IN_FRONT = Set.of("ccache", "distcc", "sccache", "icecc");

  private final Survey survey;
  private final World world;

  CLook(Survey survey) {
    this.survey = survey;
    this.world = survey.world();
  }

  void look() {
    var asked = asked();
    var path = path(asked.value());
    var compiler = path.isEmpty() ? null : CCompiler.of(world, path);
    if (compiler == null) {
      if (path.isEmpty() && asked.kind().equals("env")) {
        survey.see(
            new NamesNothing(
                "CC", "CC", asked.value(), word(asked.value()), "make and configure scripts fail"));
      }
      survey.use(uses -> path.isEmpty() ? uses : uses.text("executable", path));
      survey.notChecked(
          "the settings of C",
          path.isEmpty()
              ? "there is no " + word(asked.value()) + " in PATH"
              : path + " is neither gcc nor clang; it may be a script",
          !path.isEmpty() || asked.kind().equals("env")
              ? "set CC to a compiler that is here"
              : "install a compiler, such as gcc");
      new CVersions(survey).look("");
      return;
    }
    var builder = world.program("make");
    survey.use(
        _ ->
            Details.NONE
                .text("executable", compiler.path())
                .text("resolved", compiler.real())
                .text("version", compiler.version())
                .text("family", compiler.family())
                .text("machine", compiler.machine())
                .text("make", builder));
    survey.set(
        "compiler",
        compiler.path(),
        List.of(asked.kind().equals("env") ? asked : new Source("env", "PATH", path)));
    survey.computed("version", compiler.version(), compiler.real());
    survey.computed("machine", compiler.machine(), compiler.real());
    OF_MAKE.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            one -> {
              var built = new Source("default", "built into make", one.getValue());
              survey.set(
                  one.getKey(),
                  world.environment().containsKey(one.getKey())
                      ? List.of(survey.variable(one.getKey()), built)
                      : List.of(built));
            });
    for (var name : FLAGS) {
      survey.set(
          name,
          world.environment().containsKey(name)
              ? List.of(survey.variable(name))
              : List.of(new Source("default", "not set", "")));
    }
    for (var name : VARIABLES) {
      if (world.environment().containsKey(name)) {
        survey.set(name, List.of(survey.variable(name)));
      }
    }
    headers(compiler);
    new CVersions(survey).look(compiler.real());
    new CDrift(survey, compiler).look();
  }

  /// Who says which compiler.
  private Source asked() {
    if (!world.variable("CC").isBlank()) {
      return survey.variable("CC");
    }
    return new Source("default", "built into make", "cc");
  }

  /// The compiler in a command such as `ccache gcc -m32`; empty where there is none.
  private String path(String command) {
    var words = command.strip().split("\\s+", -1);
    int at = words.length > 1 && IN_FRONT.contains(Paths.baseName(words[0])) ? 1 : 0;
    if (words[at].contains("/")) {
      var path = Paths.absolute(world.directory(), words[at]);
      return world.isExecutable(path) ? path : "";
    }
    for (var path : world.programs(words[at])) {
      var real = world.real(path);
      if (real != null && !IN_FRONT.contains(Paths.baseName(real))) {
        return path; // behind a folder of links to ccache
      }
    }
    return "";
  }

  private static String word(String command) {
    return command.strip().split("\\s+", 2)[0];
  }

  private void headers(CCompiler compiler) {
    if (compiler.folders().isEmpty() || world.environment().containsKey("GCC_EXEC_PREFIX")) {
      survey.notChecked(
          "where headers are looked for",
          compiler.folders().isEmpty()
              ? compiler.real() + " does not tell"
              : "GCC_EXEC_PREFIX moves the files of gcc",
          compiler.path() + " -E -v -x c /dev/null");
      return;
    }
    var all = compiler.search(world, world.variable("CPATH"), world.variable("C_INCLUDE_PATH"));
    survey.computed("headers", String.join(":", all), "CPATH, C_INCLUDE_PATH, built in");
  }
}
