package faultline.exec.env;

import faultline.exec.env.EnvObservation.Installed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The Pythons on this machine: in PATH, and where version managers put them.
final class PythonVersions {
  private static final Pattern PROGRAM = Pattern.compile("python3(\\.\\d+)?");
  private final Survey survey;
  private final World world;
  private final Map<String, Installed> byProgram = new LinkedHashMap<>();

  PythonVersions(Survey survey) {
    this.survey = survey;
    this.world = survey.world();
  }

  void look(String used) {
    var real = used.isEmpty() ? "" : world.real(used);
    var here = real == null ? "" : real;
    for (var folder : world.searchPath()) {
      for (var name : world.names(folder)) {
        if (PROGRAM.matcher(name).matches()) {
          add(folder + "/" + name, "PATH", here);
        }
      }
    }
    var home = world.variable("HOME");
    managed(home + "/.pyenv/versions", "pyenv", here);
    managed(world.variable("PYENV_ROOT") + "/versions", "pyenv", here);
    managed(home + "/.asdf/installs/python", "asdf", here);
    managed(home + "/.local/share/mise/installs/python", "mise", here);
    managed(home + "/.local/share/uv/python", "uv", here);
    managed("/opt", "/opt", here);
    byProgram.values().forEach(survey::see);
  }

  private void managed(String folder, String how, String used) {
    for (var name : world.names(folder)) {
      add(folder + "/" + name + "/bin/python3", how, used);
    }
  }

  private void add(String path, String how, String used) {
    var real = world.real(path);
    if (real == null || byProgram.containsKey(real) || !world.isExecutable(real)) {
      return;
    }
    var version = PythonProgram.version(world, real);
    var text = world.text(real);
    if (version.isEmpty() || text != null && text.startsWith("#!")) {
      return; // a script of a version manager
    }
    byProgram.put(real, new Installed(path, version, how, real.equals(used)));
  }
}
