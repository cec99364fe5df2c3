package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.SettingsFile;
import faultline.exec.env.EnvObservation.Source;
import faultline.exec.env.EnvObservation.WithoutEffect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of npm 7 to 11 as its package @npmcli/config finds them: variables, the file of the
/// project, of the user, of the prefix, of npm itself, defaults.
final class NpmLook {
  private enum Kind {
    TEXT,
    BOOL,
    PATH
  }

  private record Known(Kind kind, String byDefault) {}

  private static final Map<String, Known> KNOWN = new LinkedHashMap<>();

  static {
    for (var name :
        List.of(
            "engine-strict",
            "ignore-scripts",
            "legacy-peer-deps",
            "offline",
            "prefer-offline",
            "save-exact")) {
      KNOWN.put(name, new Known(Kind.BOOL, "false"));
    }
    for (var name : List.of("audit", "fund", "package-lock", "save", "strict-ssl")) {
      KNOWN.put(name, new Known(Kind.BOOL, "true"));
    }
    KNOWN.put("registry", new Known(Kind.TEXT, "https://registry.npmjs.org/"));
    KNOWN.put("cache", new Known(Kind.PATH, "~/.npm"));
    KNOWN.put("cafile", new Known(Kind.PATH, ""));
    KNOWN.put("node-options", new Known(Kind.TEXT, ""));
    KNOWN.put("save-prefix", new Known(Kind.TEXT, "^"));
    KNOWN.put("script-shell", new Known(Kind.TEXT, ""));
    KNOWN.put("tag", new Known(Kind.TEXT, "latest"));
    KNOWN.put("loglevel", new Known(Kind.TEXT, "notice"));
    KNOWN.put("prefix", new Known(Kind.PATH, ""));
    KNOWN.put("userconfig", new Known(Kind.PATH, "~/.npmrc"));
    KNOWN.put("globalconfig", new Known(Kind.PATH, ""));
  }

  private final Survey survey;
  private final World world;
  private final String here;
  private final String home;
  private final String npm;
  private final String defaultPrefix;

  /// Levels in order, those that win first.
  private final List<Map<String, Source>> levels = new ArrayList<>();

  private String localPrefix = "";

  /// @param npm the directory of the package npm
  /// @param node the program of node, links followed
  NpmLook(Survey survey, String npm, String node) {
    this.survey = survey;
    this.world = survey.world();
    this.npm = npm;
    var real = world.real(world.directory());
    here = real == null ? world.directory() : real;
    home = world.variable("HOME").isEmpty() ? world.homeOfUser() : world.variable("HOME");
    var tree = Paths.parent(Paths.parent(node));
    var given = world.variable("PREFIX");
    var below = world.variable("DESTDIR");
    defaultPrefix =
        !given.isEmpty() ? given : below.isEmpty() ? tree : Paths.normal(below + "/" + tree);
  }

  void look() {
    levels.add(variables());
    localPrefix = project();
    var user = path(source("userconfig", "~/.npmrc").value());
    var file = below(localPrefix, ".npmrc");
    levels.add(file.equals(user) ? Map.of() : file(file, "the project's settings"));
    levels.add(file(path(source("userconfig", "~/.npmrc").value()), "the user's settings"));
    levels.add(file(globalFile(), "settings of the prefix"));
    levels.add(file(below(npm, "npmrc"), "settings that npm came with"));
    passedOver();
    KNOWN.forEach(this::set);
    survey.computed("npm.local-prefix", localPrefix, "package.json or node_modules here or above");
  }

  private static String below(String folder, String name) {
    return (folder.equals("/") ? "" : folder) + "/" + name;
  }

  private String globalFile() {
    var given = find("globalconfig");
    return given != null
        ? path(given.value())
        : Paths.normal(
            Paths.absolute(here, path(source("prefix", defaultPrefix).value()) + "/etc/npmrc"));
  }

  /// A variable that is empty says nothing.
  private Map<String, Source> variables() {
    var all = new LinkedHashMap<String, Source>();
    world
        .environment()
        .forEach(
            (name, value) -> {
              if (name.toLowerCase(Locale.ROOT).startsWith("npm_config_") && !value.isEmpty()) {
                var key = name.substring("npm_config_".length());
                if (!key.startsWith("//")) {
                  key = key.replaceAll("(?!^)_", "-").toLowerCase(Locale.ROOT);
                }
                all.put(key, survey.variable(name));
              }
            });
    return all;
  }

  private Map<String, Source> file(String path, String role) {
    var text = world.text(path);
    var all = new LinkedHashMap<String, Source>();
    if (text != null) {
      var file = NpmFile.of(path, text);
      for (var entry : file.entries()) {
        var where = path + ":" + entry.line();
        all.put(
            NpmFile.replaced(entry.key(), world.environment()),
            new Source("file", where, entry.value()));
        var value = NpmFile.replaced(entry.value(), world.environment());
        if (value.contains("${")) {
          survey.see(
              new WithoutEffect(
                  where,
                  entry.key(),
                  entry.value(),
                  "a variable in it is not set, and its name stays in the value"));
        }
      }
      survey.see(new SettingsFile(path, role, true, "", file.entries().size()));
    }
    return all;
  }

