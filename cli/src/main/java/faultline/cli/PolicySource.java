package faultline.cli;

import faultline.core.Gate;
import faultline.core.Policy;
import faultline.core.ProbeException;
import faultline.core.Severity;
import faultline.policy.Baseline;
import faultline.policy.PolicyException;
import faultline.policy.Settings;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Where a policy comes from: options win over `FAULTLINE_*` variables, these over the project's
/// `faultline.toml`, and that over the user's. Where there is none of them, nothing is loaded.
final class PolicySource {
  private static final String FILE = "faultline.toml";

  private final Map<String, String> environment;
  private final Path directory;
  private final Settings settings;

  /// What applies in `directory`.
  ///
  /// @param config the project's file, where an option names it
  PolicySource(Map<String, String> environment, Path directory, @Nullable Path config)
      throws ProbeException {
    this.environment = environment;
    this.directory = directory;
    String variable = environment.getOrDefault("FAULTLINE_CONFIG", "");
    Path project =
        config != null
            ? directory.resolve(config)
            : variable.isEmpty() ? project(directory) : directory.resolve(variable);
    Path user = user(environment);
    Settings found = project == null ? null : settings(project);
    if (user != null && !user.equals(project)) {
      found = found == null ? settings(user) : found.over(settings(user));
    }
    this.settings = found == null ? Settings.NONE : found;
  }

  /// The format that a variable or a file asks for, or null.
  @Nullable String format() {
    String variable = environment.getOrDefault("FAULTLINE_FORMAT", "");
    return variable.isEmpty() ? settings.format() : variable;
  }

  /// The policy.
  ///
  /// @param failOn what an option says
  /// @param baseline what an option says
  /// @param plugins jars with gates
  Policy policy(@Nullable Severity failOn, @Nullable Path baseline, List<Path> plugins)
      throws ProbeException {
    Severity bar = failOn == null ? variable("FAULTLINE_FAIL_ON") : failOn;
    if (bar == null) {
      bar = settings.failOn() == null ? Severity.ERROR : settings.failOn();
    }
    Baseline known = baseline(baseline);
    List<Gate> gates = gates(plugins);
    // Most runs have none of it, and then no class of it is loaded.
    return settings == Settings.NONE && known == null && gates.isEmpty()
        ? new Policy(bar)
        : settings.policy(bar, known, gates, LocalDate.now(ZoneId.systemDefault()));
  }

  private @Nullable Severity variable(String name) {
    String word = environment.getOrDefault(name, "");
    if (word.isEmpty()) {
      return null;
    }
    for (Severity severity : Severity.values()) {
      if (severity.word().equals(word.toLowerCase(Locale.ROOT))) {
        return severity;
      }
    }
    throw new PolicyException(name, 0, word + " is not error, warning or info");
  }

  private @Nullable Baseline baseline(@Nullable Path option) throws ProbeException {
    String named =
        option == null ? environment.getOrDefault("FAULTLINE_BASELINE", "") : option.toString();
    if (named.isEmpty()) {
      named = settings.baseline();
    }
    if (named == null) {
      return null;
    }
    try {
      return Baseline.of(Files.readAllBytes(directory.resolve(named)), named);
    } catch (IOException e) {
      throw unreadable(named, e);
    }
  }

  /// The gates of plug-ins: jars that an option or a variable of the user names. A file of the
  /// project cannot name any, because it would then run code of whoever wrote it.
  private List<Gate> gates(List<Path> options) throws ProbeException {
    List<Path> jars = new ArrayList<>(options);
    for (String one : environment.getOrDefault("FAULTLINE_POLICY_PLUGINS", "").split(":", -1)) {
      if (!one.isEmpty()) {
        jars.add(Path.of(one));
      }
    }
    if (jars.isEmpty()) {
      return List.of();
    }
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      Path real = directory.resolve(jar);
      if (!Files.isReadable(real)) {
        throw new ProbeException("cannot read the plug-in " + jar);
      }
      try {
        urls.add(real.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new ProbeException("cannot read the plug-in " + jar, e);
      }
    }
    // It stays open: its classes are needed until we end.
    var loader = new URLClassLoader(urls.toArray(URL[]::new), Gate.class.getClassLoader());
    List<Gate> gates = new ArrayList<>();
    ServiceLoader.load(Gate.class, loader).forEach(gates::add);
    if (gates.isEmpty()) {
      throw new ProbeException("no plug-in of " + jars + " provides a " + Gate.class.getName());
    }
    return gates;
  }

  private Settings settings(Path file) throws ProbeException {
    String shown = shown(file);
    try {
      Settings read = Settings.read(Files.readString(file), shown);
      // What a file names lies beside it, wherever we were started.
      return read.baseline() == null
          ? read
          : read.withBaseline(shown(file.resolveSibling(read.baseline())));
    } catch (CharacterCodingException e) {
      throw new PolicyException(shown, 0, "is not UTF-8");
    } catch (IOException e) {
      throw unreadable(shown, e);
    }
  }

  private String shown(Path file) {
    return (file.startsWith(directory) ? directory.relativize(file) : file).toString();
  }

  /// The nearest file in `directory` or above it, but not above the root of a repository.
  private static @Nullable Path project(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      Path file = at.resolve(FILE);
      if (Files.isRegularFile(file)) {
        return file;
      }
      if (Files.exists(at.resolve(".git"))) {
        return null;
      }
    }
    return null;
  }

  private static @Nullable Path user(Map<String, String> environment) {
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (config.isEmpty() && home.isEmpty()) {
      return null;
    }
    Path folder = config.isEmpty() ? Path.of(home, ".config") : Path.of(config);
    Path file = folder.resolve("faultline").resolve(FILE);
    return Files.isRegularFile(file) ? file : null;
  }

  private static ProbeException unreadable(String file, IOException e) {
    return new ProbeException("cannot read " + file + ": check the path and its permissions", e);
  }
}
