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

/// Java, with every JDK that is on this machine.
class JavaTruthTest {
  private static List<String> homes() {
    var all = new ArrayList<String>();
    try (var names = Files.list(Path.of("/usr/lib/jvm"))) {
      names
          .filter(one -> Files.isExecutable(one.resolve("bin/java")))
          .filter(one -> Files.isRegularFile(one.resolve("release")))
          .forEach(one -> all.add(one.toString()));
    } catch (IOException _) {
      // none there
    }
    if (all.isEmpty()) {
      all.add(System.getProperty("java.home", ""));
    }
    return all.stream().sorted().toList();
  }

  @Test
  void javaSaysTheSame(@TempDir Path folder) throws IOException {
    var homes = homes();
    assumeTrue(!homes.isEmpty(), "needs java");
    EnvTruth.compare(Toolchain.JAVA, folder, Set.of(), draw -> make(draw, homes));
  }

  private static void make(EnvTruth.Draw draw, List<String> homes) {
    var home = draw.pick(homes);
    draw.directory = draw.directory("work/inner");
    var bin = home + "/bin";
    if (draw.chance(20)) {
      bin = draw.path("links");
      draw.link("links/java", home + "/bin/java");
    }
    draw.variables.put("PATH", bin + ":/usr/bin:/bin");
    if (draw.chance(80)) {
      draw.variables.put("HOME", draw.directory("home"));
    }
    if (draw.chance(50)) {
      draw.variables.put("JAVA_HOME", draw.chance(80) ? draw.pick(homes) : draw.path("gone"));
    }
    for (var name : List.of("LC_ALL", "LC_CTYPE", "LANG", "LC_MESSAGES")) {
      if (draw.chance(25)) {
        draw.variables.put(name, draw.pick("", "C", "POSIX", "C.UTF-8", "C.utf8", "xx_YY.UTF-8"));
      }
    }
    if (draw.chance(35)) {
      draw.variables.put("CLASSPATH", draw.pick("", draw.path("lib"), "a.jar:b.jar", ".", ":x"));
    }
    if (draw.chance(30)) {
      draw.variables.put("LD_LIBRARY_PATH", draw.pick("", draw.path("lib"), "lib:/opt/x"));
    }
    if (draw.chance(20)) {
      draw.variables.put("TMPDIR", draw.path("tmp"));
    }
    draw.file(
        "work/inner/options",
        draw.pick(
            "-Dfrom.file=yes # why\n-Xmx128m\n",
            "\"-Dfrom.file=a \\\"b\\\" c\"\n",
            "# nothing\n",
            "-cp\n'one jar:two'\n",
            "\"-Dfrom.file=a\\\n   b\"\n"));
    for (var name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      if (draw.chance(45)) {
        var words = new ArrayList<String>();
        for (int i = draw.random.nextInt(4); i > 0; i--) {
          words.add(option(draw, name.equals("JDK_JAVA_OPTIONS")));
        }
        draw.variables.put(name, String.join(draw.pick(" ", "  ", "\t"), words));
      }
    }
    draw.variables.put("PWD", draw.directory);
  }

  private static String option(EnvTruth.Draw draw, boolean launcher) {
    if (launcher && draw.chance(35)) {
      return draw.pick(
          "@options",
          "@options",
          "-cp " + draw.path("cp"),
          "--class-path=x:y",
          "@gone",
          "Main",
          "-jar app.jar",
          "-classpath z",
          "--add-modules java.base",
          "-version");
    }
    return draw.pick(
        "-Dmy.name=" + draw.pick("one", "two", "", "'with a blank'", "\"quoted\""),
        "-Dmy.other",
        "-Duser.language=" + draw.pick("de", "fr"),
        "-Duser.home=/srv/home",
        "-Djava.io.tmpdir=/var/tmp",
        "-Dmy.name=three",
        "-Xmx" + draw.pick("64m", "256M", "131072k", "1g"),
        "-XX:MaxHeapSize=192m",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-XX:CICompilerCount=3",
        "-Xss512k",
        "-ea",
        "-Xmxlots",
        "-D'my.name'=x",
        "-Djava.library.path=/opt/lib",
        "'unended");
  }
}
