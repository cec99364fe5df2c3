package faultline.exec.env;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// C, with every gcc and clang that is on this machine.
class CTruthTest {
  @Test
  void compilersSayTheSame(@TempDir Path folder) throws IOException {
    var all =
        Stream.of("gcc", "gcc-12", "clang", "clang-16", "clang-19", "aarch64-linux-gnu-gcc", "cc")
            .filter(name -> Files.isExecutable(Path.of("/usr/bin", name)))
            .toList();
    assumeTrue(all.contains("gcc"), "needs gcc");
    EnvTruth.compare(Toolchain.C, folder, Set.of(), draw -> make(draw, all));
  }

  private static void make(EnvTruth.Draw draw, List<String> compilers) {
    draw.directory = draw.directory("work/inner");
    var path = "/usr/bin:/bin";
    if (draw.chance(30)) {
      draw.link("links/cc", "/usr/bin/" + draw.pick(compilers));
      path = draw.path("links") + ":" + path;
    }
    draw.variables.put("PATH", path);
    draw.variables.put("HOME", draw.directory("home"));
    if (draw.chance(50)) {
      draw.variables.put(
          "CC",
          draw.pick("", "/usr/bin/") + draw.pick(compilers) + draw.pick("", "", " -g", "  -O2 "));
    }
    draw.directory("work/inner/here");
    draw.directory("there");
    draw.link("alias", draw.path("there"));
    for (var name : List.of("CPATH", "C_INCLUDE_PATH")) {
      if (draw.chance(50)) {
        var text = new StringBuilder();
        for (int i = draw.random.nextInt(4); i >= 0; i--) {
          text.append(text.isEmpty() ? "" : ":");
          text.append(
              draw.pick(
                  draw.path("there"),
                  draw.path("there") + "/",
                  draw.path("alias"),
                  draw.path("gone"),
                  "here",
                  ".",
                  "",
                  "/usr/include",
                  "/usr/local/include",
                  "../inner/here",
                  "/usr/include/x86_64-linux-gnu"));
        }
        draw.variables.put(name, text.toString());
      }
    }
    for (var name : List.of("CFLAGS", "CXXFLAGS", "LDFLAGS", "CPPFLAGS", "AR", "CXX", "LD")) {
      if (draw.chance(20)) {
        draw.variables.put(name, draw.pick("", "-g", "-O2 -Wall", "some-tool"));
      }
    }
    if (draw.chance(15)) {
      draw.variables.put("LIBRARY_PATH", draw.path("there"));
    }
    draw.variables.put("PWD", draw.directory);
  }
}
