package faultline.exec.env;

import faultline.exec.env.EnvObservation.Installed;
import java.util.LinkedHashMap;
import java.util.Map;

/// The compilers of Rust on this machine: the toolchains of rustup, and those in PATH and where
/// distributions put them.
record RustVersions(Survey survey, String rustup) {
  /// @param used the compiler that is used; empty for none
  void look(String used) {
    var world = survey.world();
    var real = used.isEmpty() ? null : world.real(used);
    var here = real == null ? "" : real;
    var all = new LinkedHashMap<String, Installed>();
    for (var name : world.names(rustup + "/toolchains")) {
      add(all, rustup + "/toolchains/" + name + "/bin/rustc", "rustup", here);
    }
    for (var path : world.programs("rustc")) {
      var program = world.real(path);
      if (program != null && !RustLook.proxy(world, path, program)) {
        add(all, path, "PATH", here);
      }
    }
    for (var folder : new String[] {"/usr/bin", "/usr/local/bin", "/opt/rust/bin"}) {
      var program = world.real(folder + "/rustc");
      if (program != null && !RustLook.proxy(world, folder + "/rustc", program)) {
        add(all, folder + "/rustc", folder, here);
      }
    }
    all.values().forEach(survey::see);
  }

  private void add(Map<String, Installed> all, String path, String how, String used) {
    var world = survey.world();
    var real = world.real(path);
    if (real != null && !all.containsKey(real) && world.isExecutable(real)) {
      all.put(real, new Installed(path, RustLook.version(world, real), how, real.equals(used)));
    }
  }
}
