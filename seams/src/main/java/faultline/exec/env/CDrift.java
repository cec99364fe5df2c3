package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.NamesNothing;
import faultline.exec.env.EnvObservation.Stranger;
import faultline.exec.env.EnvObservation.WithoutEffect;
import java.util.List;
import java.util.regex.Pattern;

/// What does not fit together in the settings of C, as facts for the rules.
record CDrift(Survey survey, CCompiler compiler) {
  private static final Pattern CACHED =
      Pattern.compile("(?m)^CMAKE_C_COMPILER:(?:FILE|)PATH=(.+)$|^CMAKE_C_COMPILER:STRING=(.+)$");

  private World world() {
    return survey.world();
  }

  void look() {
    folders();
    other();
    cache();
    survey.startLines(
        List.of(
            "CC",
            "CXX",
            "CFLAGS",
            "CPPFLAGS",
            "LDFLAGS",
            "CPATH",
            "C_INCLUDE_PATH",
            "LIBRARY_PATH",
            "PKG_CONFIG_PATH"));
  }

  /// Directories that are named and not there are passed over in silence.
  private void folders() {
    for (var name :
        List.of(
            "CPATH", "C_INCLUDE_PATH", "LIBRARY_PATH", "PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR")) {
      var value = world().variable(name);
      for (var one : CCompiler.entries(value)) {
        if (!world().exists(Paths.absolute(world().directory(), one))) {
          survey.see(
              new NamesNothing(
                  name,
                  name,
                  value,
                  one,
                  name.startsWith("PKG")
                      ? "no package is found there"
                      : name.equals("LIBRARY_PATH")
                          ? "no library is found there"
                          : "no header is found there"));
        }
      }
    }
  }

  /// The compiler of C++ that works with this one.
  private void other() {
    var command = world().variable("CXX").strip();
    if (command.isEmpty() || !world().variable("CC").isBlank() == command.isEmpty()) {
      return; // make has one of its own
    }
    var word = command.split("\\s+", 2)[0];
    var path =
        word.contains("/") ? Paths.absolute(world().directory(), word) : world().program(word);
    if (path == null || !world().isExecutable(path)) {
      survey.see(new NamesNothing("CXX", "CXX", command, word, "make and configure scripts fail"));
      return;
    }
    var its = CCompiler.of(world(), path);
    if (its != null
        && its.family().equals(compiler.family())
        && !its.version().equals(compiler.version())) {
      survey.see(new Stranger(path, "CXX", its.version(), compiler.path(), compiler.version()));
    }
  }

  /// A build directory of CMake keeps the compiler of its first run.
  private void cache() {
    for (var folder : List.of("", "/build")) {
      var path = world().directory() + folder + "/CMakeCache.txt";
      var text = world().text(path);
      var at = text == null ? null : CACHED.matcher(text);
      if (text == null || at == null || !at.find()) {
        continue;
      }
      var kept = at.group(1) == null ? at.group(2) : at.group(1);
      long line = text.substring(0, at.start()).chars().filter(c -> c == '\n').count() + 1;
      var real = world().real(kept);
      if (real == null) {
        survey.see(
            new NamesNothing(
                path + ":" + line, "CMAKE_C_COMPILER", kept, kept, "CMake cannot build here"));
      } else if (!world().variable("CC").isBlank() && !real.equals(compiler.real())) {
        survey.see(
            new WithoutEffect(
                "CC",
                "CC",
                world().variable("CC"),
                path + ":" + line + " keeps " + kept + " for builds in that directory"));
      }
    }
  }
}
