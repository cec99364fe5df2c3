package faultline.exec.env;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Node, and npm beside it.
class NodeTruthTest {
  private static final List<String> KEYS =
      List.of(
          "registry",
          "ignore-scripts",
          "engine-strict",
          "save-exact",
          "fund",
          "audit",
          "strict-ssl",
          "legacy-peer-deps",
          "package-lock",
          "cache",
          "tag",
          "save-prefix",
          "script-shell",
          "prefer-offline",
          "cafile",
          "node-options",
          "prefix");

  @Test
  void nodeAndNpmSayTheSame(@TempDir Path folder) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/node")), "needs node");
    EnvTruth.compare(Toolchain.NODE, folder, Set.of(), NodeTruthTest::make);
  }

  private static void make(EnvTruth.Draw draw) {
    draw.directory("work/module/inner");
    draw.directory = draw.path(draw.pick("work/module/inner", "work/module", "work"));
    if (draw.chance(92)) {
      draw.variables.put("HOME", draw.directory("home"));
    } else {
      draw.variables.put("npm_config_userconfig", draw.path("home/.npmrc"));
    }
    draw.variables.put(
        "PATH", draw.chance(15) ? draw.path("bin") + ":/usr/bin:/bin" : "/usr/bin:/bin");
    if (draw.variables.get("PATH").startsWith(draw.path("bin"))) {
      draw.link("bin/node", "/usr/bin/node");
    }
    if (draw.chance(60)) {
      draw.file("work/module/package.json", "{\"name\":\"m\",\"engines\":{\"node\":\">=18\"}}");
    }
    if (draw.chance(20)) {
      draw.file(
          "work/package.json",
          "{\"name\":\"w\",\"workspaces\":[\""
              + draw.pick("module", "./module/", "mod*", "other", "*")
              + "\"]}");
    }
    if (draw.chance(15)) {
      draw.directory("work/module/inner/node_modules");
    }
    for (var place : List.of("home", "work/module", "work/module/inner", "work")) {
      if (draw.chance(40)) {
        draw.file(place + "/.npmrc", settings(draw));
      }
    }
    if (draw.chance(20)) {
      draw.file("global/etc/npmrc", settings(draw));
      draw.variables.put(draw.chance(50) ? "npm_config_prefix" : "PREFIX", draw.path("global"));
    }
    if (draw.chance(10)) {
      draw.file("elsewhere", settings(draw));
      draw.variables.put(
          draw.pick("npm_config_userconfig", "NPM_CONFIG_GLOBALCONFIG"), draw.path("elsewhere"));
    }
    for (int i = draw.random.nextInt(4); i > 0; i--) {
      var key = draw.pick(KEYS);
      draw.variables.put(
          draw.chance(50)
              ? "npm_config_" + key.replace('-', '_')
              : "NPM_CONFIG_" + key.replace('-', '_').toUpperCase(java.util.Locale.ROOT),
          draw.chance(15) ? "" : value(draw, key));
    }
    if (draw.chance(30)) {
      draw.variables.put(
          "NODE_PATH", draw.pick(draw.path("lib"), "lib::" + draw.path("lib/"), "", "a:b"));
    }
    if (draw.chance(30)) {
      draw.variables.put(
          draw.pick("TMPDIR", "TMP", "TEMP"), draw.pick("/tmp/", "", "/var/tmp", "/"));
    }
    if (draw.chance(35)) {
      draw.variables.put(
          "NODE_OPTIONS",
          draw.pick(
              "--no-warnings",
              "--max-old-space-size=256 --no-deprecation",
              "",
              "--require " + draw.path("absent.js"),
              "\"--no-warnings\"",
              "\"--no-warnings",
              "-e 1",
              "--eval=1",
              "no-option",
              "  --trace-warnings  ",
              "-r \"./a b.js\""));
    }
    if (draw.chance(10)) {
      draw.file("work/module/a b.js", "");
    }
    draw.variables.put("TOKEN", "secret");
    draw.variables.put("PWD", draw.directory);
  }

  private static String settings(EnvTruth.Draw draw) {
    var text = new StringBuilder(draw.pick("", "; a comment\n", "# another\n\n"));
    for (int i = draw.random.nextInt(4); i >= 0; i--) {
      var key = draw.pick(KEYS);
      if (draw.chance(8) && key.equals("fund")) {
        text.append(key).append('\n');
        continue;
      }
      var value = value(draw, key);
      text.append(key)
          .append(draw.pick("=", " = ", "= "))
          .append(draw.chance(10) ? "\"" + value + "\"" : value);
      text.append(draw.chance(10) ? " ; why" : "").append(draw.chance(10) ? "\r\n" : "\n");
    }
    if (draw.chance(10)) {
      text.append("[section]\nregistry=https://section.example.org/\n");
    }
    return text.toString();
  }

  private static String value(EnvTruth.Draw draw, String key) {
    return switch (key) {
      case "registry" ->
          draw.pick(
              "https://npm.example.org/",
              "https://npm.example.org",
              "https://npm.example.org/a/b",
              "https://${TOKEN}.example.org/",
              "http://localhost:4873/");
      case "cache" -> draw.pick(draw.path("cache"), "~/cache", "relative/cache", "${HOME?}/c");
      case "prefix" -> draw.path("global");
      case "cafile" -> draw.pick("/etc/ssl/certs/ca-certificates.crt");
      case "tag" -> draw.pick("next", "latest", "${TOKEN}", "${NO_SUCH?}x");
      case "save-prefix" -> draw.pick("~", "^", "");
      case "script-shell" -> draw.pick("/bin/bash", "bash");
      case "node-options" -> draw.pick("--no-warnings", "--trace-warnings");
      default -> draw.pick("true", "false", "true", "false", "0", "1", "null");
    };
  }
}
