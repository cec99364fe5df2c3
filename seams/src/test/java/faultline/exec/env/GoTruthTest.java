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

/// Go, with every version that is on this machine.
class GoTruthTest {
  private static final List<String> NAMES =
      List.of(
          "GO111MODULE",
          "GOARCH",
          "GOAUTH",
          "GOBIN",
          "GOCACHE",
          "GOCACHEPROG",
          "GODEBUG",
          "GOEXPERIMENT",
          "GOFIPS140",
          "GOFLAGS",
          "GOINSECURE",
          "GOMODCACHE",
          "GONOPROXY",
          "GONOSUMDB",
          "GOOS",
          "GOPATH",
          "GOPRIVATE",
          "GOPROXY",
          "GOSUMDB",
          "GOTMPDIR",
          "GOTOOLCHAIN",
          "GOVCS",
          "GCCGO",
          "GOAMD64",
          "GOARM",
          "AR",
          "CC",
          "CXX",
          "CGO_ENABLED",
          "CGO_CFLAGS",
          "CGO_CPPFLAGS",
          "CGO_LDFLAGS",
          "PKG_CONFIG",
          "GOWORK",
          "GOROOT",
          "GOARM64",
          "GO386",
          "GOWASM");

  private static List<String> roots() {
    var all = new ArrayList<String>();
    var home = System.getProperty("user.home", "");
    for (var folder :
        List.of("/usr/local", "/usr/lib", home + "/go/pkg/mod/golang.org", home + "/sdk")) {
      try (var names = Files.list(Path.of(folder))) {
        names
            .filter(one -> Files.isExecutable(one.resolve("bin/go")))
            .filter(one -> Files.isDirectory(one.resolve("pkg/tool")))
            .forEach(one -> all.add(one.toString()));
      } catch (IOException _) {
        // not on this machine
      }
    }
    return all.stream().sorted().toList();
  }

  @Test
  void goSaysTheSame(@TempDir Path folder) throws IOException {
    var roots = roots();
    assumeTrue(!roots.isEmpty(), "needs go");
    EnvTruth.compare(
        Toolchain.GO,
        folder,
        Set.of("GOSUMDB", "GOCACHE", "GOCACHEPROG", "GOAMD64", "GOARM"),
        draw -> make(draw, roots));
  }

  private static void make(EnvTruth.Draw draw, List<String> roots) {
    var home = draw.directory("home");
    var work = draw.directory("work/module/inner");
    if (draw.chance(95)) {
      draw.variables.put("HOME", home);
    }
    if (draw.chance(20)) {
      draw.variables.put("XDG_CONFIG_HOME", draw.chance(90) ? draw.path("config") : "relative");
    }
    if (draw.chance(20)) {
      draw.variables.put("XDG_CACHE_HOME", draw.path("cache"));
    }
    path(draw, roots);
    var cache = System.getProperty("user.home", "") + "/go/pkg/mod";
    if (draw.chance(80)) {
      draw.variables.put("GOMODCACHE", cache);
    }
    for (int i = draw.random.nextInt(7); i > 0; i--) {
      var name = draw.pick(NAMES);
      draw.variables.put(name, value(draw, name, roots));
    }
    if (draw.chance(70)) {
      var text = new StringBuilder(draw.chance(20) ? "# settings\n" : "");
      for (int i = draw.random.nextInt(6); i > 0; i--) {
        var name = draw.chance(5) ? "NO_SUCH" : draw.pick(NAMES);
        text.append(name).append('=').append(value(draw, name, roots));
        text.append(draw.chance(4) ? "\r\n" : "\n");
      }
      var place =
          draw.variables.containsKey("XDG_CONFIG_HOME") ? "config/go/env" : "home/.config/go/env";
      if (draw.chance(15)) {
        place = "elsewhere.env";
        draw.variables.put("GOENV", draw.chance(80) ? draw.path(place) : "elsewhere.env");
      }
      draw.file(place, text.toString());
    }
    if (draw.chance(8)) {
      draw.variables.put("GOENV", "off");
    }
    if (draw.chance(60)) {
      draw.file("work/module/go.mod", module(draw, "module example.org/m\n\n"));
    }
    if (draw.chance(15)) {
      draw.file("work/go.work", module(draw, "use ./module\n"));
    }
    if (draw.chance(5)) {
      draw.variables.put("TMPDIR", draw.path("work/module"));
    }
    if (draw.chance(8)) {
      draw.file(
          (draw.variables.containsKey("XDG_CONFIG_HOME") ? "config" : "home/.config")
              + "/go/telemetry/mode",
          draw.pick("off", "on 2024-01-01", "local"));
    }
    draw.directory = draw.pick(work, draw.path("work/module"), draw.path("work"));
    draw.variables.put("PWD", draw.directory);
  }