  /// Where npm would install: the nearest directory with a package.json or node_modules, and the
  /// root of workspaces above it.
  private String project() {
    var found = "";
    for (var folder = here; ; folder = Paths.parent(folder)) {
      boolean described = isFile(below(folder, "package.json"));
      if (found.isEmpty()) {
        if (described || world.isDirectory(below(folder, "node_modules"))) {
          found = folder;
        }
      } else if (described && workspace(folder, found)) {
        return folder;
      }
      if (folder.equals("/")) {
        return found.isEmpty() ? here : found;
      }
    }
  }

  private boolean isFile(String path) {
    return world.exists(path) && !world.isDirectory(path);
  }

  private boolean workspace(String root, String member) {
    return NodeFiles.workspaces(world.text(below(root, "package.json"))).stream()
        .map(one -> one.replaceFirst("^\\./", "").replaceFirst("/+$", ""))
        .anyMatch(
            one ->
                member.matches(
                    java.util.regex.Pattern.quote(root + "/")
                        + "\\Q"
                        + one.replace("**", "\\E.*\\Q")
                            .replaceAll("(?<![.*])\\*", "\\\\E[^/]*\\\\Q")
                        + "\\E"));
  }

  private void passedOver() {
    for (var folder = here; !folder.equals(localPrefix) && !folder.equals("/"); ) {
      var path = below(folder, ".npmrc");
      var text = world.text(path);
      if (text != null && !path.equals(path(source("userconfig", "~/.npmrc").value()))) {
        survey.see(
            new SettingsFile(
                path,
                "settings of a directory",
                false,
                "npm reads the one of " + localPrefix,
                NpmFile.of(path, text).entries().size()));
      }
      folder = Paths.parent(folder);
    }
  }

  private @Nullable Source find(String name) {
    return levels.stream()
        .map(one -> one.get(name))
        .filter(one -> one != null)
        .findFirst()
        .orElse(null);
  }

  private Source source(String name, String byDefault) {
    var found = find(name);
    return found == null ? new Source("default", "built in", byDefault) : found;
  }

  private String path(String raw) {
    var text = NpmFile.replaced(raw.strip(), world.environment());
    return Paths.normal(
        text.startsWith("~/") ? below(home, text.substring(2)) : Paths.absolute(here, text));
  }

  private void set(String name, Known known) {
    var byDefault =
        switch (name) {
          case "prefix" -> defaultPrefix;
          case "globalconfig" ->
              Paths.normal(
                  Paths.absolute(
                      here, path(source("prefix", defaultPrefix).value()) + "/etc/npmrc"));
          default -> known.byDefault();
        };
    var all = new ArrayList<Source>();
    for (var level : levels) {
      var one = level.get(name);
      if (one != null) {
        all.add(one);
      }
    }
    var exact = name.equals("save-prefix") ? exact() : null;
    if (exact != null) {
      all.addFirst(new Source("computed", "save-exact of " + exact.where(), ""));
    }
    all.add(
        new Source("default", name.equals("prefix") ? "the tree of node" : "built in", byDefault));
    survey.set("npm." + name, value(known.kind(), all.getFirst()), all);
    if (known.kind() == Kind.BOOL && all.getFirst().value().strip().matches("(?i)no|off|n|f|0")) {
      survey.see(
          new WithoutEffect(
              all.getFirst().where(),
              name,
              all.getFirst().value(),
              "any text but false and null is true for npm, 0 too"));
    }
  }

  /// The save-exact that empties save-prefix: npm goes through the levels from the last to the
  /// first and what one has emptied stays empty until another gives it anew; null where none does.
  private @Nullable Source exact() {
    Source counts = null;
    Source emptied = null;
    for (var level : levels.reversed()) {
      var own = level.get("save-exact");
      counts = own == null ? counts : own;
      boolean anew = level.containsKey("save-prefix");
      emptied = anew ? null : emptied;
      if ((anew || own != null) && counts != null && !value(Kind.BOOL, counts).matches("|false")) {
        emptied = counts;
      }
    }
    return emptied;
  }

  private String value(Kind kind, Source source) {
    var raw = source.value().strip();
    var text = NpmFile.replaced(raw, world.environment());
    return switch (kind) {
      case TEXT -> text.equals("null") ? "" : text;
      case PATH -> raw.isEmpty() || raw.equals("null") ? "" : path(raw);
      case BOOL -> raw.isEmpty() ? "true" : text.equals("null") ? "" : text;
    };
  }
}
