package faultline.exec.env;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Python, with every version from 3.8 on that is on this machine.
class PythonTruthTest {
  private static final List<String> NAMES =
      List.of(
          "PYTHONOPTIMIZE",
          "PYTHONDEBUG",
          "PYTHONINSPECT",
          "PYTHONNOUSERSITE",
          "PYTHONHASHSEED",
          "PYTHONDONTWRITEBYTECODE",
          "PYTHONDEVMODE",
          "PYTHONUTF8",
          "PYTHONSAFEPATH",
          "PYTHONPYCACHEPREFIX",
          "PYTHONUNBUFFERED",
          "LC_ALL",
          "LANG",
          "LC_CTYPE");

  private static List<String> programs() {
    var all = new ArrayList<String>();
    var versions = Path.of(System.getProperty("user.home", ""), ".pyenv/versions");
    try (var names = Files.list(versions)) {
      names
          .map(one -> one.resolve("bin/python3"))
          .filter(one -> one.toString().matches(".*/3\\.([89]|1[0-3])\\..*"))
          .filter(Files::isExecutable)
          .forEach(one -> all.add(one.toString()));
    } catch (IOException _) {
      // no pyenv on this machine
    }
    if (Files.isExecutable(Path.of("/usr/bin/python3"))) {
      all.add("/usr/bin/python3");
    }
    return all.stream().sorted().toList();
  }

  @Test
  void pythonSaysTheSame(@TempDir Path folder) throws IOException {
    var programs = programs();
    assumeTrue(!programs.isEmpty(), "needs python3");
    EnvTruth.compare(Toolchain.PYTHON, folder, Set.of(), draw -> make(draw, programs));
  }

  private static void make(EnvTruth.Draw draw, List<String> programs) {
    var program = draw.pick(programs);
    var bin = program.substring(0, program.lastIndexOf('/'));
    var tree = bin.substring(0, bin.lastIndexOf('/'));
    var minor = tree.equals("/usr") ? "3.11" : tree.replaceFirst(".*/(3\\.\\d+).*", "$1");
    draw.directory = draw.directory("work/inner");
    if (draw.chance(90)) {
      draw.variables.put("HOME", draw.directory("home"));
    }
    var path = bin;
    switch (draw.random.nextInt(6)) {
      case 0 -> {
        path = draw.path("env/bin");
        draw.link("env/bin/python3", program);
        var home = draw.chance(90) ? bin : draw.path("gone");
        var text = new StringBuilder();
        text.append(draw.chance(90) ? "home = " + home + "\n" : "");
        if (draw.chance(80)) {
          text.append("Include-System-Site-Packages = ");
          text.append(draw.pick("true", "false", "False", "TRUE", "yes")).append('\n');
        }
        draw.file(draw.chance(90) ? "env/pyvenv.cfg" : "env/bin/pyvenv.cfg", text.toString());
        var site = "env/lib/python" + minor + "/site-packages/";
        if (draw.chance(80)) {
          draw.file(site + "one.pth", "# a comment\n" + draw.directory("extra") + "\nnone\nsub\n");
          draw.directory(site + "sub");
        }
      }
      case 1 -> {
        path = draw.path("links");
        draw.link("links/python3", program);
      }
      default -> {}
    }
    draw.variables.put("PATH", path + ":/usr/bin:/bin");
    if (draw.chance(40)) {
      var user = draw.chance(30) ? "base" : "home/.local";
      if (user.equals("base")) {
        draw.variables.put("PYTHONUSERBASE", draw.path("base"));
      }
      var site = user + "/lib/python" + minor + "/site-packages/";
      draw.file(site + "b.pth", "../../up\n" + (draw.chance(50) ? "import sys\n" : ""));
      draw.directory(user + "/lib/up");
      draw.file(site + "a.pth", "c.egg\r\n");
      draw.file(site + "c.egg", "");
      if (draw.chance(40)) {
        draw.file(site + "usercustomize.py", "");
      }
    }
    if (draw.chance(40)) {
      draw.file("lib/one/sitecustomize.py", "");
      var parts = new ArrayList<String>();
      for (int i = draw.random.nextInt(4); i >= 0; i--) {
        parts.add(
            draw.pick(
                draw.path("lib/one"),
                "",
                "lib",
                "../x",
                draw.path("lib/../lib/one/"),
                "/usr/lib",
                draw.path("no"),
                "."));
      }
      draw.variables.put("PYTHONPATH", String.join(":", parts));
    }
    if (draw.chance(15)) {
      var other = draw.chance(60) ? tree : draw.pick(draw.path("nothing"), "/usr", "/usr/local");
      draw.variables.put("PYTHONHOME", draw.chance(10) ? tree + ":" + tree : other);
    }
    for (int i = draw.random.nextInt(5); i > 0; i--) {
      var name = draw.pick(NAMES);
      draw.variables.put(name, value(draw, name));
    }
    draw.variables.put("PWD", draw.directory);
  }

  private static String value(EnvTruth.Draw draw, String name) {
    return switch (name) {
      case "LC_ALL", "LANG", "LC_CTYPE" -> draw.pick("", "C", "POSIX", "C.UTF-8");
      case "PYTHONHASHSEED" -> draw.pick("", "0", "1", "random", "4294967295", "seed");
      case "PYTHONUTF8" -> draw.pick("", "0", "1", "1", "yes");
      case "PYTHONPYCACHEPREFIX" -> draw.pick("", draw.path("cache"));
      case "PYTHONINSPECT" -> draw.pick("", "0");
      default -> draw.pick("", "0", "1", "2", "x", "-1");
    };
  }
}