  private static void path(EnvTruth.Draw draw, List<String> roots) {
    var root = draw.pick(roots);
    var path = new ArrayList<String>();
    if (draw.chance(15)) {
      draw.link("bin/go", root + "/bin/go");
      path.add(draw.path("bin"));
    } else {
      path.add(root + "/bin");
    }
    if (draw.chance(80)) {
      path.add("/usr/bin");
      path.add("/bin");
    }
    if (draw.chance(5)) {
      path.add(draw.random.nextInt(path.size() + 1), "");
    }
    if (draw.chance(10)) {
      var other = draw.pick(roots);
      var version = other.replaceAll(".*-(go1[.0-9]+)\\.linux.*", "$1");
      if (version.startsWith("go1")) {
        draw.link("dl/" + version, other + "/bin/go");
        path.add(draw.path("dl"));
      }
    }
    draw.variables.put("PATH", String.join(":", path));
  }

  private static String module(EnvTruth.Draw draw, String start) {
    var text = new StringBuilder(start);
    if (draw.chance(90)) {
      text.append("go ").append(version(draw)).append(draw.chance(20) ? " // why\n" : "\n");
    }
    if (draw.chance(30)) {
      text.append("toolchain ");
      text.append(draw.chance(15) ? "default" : "go" + version(draw)).append('\n');
    }
    return text.toString();
  }

  private static String version(EnvTruth.Draw draw) {
    return draw.pick(
        "1.18", "1.20", "1.21", "1.21.13", "1.22.12", "1.23", "1.23.5", "1.23.12", "1.24.11",
        "1.25.5", "1.26", "1.26.8", "1.24rc1");
  }

  private static String value(EnvTruth.Draw draw, String name, List<String> roots) {
    if (draw.chance(12)) {
      return "";
    }
    return switch (name) {
      case "GOROOT" ->
          draw.chance(85) ? draw.pick(roots) + draw.pick("", "/") : draw.path("no-such");
      case "GOTOOLCHAIN" ->
          draw.pick(
              "auto",
              "local",
              "path",
              "go1.23.12",
              "go1.24.11",
              "go1.25.5+auto",
              "local+path",
              "go1.21.13",
              "auto",
              "local+auto",
              "go1.22.12+path",
              "bash",
              "go1.26.8");
      case "GO111MODULE" -> draw.pick("on", "off", "auto", "auto", "on", "yes");
      case "GOOS" -> draw.pick("linux", "windows", "darwin", "freebsd", "js");
      case "GOARCH" ->
          draw.pick("amd64", "arm64", "386", "arm", "riscv64", "wasm", "mips", "ppc64le", "s390x");
      case "GOAMD64" -> draw.pick("v1", "v2", "v3", "v9");
      case "GOARM" -> draw.pick("5", "6", "7");
      case "GOARM64" -> draw.pick("v8.0", "v8.2", "v9.0,crypto");
      case "GO386" -> draw.pick("sse2", "softfloat");
      case "GOWASM" -> draw.pick("satconv", "signext");
      case "CGO_ENABLED" -> draw.pick("0", "1", "yes");
      case "GOCACHE" -> draw.pick(draw.path("build"), draw.path("build/"), "off", "relative");
      case "GOPATH" ->
          draw.pick(
              draw.path("gopath"),
              draw.path("a") + ":" + draw.path("b"),
              draw.path("home/go"),
              "relative",
              "~/go",
              ":" + draw.path("b"));
      case "GOMODCACHE" -> System.getProperty("user.home", "") + "/go/pkg/mod";
      case "GOBIN", "GOTMPDIR" -> draw.path("somewhere");
      case "GOWORK" -> draw.pick("off", "auto", draw.path("work/go.work"), draw.path("none.work"));
      case "GOPROXY" -> draw.pick("off", "direct", "https://proxy.example.org,direct", "off");
      case "GOFLAGS" -> draw.pick("-mod=mod", "-buildvcs=false -trimpath", "'-ldflags=-s -w'");
      case "GOEXPERIMENT" -> draw.pick("none", "rangefunc");
      case "GOFIPS140" -> draw.pick("off", "latest");
      case "CC", "CXX" -> draw.pick("gcc", "clang", "cc -m64", "/usr/bin/gcc", "no-such-cc");
      case "GCCGO" -> draw.pick("gccgo", "gcc", "/no/gccgo");
      case "AR" -> draw.pick("ar", "llvm-ar");
      case "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_LDFLAGS" ->
          draw.pick("-O1", "-O2  -g", "'-DA=b c' -I/x", "\"-DB='x'\"");
      case "PKG_CONFIG" ->
          draw.pick("pkgconf", "'/opt/my tools/pkg-config' --static", "pkgconf -x");
      default -> draw.pick("one", "two,three", "example.org/*");
    };
  }
}
