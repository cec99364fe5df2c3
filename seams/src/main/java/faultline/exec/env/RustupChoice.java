package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.SettingsFile;
import faultline.exec.env.EnvObservation.Source;
import faultline.formats.bytes.MalformedException;
import faultline.formats.bytes.RawText;
import faultline.formats.toml.Toml;
import faultline.formats.toml.TomlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Which toolchain rustup starts: RUSTUP_TOOLCHAIN, the nearest directory that has an override or a
/// toolchain file, the default; "Overrides" of the rustup book.
final class RustupChoice {
  private static final Pattern OFFICIAL =
      Pattern.compile(
          "((?:nightly|beta|stable|[0-9]+\\.[0-9]+(?:\\.[0-9]+)?(?:-beta(?:\\.[0-9]+)?)?)"
              + "(?:-[0-9]{4}-[0-9]{2}-[0-9]{2})?)(-.+)?");
  private static final Pattern TRIPLE = Pattern.compile("-[^-]+-[^-]+-[^-]+(-[^-]+)?");

  private final Survey survey;
  private final World world;
  private final String home;
  private final Toml.Table settings;
  private final byte[] settingsText;
  private final List<Source> sources = new ArrayList<>();

  /// @param home RUSTUP_HOME
  RustupChoice(Survey survey, String home) {
    this.survey = survey;
    this.world = survey.world();
    this.home = home;
    var path = home + "/settings.toml";
    var text = world.text(path);
    settingsText = RawText.encode(text == null ? "" : text);
    settings = table(path, settingsText);
    if (text != null) {
      survey.see(new SettingsFile(path, "settings of rustup", true, "", 1));
    }
  }

  /// Who names a toolchain, the one that counts first; none where nobody does.
  List<Source> sources() {
    if (!world.variable("RUSTUP_TOOLCHAIN").isEmpty()) {
      sources.add(survey.variable("RUSTUP_TOOLCHAIN"));
    }
    var real = world.real(world.directory());
    for (var folder = real == null ? world.directory() : real; ; folder = Paths.parent(folder)) {
      override(folder);
      file(folder.equals("/") ? "" : folder);
      if (folder.equals("/")) {
        break;
      }
    }
    if (settings.get("default_toolchain") instanceof Toml.Text(var at, var name)) {
      sources.add(
          new Source("default", home + "/settings.toml:" + Toml.line(settingsText, at), name));
    }
    return sources;
  }

  /// The target of this machine.
  String host() {
    return settings.get("default_host_triple") instanceof Toml.Text(var _, var name)
        ? name
        : machine(world);
  }

  static String machine(World world) {
    var processor =
        switch (world.machine()) {
          case "amd64" -> "x86_64";
          case "arm64" -> "aarch64";
          case "386" -> "i686";
          case String other -> other;
        };
    return processor + (world.system().equals("darwin") ? "-apple-darwin" : "-unknown-linux-gnu");
  }

  /// The whole name: `stable` is `stable-x86_64-unknown-linux-gnu`.
  String name(String given) {
    var at = OFFICIAL.matcher(given);
    if (!at.matches() || at.group(2) != null && TRIPLE.matcher(at.group(2)).matches()) {
      return given;
    }
    return at.group(2) == null ? given + "-" + host() : given;
  }

  /// Its directory.
  String root(String given) {
    return given.startsWith("/") ? given : home + "/toolchains/" + name(given);
  }

  private void override(String folder) {
    if (settings.get("overrides") instanceof Toml.Table all
        && all.get(folder) instanceof Toml.Text(var at, var name)) {
      sources.add(new Source("file", home + "/settings.toml:" + Toml.line(settingsText, at), name));
    }
  }

  private void file(String folder) {
    var plain = folder + "/rust-toolchain";
    var named = folder + "/rust-toolchain.toml";
    var path = world.text(plain) == null ? named : plain;
    var text = world.text(path);
    if (text == null) {
      return;
    }
    if (path.equals(plain) && world.text(named) != null) {
      survey.see(
          new SettingsFile(
              named, "toolchain of the project", false, plain + " is read instead", 1));
    }
    survey.see(new SettingsFile(path, "toolchain of the project", true, "", 1));
    if (path.equals(plain) && text.strip().lines().count() == 1) {
      sources.add(new Source("file", path + ":1", text.strip()));
      return;
    }
    var bytes = RawText.encode(text);
    if (table(path, bytes).get("toolchain") instanceof Toml.Table toolchain) {
      var value = toolchain.get("channel");
      if (value instanceof Toml.Text(var at, var name)) {
        sources.add(new Source("file", path + ":" + Toml.line(bytes, at), name));
      } else if (toolchain.get("path") instanceof Toml.Text(var at, var name)) {
        sources.add(
            new Source(
                "file",
                path + ":" + Toml.line(bytes, at),
                Paths.absolute(folder.isEmpty() ? "/" : folder, name)));
      }
    }
  }

  private Toml.Table table(String path, byte[] bytes) {
    try {
      return TomlReader.read(bytes);
    } catch (MalformedException e) {
      survey.see(CargoConfig.broken(path, bytes, e, "rustup"));
      return new Toml.Table(0, java.util.Map.of());
    }
  }
}
