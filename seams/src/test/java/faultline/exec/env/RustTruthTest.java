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

/// Rust with rustup and without, with every toolchain that rustup has here.
class RustTruthTest {
  private static final Path RUSTUP = Path.of(System.getProperty("user.home"), ".rustup");
  private static final Path PROXIES = Path.of(System.getProperty("user.home"), ".cargo/bin");

  private static List<String> toolchains() {
    var all = new ArrayList<String>();
    try (var names = Files.list(RUSTUP.resolve("toolchains"))) {
      names
          .filter(one -> Files.isExecutable(one.resolve("bin/rustc")))
          .forEach(one -> all.add(String.valueOf(one.getFileName())));
    } catch (IOException _) {
      // none there
    }
    return all.stream().sorted().toList();
  }

  @Test
  void rustSaysTheSame(@TempDir Path folder) throws IOException {
    var toolchains = toolchains();
    assumeTrue(
        !toolchains.isEmpty() && Files.isExecutable(PROXIES.resolve("rustc")), "needs rustup");
    // Without a Cargo.toml nobody needs the directory of a build.
    EnvTruth.compare(Toolchain.RUST, folder, Set.of("target-dir"), draw -> make(draw, toolchains));
  }

  private static void make(EnvTruth.Draw draw, List<String> toolchains) {
    draw.directory = draw.directory("work/inner");
    draw.variables.put("RUSTUP_HOME", RUSTUP.toString());
    draw.variables.put("RUSTUP_AUTO_INSTALL", "0");
    draw.variables.put("HOME", draw.directory("home"));
    var bin =
        draw.chance(75)
            ? PROXIES.toString()
            : RUSTUP.resolve("toolchains").resolve(draw.pick(toolchains)).resolve("bin").toString();
    draw.variables.put("PATH", bin + ":/usr/bin:/bin");
    var names = new ArrayList<>(toolchains);
    toolchains.forEach(one -> names.add(one.replaceFirst("-[a-z0-9_]+-[a-z]+-linux-.*", "")));
    if (draw.chance(25)) {
      draw.variables.put("RUSTUP_TOOLCHAIN", draw.chance(90) ? draw.pick(names) : "");
    }
    if (draw.chance(30)) {
      draw.file("work/rust-toolchain", draw.pick(names) + draw.pick("\n", ""));
    }
    if (draw.chance(30)) {
      draw.file(
          draw.pick("work/inner/", "work/") + "rust-toolchain.toml",
          "# ours\n[toolchain]\nchannel = \"" + draw.pick(names) + "\"\nprofile = 'minimal'\n");
    }
    if (draw.chance(60)) {
      draw.file("work/inner/Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\n");
      draw.file("work/inner/src/lib.rs", "");
    }
    if (draw.chance(30)) {
      draw.variables.put("CARGO_HOME", draw.directory("cargo"));
      draw.file("cargo/" + draw.pick("config", "config.toml"), config(draw));
    }
    if (draw.chance(30)) {
      draw.file("home/.cargo/config.toml", config(draw));
    }
    for (var place : List.of("", "work/", "work/inner/")) {
      if (draw.chance(45)) {
        draw.file(place + ".cargo/config.toml", config(draw));
      }
      if (draw.chance(10)) {
        draw.file(place + ".cargo/config", config(draw));
      }
    }
    if (draw.chance(25)) {
      draw.variables.put(
          "CARGO_TARGET_DIR", draw.chance(90) ? draw.pick("out", draw.path("t"), "../t") : "");
    }
    variable(draw, "RUSTFLAGS", "", "-g", "-C opt-level=1");
    variable(draw, "CARGO_BUILD_TARGET_DIR", "built", draw.path("b"));
    variable(draw, "CARGO_BUILD_JOBS", "2", "7");
    variable(draw, "CARGO_BUILD_RUSTFLAGS", "-C  debuginfo=1", "-g");
    variable(draw, "CARGO_NET_RETRY", "4");
    variable(draw, "CARGO_NET_OFFLINE", "true", "false");
    variable(draw, "CARGO_TERM_COLOR", "always", "never");
    variable(draw, "CARGO_HTTP_TIMEOUT", "12");
    variable(draw, "CARGO_PROFILE_DEV_OPT_LEVEL", "1", "2");
    variable(draw, "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER", "cc", "gcc");
    draw.variables.put("PWD", draw.directory);
  }

  private static void variable(EnvTruth.Draw draw, String name, String... values) {
    if (draw.chance(15)) {
      draw.variables.put(name, draw.pick(values));
    }
  }

  private static String config(EnvTruth.Draw draw) {
    var text = new StringBuilder();
    text.append("[build]\n");
    line(draw, text, "jobs = 3", "jobs = 1");
    line(draw, text, "target-dir = \"out\"", "target-dir = '" + draw.path("abs") + "'");
    line(
        draw,
        text,
        "rustflags = [\"-g\"]",
        "rustflags = [\n  '-C', # why\n  'opt-level=2',\n]",
        draw.chance(15) ? "rustflags = '-g -O'" : "rustflags = []");
    line(draw, text, "incremental = false");
    text.append("[net]\n");
    line(draw, text, "retry = 5", "retry = 0x10");
    line(draw, text, "offline = true", "git-fetch-with-cli = true");
    text.append("[profile.dev]\n");
    line(draw, text, "opt-level = 1", "opt-level = \"s\"", "debug = false");
    text.append("[target.x86_64-unknown-linux-gnu]\n");
    line(draw, text, "linker = \"cc\"", "linker = '/usr/bin/cc'");
    line(draw, text, "rustflags = ['-O']");
    text.append("[env]\n");
    line(draw, text, "A = 'x'", "B = { value = \"y\", force = true }");
    if (draw.chance(4)) {
      text.append("= broken\n");
    }
    if (draw.chance(4)) {
      text.append("when = 2026-01-01\n");
    }
    return text.toString();
  }

  private static void line(EnvTruth.Draw draw, StringBuilder text, String... lines) {
    if (draw.chance(40)) {
      text.append(draw.pick(lines)).append('\n');
    }
  }
}
