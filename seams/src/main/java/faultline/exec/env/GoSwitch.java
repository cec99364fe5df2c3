package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Source;
import faultline.formats.goenv.GoModLine;
import faultline.formats.goenv.GoVersion;
import org.jspecify.annotations.Nullable;

/// Which toolchain a go command hands over to, as `Select` in cmd/go/internal/toolchain/select.go
/// decides: by GOTOOLCHAIN, and by the `go` and `toolchain` lines of the go.work or go.mod around.
///
/// @param name the toolchain that is wanted; the command's own where it stays
/// @param because who decided
/// @param refusal why the go command gives up; empty where it does not
/// @param found the program that is started; empty where it stays, or has to be downloaded
/// @param root the GOROOT it is given; empty where it finds its own
/// @param file the go.mod or go.work that was asked, empty where none was
record GoSwitch(
    String name, Source because, String refusal, String found, String root, String file) {

  /// Whether another toolchain is wanted.
  boolean away(GoCommand command) {
    return !name.equals("local") && !name.equals(local(command));
  }

  private static String local(GoCommand command) {
    return command.version().equals(GoVersion.NONE)
        ? command.release()
        : command.release().split("[ \t]", 2)[0];
  }

  /// What `command` decides; null where it takes no part in switching.
  static @Nullable GoSwitch of(GoCommand command, Survey survey, GoModules modules) {
    if (!command.version().atLeast(21) || !modules.enabled()) {
      return null;
    }
    var setting = command.get("GOTOOLCHAIN");
    if (setting.isEmpty()) {
      return null;
    }
    var source =
        command.sources(survey, "GOTOOLCHAIN", new Source("default", "built in", "")).getFirst();
    return new Choice(command, modules, setting, source).make();
  }

  private static final class Choice {
    private final GoCommand command;
    private final GoModules modules;
    private final String setting;
    private Source because;
    private String name;
    private GoVersion least;
    private String mode;
    private String file = "";

    Choice(GoCommand command, GoModules modules, String setting, Source because) {
      this.command = command;
      this.modules = modules;
      this.setting = setting;
      this.because = because;
      name = local(command);
      least = command.version();
      mode = "";
    }

    GoSwitch make() {
      var refusal = read();
      if (refusal.isEmpty() && (mode.equals("auto") || mode.equals("path"))) {
        refusal = askProject();
      }
      if (!refusal.isEmpty() || name.equals("local") || name.equals(local(command))) {
        return new GoSwitch(name, because, refusal, "", "", file);
      }
      return name.startsWith("go1") || name.contains("-go1")
          ? find()
          : new GoSwitch(name, because, "invalid GOTOOLCHAIN \"" + name + "\"", "", "", file);
    }

    private String read() {
      if (setting.equals("auto") || setting.equals("path")) {
        mode = setting;
        return "";
      }
      int plus = setting.indexOf('+');
      var first = plus < 0 ? setting : setting.substring(0, plus);
      mode = plus < 0 ? "" : setting.substring(plus + 1);
      if (!first.equals("local")) {
        var version = GoVersion.ofToolchain(first);
        if (version.equals(GoVersion.NONE)) {
          return "invalid GOTOOLCHAIN \"" + setting + "\"";
        }
        name = first;
        least = version;
      }
      return plus >= 0 && !mode.equals("auto") && !mode.equals("path")
          ? "invalid GOTOOLCHAIN \"" + setting + "\": only version suffixes are +auto and +path"
          : "";
    }

    private String askProject() {
      file = modules.projectFile();
      var text = file.isEmpty() ? null : command.world().text(file);
      if (text == null) {
        return "";
      }
      var toolchain = GoModLine.find(text, "toolchain");
      if (toolchain != null && toolchain.value().equals("default")) {
        return "";
      }
      if (toolchain != null && !toolchain.value().isEmpty()) {
        var version = GoVersion.ofToolchain(toolchain.value());
        if (version.equals(GoVersion.NONE)) {
          return "invalid toolchain \"" + toolchain.value() + "\" in " + file;
        }
        int order = version.compareTo(least);
        if (order > 0 || order == 0 && !command.version().atLeast(22)) {
          name = toolchain.value();
          least = version;
          because = source(toolchain);
        }
      }
      var line = GoModLine.find(text, "go");
      var wanted = line == null ? GoVersion.NONE : GoVersion.of(line.value());
      if (line != null && wanted.compareTo(least) > 0) {
        name = "go" + line.value();
        if (wanted.language() && wanted.atLeast(21)) {
          name += ".0";
        }
        because = source(line);
      }
      return "";
    }

    private Source source(GoModLine line) {
      return new Source("file", file + ":" + line.number(), line.word() + " " + line.value());
    }

    private GoSwitch find() {
      var inPath = GoCommand.lookPath(command.world(), name);
      if (inPath != null) {
        return new GoSwitch(name, because, "", inPath, "", file);
      }
      if (setting.equals("path") || setting.endsWith("+path")) {
        return new GoSwitch(name, because, "cannot find \"" + name + "\" in PATH", "", "", file);
      }
      var root =
          Paths.normal(
              modules.cache()
                  + "/golang.org/toolchain@v0.0.1-"
                  + name
                  + "."
                  + command.world().system()
                  + "-"
                  + command.world().machine());
      var program = root + "/bin/go";
      return command.world().exists(program)
          ? new GoSwitch(name, because, "", program, root, file)
          : new GoSwitch(name, because, "", "", root, file);
    }
  }
}
