package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Refused;
import faultline.exec.env.EnvObservation.SettingsFile;
import faultline.exec.env.EnvObservation.Source;
import faultline.formats.bytes.MalformedException;
import faultline.formats.bytes.RawText;
import faultline.formats.toml.Toml;
import faultline.formats.toml.TomlReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the files and variables of Cargo say together, by dotted names; "Configuration" of the
/// Cargo book. A file nearer to the working directory wins, that of CARGO_HOME comes last; arrays
/// are joined, the winner's words at the end; a variable wins over all files.
final class CargoConfig {
  /// A value.
  ///
  /// @param root the directory from which a path in it counts
  record Entry(String value, boolean list, String root, List<Source> sources) {}

  /// Of two arrays with such a name one counts. Cargo 1.95 joins them in some runs all the same, as
  /// its hash table happens to be ordered.
  private static final Pattern NOT_JOINED =
      Pattern.compile(
          "(target|host)\\..*\\.runner|credential-alias\\..*|doc\\.browser"
              + "|registries\\..*\\.credential-provider|registry\\.(global-)?credential-providers?");

  /// What has a variable whether a file speaks of it or not.
  private static final List<String> KNOWN =
      List.of(
          "build.incremental",
          "build.jobs",
          "build.rustc",
          "build.rustc-workspace-wrapper",
          "build.rustc-wrapper",
          "build.rustdoc",
          "build.rustdocflags",
          "build.rustflags",
          "build.target",
          "build.target-dir",
          "cargo-new.vcs",
          "http.cainfo",
          "http.check-revoke",
          "http.debug",
          "http.multiplexing",
          "http.proxy",
          "http.timeout",
          "install.root",
          "net.git-fetch-with-cli",
          "net.offline",
          "net.retry",
          "registries.crates-io.protocol",
          "registry.default",
          "registry.token",
          "resolver.incompatible-rust-versions",
          "term.color",
          "term.quiet",
          "term.verbose");

  private static final List<String> OF_PROFILES =
      List.of(
          "codegen-units",
          "debug",
          "debug-assertions",
          "incremental",
          "lto",
          "opt-level",
          "overflow-checks",
          "panic",
          "rpath",
          "split-debuginfo",
          "strip");

  private final Survey survey;
  private final World world;
  private final Map<String, Entry> entries = new TreeMap<>();

  private CargoConfig(Survey survey) {
    this.survey = survey;
    this.world = survey.world();
  }

