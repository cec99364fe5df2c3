package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Demand;
import faultline.exec.env.EnvObservation.Setting;
import faultline.exec.env.EnvObservation.Source;
import faultline.exec.env.EnvObservation.Stranger;
import java.util.List;
import java.util.regex.Pattern;

/// What does not fit together in the settings of Rust, as facts for the rules.
///
/// @param program the rustc in PATH
/// @param compiler the rustc that works
/// @param proxy whether rustup chooses it
record RustDrift(Survey survey, String program, String compiler, String version, boolean proxy) {
  private static final Pattern LEAST =
      Pattern.compile("(?m)^\\s*rust-version\\s*=\\s*\"([0-9]+(?:\\.[0-9]+){0,2})\"");
  private static final Pattern CHANNEL =
      Pattern.compile("(?m)^\\s*(?:channel\\s*=\\s*\")?([0-9]+\\.[0-9]+(?:\\.[0-9]+)?)\"?\\s*$");

  private World world() {
    return survey.world();
  }

  void look() {
    least();
    if (proxy) {
      replaced();
    } else {
      notAsked();
    }
    cargo();
    survey.startLines(
        List.of(
            "RUSTUP_TOOLCHAIN",
            "RUSTUP_HOME",
            "CARGO_HOME",
            "RUSTFLAGS",
            "CARGO_TARGET_DIR",
            "RUSTC",
            "RUSTC_WRAPPER"));
  }

  /// The nearest Cargo.toml says which version the project needs at least.
  private void least() {
    var path = above("Cargo.toml");
    var text = path.isEmpty() ? null : world().text(path);
    if (text == null) {
      return;
    }
    var at = LEAST.matcher(text);
    if (at.find()) {
      demand(
          path,
          text,
          at.start(1),
          at.group(1) + " or later",
          Versions.compare(version, at.group(1)) >= 0,
          "Cargo refuses to build");
    }
  }

  /// Something that counts more than the toolchain file of the project.
  private void replaced() {
    for (var one : survey.seen()) {
      if (one instanceof Setting setting && setting.name().equals("toolchain")) {
        var counts = setting.source();
        setting.overridden().stream()
            .filter(other -> other.where().contains("/rust-toolchain"))
            .filter(other -> !other.value().equals(counts.value()))
            .limit(1)
            .forEach(other -> replaced(counts, other));
      }
    }
  }

  private void replaced(Source counts, Source file) {
    var path = file.where().replaceFirst(":[0-9]+$", "");
    var text = String.valueOf(world().text(path));
    var number = Integer.parseInt(file.where().substring(path.length() + 1));
    boolean met = file.value().matches("[0-9.]+") && Versions.begins(version, file.value());
    survey.see(
        new Demand(
            file.where(),
            text.lines().skip(number - 1).findFirst().orElse("").strip(),
            "rust",
            file.value(),
            version,
            met,
            counts.where() + " counts more"));
  }

  /// Without rustup nobody reads the toolchain file.
  private void notAsked() {
    for (var name : List.of("rust-toolchain", "rust-toolchain.toml")) {
      var path = above(name);
      var text = path.isEmpty() ? null : world().text(path);
      var at = text == null ? null : CHANNEL.matcher(text);
      if (text != null && at != null && at.find()) {
        demand(
            path,
            text,
            at.start(1),
            at.group(1),
            Versions.begins(version, at.group(1)),
            program + " is not rustup, which alone reads this file");
      }
    }
  }

  private void demand(
      String path, String text, int start, String needed, boolean met, String effect) {
    long line = text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    survey.see(
        new Demand(
            path + ":" + line,
            text.lines().skip(line - 1).findFirst().orElse("").strip(),
            "rust",
            needed,
            version,
            met,
            met ? "" : effect));
  }

  private String above(String name) {
    for (var folder = world().directory(); ; folder = Paths.parent(folder)) {
      var path = (folder.equals("/") ? "" : folder) + "/" + name;
      if (world().text(path) != null) {
        return path;
      }
      if (folder.equals("/")) {
        return "";
      }
    }
  }

  /// A cargo of another installation builds with this compiler.
  private void cargo() {
    var path = world().program("cargo");
    var real = path == null ? null : world().real(path);
    if (path == null || real == null || RustLook.proxy(world(), path, real)) {
      return;
    }
    var theirs = RustLook.version(world(), real);
    if (!theirs.isEmpty() && !theirs.equals(version)) {
      survey.see(new Stranger(path, "cargo", theirs, program, version));
    }
  }
}
