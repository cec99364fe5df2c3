package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.CargoConfig.Entry;
import faultline.exec.env.EnvObservation.NamesNothing;
import faultline.exec.env.EnvObservation.Refused;
import faultline.exec.env.EnvObservation.Source;
import faultline.exec.env.EnvObservation.WithoutEffect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a build of Cargo would use: flags, places and programs, each of which can be said in
/// several ways of which one counts.
record RustBuild(Survey survey, CargoConfig config, String host) {
  private World world() {
    return survey.world();
  }

  void look() {
    flags();
    place();
    program("rustc", "RUSTC", "build.rustc");
    program("rustc-wrapper", "RUSTC_WRAPPER", "build.rustc-wrapper");
    linker();
    config.entries().forEach((name, entry) -> survey.set(name, entry.value(), entry.sources()));
  }

  /// CARGO_ENCODED_RUSTFLAGS, RUSTFLAGS, those of the target, those of all: the first one that
  /// there is counts, alone. A variable is there even where it is empty.
  private void flags() {
    var all = new ArrayList<Source>();
    for (var name : List.of("CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS")) {
      if (world().environment().containsKey(name)) {
        all.add(survey.variable(name));
      }
    }
    for (var name : List.of("target." + target() + ".rustflags", "build.rustflags")) {
      var entry = config.get(name);
      if (entry != null && !entry.value().isEmpty()) {
        all.addAll(whole(entry));
      }
    }
    if (all.isEmpty()) {
      all.add(new Source("default", "none are set", ""));
    }
    var counts = all.getFirst();
    survey.set("rustflags", counts.value().replace('\u001f', ' ').strip(), all);
    for (var other : all.subList(1, all.size())) {
      // What a variable says today may be meant; what the project says was meant to be added.
      if (other.kind().equals("file") && !other.value().isEmpty()) {
        survey.see(
            new WithoutEffect(
                other.where(),
                "rustflags",
                other.value(),
                counts.where() + " replaces these flags, they are not joined"));
      }
    }
  }

  /// The joined value, at the place that counts most.
  private static List<Source> whole(Entry entry) {
    var first = entry.sources().getFirst();
    return List.of(new Source(first.kind(), first.where(), entry.value(), first.setBy()));
  }

  private String target() {
    var entry = config.get("build.target");
    return entry == null || entry.list() || entry.value().isEmpty() ? host : entry.value();
  }

  /// Where a build writes.
  private void place() {
    var all = new ArrayList<Source>();
    var value = "";
    if (world().environment().containsKey("CARGO_TARGET_DIR")) {
      all.add(survey.variable("CARGO_TARGET_DIR"));
      value = absolute(world().directory(), world().variable("CARGO_TARGET_DIR"));
    }
    var entry = config.get("build.target-dir");
    if (entry != null) {
      value = all.isEmpty() ? absolute(entry.root(), entry.value()) : value;
      all.addAll(entry.sources());
    }
    if (all.isEmpty()) {
      var project = project();
      all.add(
          new Source(
              "default",
              project == null ? "no Cargo.toml is found" : "below the Cargo.toml",
              project == null ? "" : project + "/target"));
      value = all.getFirst().value();
    } else if (all.getFirst().value().isEmpty()) {
      survey.see(
          new Refused(all.getFirst().where(), "target-dir", "", "the directory may not be empty"));
    }
    survey.set("target-dir", value, all);
  }

  private String absolute(String folder, String path) {
    var real = world().real(folder);
    return path.isEmpty() ? "" : Paths.absolute(real == null ? folder : real, path);
  }

  /// The directory of the nearest Cargo.toml, or of the workspace around it; null where none is.
  private @Nullable String project() {
    String found = null;
    var real = world().real(world().directory());
    for (var folder = real == null ? world().directory() : real; ; folder = Paths.parent(folder)) {
      var text = world().text((folder.equals("/") ? "" : folder) + "/Cargo.toml");
      if (text != null && (found == null || text.matches("(?s)(.*\n)?\\[workspace\\].*"))) {
        found = folder;
      }
      if (folder.equals("/")) {
        return found;
      }
    }
  }

  /// A program that a variable or the configuration names.
  private void program(String name, String variable, String key) {
    var all = new ArrayList<Source>();
    var root = world().directory();
    if (!world().variable(variable).isEmpty()) {
      all.add(survey.variable(variable));
    }
    var entry = config.get(key);
    if (entry != null && !entry.value().isEmpty()) {
      root = all.isEmpty() ? entry.root() : root;
      all.addAll(entry.sources());
    }
    if (all.isEmpty()) {
      return;
    }
    var counts = all.getFirst();
    survey.set(name, all);
    missing(counts, name, root, counts.value(), "Cargo cannot start it, and nothing is built");
  }

  private void missing(Source from, String name, String root, String value, String effect) {
    var path =
        value.contains("/") ? Paths.absolute(root, value) : String.valueOf(world().program(value));
    if (!world().isExecutable(path)) {
      survey.see(
          new NamesNothing(
              from.where(), from.kind().equals("env") ? from.where() : name, value, value, effect));
    }
  }

  private void linker() {
    var entry = config.get("target." + target() + ".linker");
    if (entry == null || entry.value().isEmpty()) {
      survey.set("linker", List.of(new Source("default", "built in for " + target(), "cc")));
      return;
    }
    survey.set("linker", entry.sources());
    missing(
        entry.sources().getFirst(), "linker", entry.root(), entry.value(), "nothing can be linked");
  }
}