  /// @param home CARGO_HOME
  /// @param host the target of this machine
  static CargoConfig of(Survey survey, String home, String host) {
    var config = new CargoConfig(survey);
    for (var file : config.files(home).reversed()) {
      config.read(file);
    }
    config.variables(host);
    return config;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  @Nullable Entry get(String name) {
    return entries.get(name);
  }

  /// The nearest first.
  private List<String> files(String home) {
    var all = new LinkedHashSet<String>();
    var real = world.real(world.directory());
    for (var folder = real == null ? world.directory() : real; ; folder = Paths.parent(folder)) {
      add(all, (folder.equals("/") ? "" : folder) + "/.cargo");
      if (folder.equals("/")) {
        break;
      }
    }
    add(all, home);
    return List.copyOf(all);
  }

  /// The name without an ending is the older one, and counts where there are both.
  private void add(Set<String> all, String folder) {
    var older = folder + "/config";
    var newer = folder + "/config.toml";
    boolean both = world.text(older) != null && world.text(newer) != null;
    if (both && world.link(older) == null) {
      survey.see(
          new SettingsFile(newer, "configuration of Cargo", false, older + " is read instead", 1));
    }
    if (world.text(older) != null) {
      all.add(older);
    } else if (world.text(newer) != null) {
      all.add(newer);
    }
  }

  private void read(String path) {
    var text = String.valueOf(world.text(path));
    byte[] bytes = RawText.encode(text);
    Toml.Table table;
    try {
      table = TomlReader.read(bytes);
    } catch (MalformedException e) {
      survey.see(broken(path, bytes, e, "Cargo"));
      return;
    }
    int before = entries.size();
    flat(path, bytes, "", table);
    survey.see(
        new SettingsFile(
            path, "configuration of Cargo", true, "", Math.max(1, entries.size() - before)));
  }

  /// A file that is no TOML, at the line where that shows.
  static Refused broken(String path, byte[] bytes, MalformedException e, String who) {
    int line = Toml.line(bytes, e.offset());
    var text = RawText.decode(bytes).lines().skip(line - 1L).findFirst().orElse("").strip();
    return new Refused(path + ":" + line, "", text, who + " cannot read it: " + e.what());
  }

  private void flat(String path, byte[] bytes, String prefix, Toml.Table table) {
    table
        .byName()
        .forEach(
            (key, value) -> {
              var name = prefix + key;
              var where = path + ":" + Toml.line(bytes, value.offset());
              switch (value) {
                case Toml.Table inner -> {
                  if (entries.containsKey(name)) {
                    mixed(where, name, "a table");
                  } else {
                    flat(path, bytes, name + ".", inner);
                  }
                }
                case Toml.Items(var _, var values) -> {
                  if (name.equals("include")) {
                    survey.notChecked(
                        "what the files say that " + where + " includes",
                        "only the files on the way of the search are read",
                        "look at them");
                  } else {
                    list(where, name, values);
                  }
                }
                case Toml.Text(var _, var plain) -> scalar(where, name, plain);
                case Toml.Whole(var _, var number) -> scalar(where, name, Long.toString(number));
                case Toml.Flag(var _, var set) -> scalar(where, name, Boolean.toString(set));
                case Toml.Real _, Toml.Moment _ ->
                    survey.see(
                        new Refused(where, name, "", "Cargo takes no fractions and no dates"));
              }
            });
  }

  private void list(String where, String name, List<Toml> values) {
    var words = new ArrayList<String>();
    for (var one : values) {
      if (one instanceof Toml.Text(var _, var word)) {
        words.add(word);
      }
    }
    var before = entries.get(name);
    if (before != null && !before.list() || inner(name)) {
      mixed(where, name, String.join(" ", words));
      return;
    }
    var value = String.join(" ", words);
    boolean joined = before != null && !NOT_JOINED.matcher(name).matches();
    put(
        new Source("file", where, value),
        name,
        joined && before != null ? (before.value() + " " + value).strip() : value,
        true);
  }

  private void scalar(String where, String name, String value) {
    var before = entries.get(name);
    if (before != null && before.list() || inner(name)) {
      mixed(where, name, value);
      return;
    }
    put(new Source("file", where, value), name, value, false);
  }

  private boolean inner(String name) {
    return entries.keySet().stream().anyMatch(one -> one.startsWith(name + "."));
  }

  private void mixed(String where, String name, String value) {
    survey.see(
        new Refused(
            where,
            name,
            value,
            "another file of Cargo gives it another kind of value to join with"));
  }

  private void put(Source source, String name, String value, boolean list) {
    var sources = new ArrayList<Source>();
    sources.add(source);
    var before = entries.get(name);
    if (before != null) {
      sources.addAll(before.sources());
    }
    var root =
        source.kind().equals("env")
            ? world.directory()
            : Paths.parent(Paths.parent(source.where().replaceFirst(":[0-9]+$", "")));
    entries.put(name, new Entry(value, list, root, sources));
  }

  private void variables(String host) {
    var names = new LinkedHashSet<>(entries.keySet());
    names.addAll(KNOWN);
    for (var last : List.of("linker", "runner", "rustflags")) {
      names.add("target." + host + "." + last);
    }
    for (var profile : List.of("dev", "release", "test", "bench")) {
      OF_PROFILES.forEach(last -> names.add("profile." + profile + "." + last));
    }
    for (var name : names) {
      var variable = variable(name);
      var text = world.environment().get(variable);
      if (text != null && !name.startsWith("env.") && !name.startsWith("alias.")) {
        var before = entries.get(name);
        boolean list = before != null && before.list();
        put(
            survey.variable(variable),
            name,
            list && before != null
                ? (before.value() + " " + text.strip().replaceAll("\\s+", " ")).strip()
                : text,
            list);
      }
    }
  }

  /// `CARGO_BUILD_TARGET_DIR` of `build.target-dir`.
  static String variable(String name) {
    return "CARGO_" + name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }
}
