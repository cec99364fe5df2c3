package faultline.exec.env;

import faultline.exec.env.EnvObservation.Installed;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;

/// The compilers of C on this machine: those in PATH, and the trees of LLVM.
record CVersions(Survey survey) {
  private static final Pattern PROGRAM =
      Pattern.compile("cc|tcc|([a-z0-9_]+-[a-z0-9_-]+-)?gcc(-[0-9.]+)?|clang(-[0-9.]+)?");

  /// @param used the compiler that is used, links followed; empty for none
  void look(String used) {
    var world = survey.world();
    var all = new LinkedHashMap<String, Installed>();
    for (var folder : world.searchPath()) {
      for (var name : world.names(folder)) {
        if (PROGRAM.matcher(name).matches()) {
          add(all, folder + "/" + name, "PATH", used);
        }
      }
    }
    for (var name : world.names("/usr/lib")) {
      if (name.startsWith("llvm-")) {
        add(all, "/usr/lib/" + name + "/bin/clang", "/usr/lib", used);
      }
    }
    all.values().forEach(survey::see);
  }

  private void add(LinkedHashMap<String, Installed> all, String path, String how, String used) {
    var real = survey.world().real(path);
    if (real == null || all.containsKey(real) || !survey.world().isExecutable(real)) {
      return;
    }
    var compiler = CCompiler.of(survey.world(), path);
    if (compiler != null) {
      all.put(
          real,
          new Installed(
              path,
              compiler.family() + " " + compiler.version() + " for " + compiler.machine(),
              how,
              real.equals(used)));
    }
  }
}
