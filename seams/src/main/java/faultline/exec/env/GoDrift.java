package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.DefaultsLost;
import faultline.exec.env.EnvObservation.Demand;
import faultline.exec.env.EnvObservation.NamesNothing;
import faultline.exec.env.EnvObservation.OtherHome;
import faultline.exec.env.EnvObservation.Refused;
import faultline.exec.env.EnvObservation.SettingsFile;
import faultline.exec.env.EnvObservation.Source;
import faultline.exec.env.EnvObservation.Stranger;
import faultline.exec.env.EnvObservation.WithoutEffect;
import faultline.formats.goenv.GoEnvFile;
import faultline.formats.goenv.GoModLine;
import faultline.formats.goenv.GoVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What does not fit together in the settings of Go, as facts for the rules.
final class GoDrift {
  /// Names that the go command takes from its files (`KnownEnv`, all versions), without those that
  /// it computes or reads from the environment alone.
  private static final Set<String> FROM_FILES =
      Set.of(
          "AR",
          "CC",
          "CGO_CFLAGS",
          "CGO_CFLAGS_ALLOW",
          "CGO_CFLAGS_DISALLOW",
          "CGO_CPPFLAGS",
          "CGO_CPPFLAGS_ALLOW",
          "CGO_CPPFLAGS_DISALLOW",
          "CGO_CXXFLAGS",
          "CGO_CXXFLAGS_ALLOW",
          "CGO_CXXFLAGS_DISALLOW",
          "CGO_ENABLED",
          "CGO_FFLAGS",
          "CGO_FFLAGS_ALLOW",
          "CGO_FFLAGS_DISALLOW",
          "CGO_LDFLAGS",
          "CGO_LDFLAGS_ALLOW",
          "CGO_LDFLAGS_DISALLOW",
          "CXX",
          "FC",
          "GCCGO",
          "GO111MODULE",
          "GO386",
          "GOAMD64",
          "GOARCH",
          "GOARM",
          "GOARM64",
          "GOAUTH",
          "GOBIN",
          "GOCACHE",
          "GOCACHEPROG",
          "GOEXPERIMENT",
          "GOFIPS140",
          "GOFLAGS",
          "GOINSECURE",
          "GOMIPS",
          "GOMIPS64",
          "GOMODCACHE",
          "GONOPROXY",
          "GONOSUMDB",
          "GOOS",
          "GOPATH",
          "GOPPC64",
          "GOPRIVATE",
          "GOPROXY",
          "GORISCV64",
          "GOROOT",
          "GOSUMDB",
          "GOTMPDIR",
          "GOTOOLCHAIN",
          "GOVCS",
          "GOWASM",
          "GOWORK",
          "GO_EXTLINK_ENABLED",
          "PKG_CONFIG");

  private static final Map<String, Pattern> PROCESSORS =
      Map.of(
          "GOAMD64", Pattern.compile("v[1-4]"),
          "GOARM", Pattern.compile("[567](,softfloat|,hardfloat)*"),
          "GOMIPS", Pattern.compile("hardfloat|softfloat"),
          "GOMIPS64", Pattern.compile("hardfloat|softfloat"),
          "GOPPC64", Pattern.compile("power(8|9|10)"));
  private static final int FIRST_WITH_CACHE_PROGRAM = 24;
  private static final int FIRST_WITH_LENIENT_PROCESSORS = 23;
  private final Survey survey;
  private final World world;
  private final GoCommand command;
  private final GoCommand used;
  private final GoModules modules;
  private final @Nullable GoSwitch choice;

  /// @param command the one in PATH
  /// @param used the one that does the work
  GoDrift(
      Survey survey,
      GoCommand command,
      GoCommand used,
      GoModules modules,
      @Nullable GoSwitch choice) {
    this.survey = survey;
    this.world = survey.world();
    this.command = command;
    this.used = used;
    this.modules = modules;
    this.choice = choice;
  }

  void look() {
    files();
    root();
    demands();
    refusals();
    withoutEffect();
    nothing();
    formatter();
    survey.startLines(
        List.of(
            "GOROOT",
            "GOPATH",
            "GOBIN",
            "GOENV",
            "GOFLAGS",
            "GOPROXY",
            "GOTOOLCHAIN",
            "GOOS",
            "GOARCH",
            "CGO_ENABLED",
            "GO111MODULE",
            "GOMODCACHE",
            "GOCACHE",
            "CC",
            "CXX",
            "GOPRIVATE",
            "GONOSUMDB",
            "GOSUMDB",
            "GOWORK",
            "GOTMPDIR",
            "GOEXPERIMENT"));
  }

  private void files() {
    var byDefault = GoModules.join(command.configFolder(), "go/env");
    var given = world.variable("GOENV");
    var text = command.configFolder().isEmpty() ? null : world.text(byDefault);
    if (!given.isEmpty() && text != null && !command.userFile().equals(byDefault)) {
      int settings = GoEnvFile.of(text).entries().size();
      survey.see(
          new SettingsFile(byDefault, "the user's settings", false, "GOENV=" + given, settings));
    }
    if (command.user() != null) {
      survey.see(
          new SettingsFile(
              command.userFile(),
              "the user's settings",
              true,
              "",
              command.user().entries().size()));
    }
    if (used.defaults() != null) {
      survey.see(
          new SettingsFile(
              used.defaultsFile(),
              "defaults of the toolchain",
              true,
              "",
              used.defaults().entries().size()));
    }
    if (used.defaultsFile().isEmpty() || used.defaults() != null) {
      return;
    }
    var names = new ArrayList<String>();
    for (var name : List.of("GOPROXY", "GOSUMDB", "GOTOOLCHAIN")) {
      if (used.get(name).isEmpty()) {
        names.add(name);
      }
    }
    var own = GoModules.join(used.ownRoot(), "go.env");
    if (!names.isEmpty() && !used.ownRoot().isEmpty()) {
      survey.see(
          new DefaultsLost(
              used.defaultsFile(), names, world.exists(own) ? own : "", rootOfDefaults().where()));
    }
  }

  /// Who says in which tree go.env is looked for.
  private Source rootOfDefaults() {
    var entry = used.user() == null ? null : used.user().last("GOROOT");
    if (entry != null && !entry.value().isEmpty()) {
      return new Source("goenv", used.userFile() + ":" + entry.line(), entry.value());
    }
    return world.variable("GOROOT").isEmpty()
        ? new Source("default", used.executable(), used.ownRoot())
        : survey.variable("GOROOT");
  }

  private void root() {
    var sources = new ArrayList<Source>();
    if (!world.variable("GOROOT").isEmpty()) {
      sources.add(survey.variable("GOROOT"));
    }
    var entry = command.user() == null ? null : command.user().last("GOROOT");
    if (entry != null && !entry.value().isEmpty()) {
      sources.add(new Source("goenv", command.userFile() + ":" + entry.line(), entry.value()));
    }
    for (int i = 0; i < sources.size(); i++) {
      var source = sources.get(i);
      var folder = Paths.absolute(world.directory(), source.value());
      if (!world.isDirectory(folder)) {
        if (i == 0) {
          survey.see(
              new Refused(source.where(), "GOROOT", source.value(), "there is no such directory"));
        } else {
          survey.see(
              new NamesNothing(
                  source.where(),
                  "GOROOT",
                  source.value(),
                  source.value(),
                  "go.env is looked for there, although GOROOT comes from the environment"));
        }
        continue;
      }
      var own = command.ownRoot();
      var there = GoVersions.versionOfTree(world, folder);
      boolean same =
          java.util.Objects.equals(world.real(folder), world.real(own))
              || there.equals(command.release());
      if (!same) {
        survey.see(
            new OtherHome(
                source.where(),
                "GOROOT",
                source.value(),
                there,
                command.executable(),
                command.release(),
                i == 0
                    ? "the compiler and the standard library are those of that tree"
                    : "go.env is read from that tree, although GOROOT comes from the"
                        + " environment"));
      }
    }
  }

  private void demands() {
    var file = modules.projectFile();
    var text = file.isEmpty() ? null : world.text(file);
    if (text == null) {
      return;
    }
    var worker = used.version();
    for (var word : List.of("go", "toolchain")) {
      var line = GoModLine.find(text, word);
      if (line == null || line.value().isEmpty()) {
        continue;
      }
      var wanted =
          word.equals("go") ? GoVersion.of(line.value()) : GoVersion.ofToolchain(line.value());
      if (wanted.equals(GoVersion.NONE)) {
        continue; // said elsewhere, where it is refused
      }
      boolean away = choice != null && choice.away(command);
      boolean absent = away && choice != null && choice.found().isEmpty();
      boolean unreachable =
          absent
              && choice != null
              && (!choice.refusal().isEmpty() || command.get("GOPROXY").equals("off"));
      boolean met =
          word.equals("toolchain") || (absent ? !unreachable : wanted.compareTo(worker) <= 0);
      survey.see(
          new Demand(
              file + ":" + line.number(),
              line.word() + " " + line.value(),
              "go",
              line.value(),
              used.release(),
              met,
              effect(away, absent, unreachable)));
    }
  }

  private String effect(boolean away, boolean absent, boolean unreachable) {
    var setting =
        survey.settingsText("GOTOOLCHAIN").isEmpty()
            ? "GOTOOLCHAIN is empty"
            : survey.settingsText("GOTOOLCHAIN");
    if (unreachable && choice != null) {
      return choice.refusal().isEmpty()
          ? choice.name() + " is not here, and GOPROXY=off forbids to download it"
          : choice.name() + " is not here, and " + setting + " forbids to download it";
    }
    if (absent && choice != null) {
      return choice.name() + " would be downloaded";
    }
    return away && choice != null
        ? choice.name() + " is started instead, from " + choice.found()
        : setting + " keeps this toolchain";
  }

  private void refusals() {
    if (choice != null && !choice.refusal().isEmpty()) {
      var because = choice.because();
      survey.see(
          new Refused(
              because.where(),
              because.kind().equals("file") ? "" : "GOTOOLCHAIN",
              because.value(),
              choice.refusal()));
    }
    refuse("GO111MODULE", "on|off|auto|", "it has to be on, off or auto");
    refuse("GOWORK", "(/.*|off|auto|)", "it has to be an absolute path, off or auto");
    cache();
    target();
    experiments();
    checksums();
    cacheProgram();
    verified();
    var temporary = used.get("GOTMPDIR");
    if (!temporary.isEmpty() && !world.isDirectory(Paths.absolute(world.directory(), temporary))) {
      refused("GOTMPDIR", "there is no such directory, and a build works in it");
    }
    for (var one : used.get("GOPATH").split(":", -1)) {
      if (one.startsWith("~")) {
        refused("GOPATH", "a directory of it starts with ~, which only a shell understands");
      } else if (!one.isEmpty() && !one.startsWith("/")) {
        refused("GOPATH", "a directory of it is relative");
      }
    }
    processor();
    var flags = GoWords.split(used.get("GOFLAGS"));
    if (flags == null) {
      refused("GOFLAGS", "a quotation in it does not end");
    } else if (flags.stream().anyMatch(flag -> !flag.matches("--?[^-=].*"))) {
      refused("GOFLAGS", "each of its words has to be a flag that starts with -");
    }
  }

  /// Until 1.22 a wrong one ends the go command; since then a build takes the default in silence.
  private void processor() {
    var name = GoLook.PROCESSOR.getOrDefault(survey.value("GOARCH"), "");
    var form = PROCESSORS.get(name);
    if (form == null || form.matcher(used.get(name)).matches() || used.get(name).isEmpty()) {
      return;
    }
    var source = source(name);
    survey.see(
        used.version().atLeast(FIRST_WITH_LENIENT_PROCESSORS)
            ? new WithoutEffect(
                source.where(),
                name,
                source.value(),
                "it is not " + words(form) + ", so the default is built for")
            : new Refused(source.where(), name, source.value(), "it has to be " + words(form)));
  }

  private void cache() {
    var given = used.get("GOCACHE");
    if (given.isEmpty() && used.cacheFolder().isEmpty()) {
      survey.see(
          new Refused(
              "GOCACHE",
              "GOCACHE",
              "",
              "a build needs a cache, and neither it nor XDG_CACHE_HOME nor HOME names a place"));
    } else if (given.equals("off")) {
      refused("GOCACHE", "a build needs its cache since Go 1.12");
    } else {
      refuse("GOCACHE", "(/.*|)", "it has to be an absolute path");
    }
  }

  /// Whether this toolchain builds for GOOS and GOARCH, by the list in its own sources.
  private void target() {
    var list = world.text(Paths.normal(used.ownRoot() + "/src/internal/platform/zosarch.go"));
    var system = survey.value("GOOS");
    var machine = survey.value("GOARCH");
    if (list == null || list.contains("{\"" + system + "\", \"" + machine + "\"}")) {
      return;
    }
    var name = source("GOARCH").kind().equals("default") ? "GOOS" : "GOARCH";
    refused(name, used.release() + " does not build for " + system + "/" + machine);
  }

  /// The names are the fields of `Flags` in the sources of this toolchain.
  private void experiments() {
    var flags = world.text(Paths.normal(used.ownRoot() + "/src/internal/goexperiment/flags.go"));
    if (flags == null || used.get("GOEXPERIMENT").isEmpty()) {
      return;
    }
    var known = new HashSet<>(Set.of("none", "", "regabi", "noregabi"));
    var at = Pattern.compile("(?m)^\t([A-Z]\\w*)\\s+bool").matcher(flags);
    while (at.find()) {
      known.add(at.group(1).toLowerCase(Locale.ROOT));
      known.add("no" + at.group(1).toLowerCase(Locale.ROOT));
    }
    for (var one : used.get("GOEXPERIMENT").split(",", -1)) {
      if (!known.contains(one)) {
        refused("GOEXPERIMENT", used.release() + " knows no experiment called " + one);
      }
    }
  }

  private void checksums() {
    var words = used.get("GOSUMDB").strip().split("\\s+", -1);
    if (!words[0].isEmpty()
        && !words[0].matches("off|sum\\.golang\\.(org|google\\.cn)|[^+]+\\+[0-9a-f]{8}\\+.+")) {
      refused("GOSUMDB", "what is downloaded is checked with it, and it is no verifier key");
    }
  }

  /// What was downloaded is verified with a file in the first directory of GOPATH.
  private void verified() {
    if (choice != null
        && !choice.root().isEmpty()
        && !command.get("GOSUMDB").equals("off")
        && modules.path().split(":", 2)[0].isEmpty()) {
      var source = command.sources(survey, "GOPATH", new Source("default", "HOME", "")).getFirst();
      survey.see(
          new Refused(
              source.where(),
              "GOPATH",
              source.value(),
              choice.name()
                  + " is verified with a file in its first directory, and that is empty"));
    }
  }

  private void cacheProgram() {
    var words = GoWords.split(used.get("GOCACHEPROG"));
    if (used.version().atLeast(FIRST_WITH_CACHE_PROGRAM)
        && words != null
        && !words.isEmpty()
        && GoCommand.lookPath(used.world(), words.getFirst()) == null) {
      refused("GOCACHEPROG", "there is no program " + words.getFirst());
    }
  }

  private static String words(Pattern form) {
    return "of the form " + form.pattern().replace("|", " or ");
  }

  private void refuse(String name, String form, String why) {
    if (!used.get(name).matches("(?s)" + form)) { // a value may end with a carriage return
      refused(name, why);
    }
  }

  private void refused(String name, String why) {
    var source = source(name);
    survey.see(new Refused(source.where(), name, source.value(), why));
  }

  private Source source(String name) {
    return used.sources(survey, name, new Source("default", "built in", "")).getFirst();
  }

  private void withoutEffect() {
    for (var name : FROM_FILES.stream().sorted().toList()) {
      var value = world.environment().get(name);
      if (value != null && value.isEmpty() && !used.get(name).isEmpty() && !name.equals("GOROOT")) {
        var source = source(name);
        survey.see(
            new WithoutEffect(
                name,
                name,
                "",
                "an empty variable counts as none, so "
                    + source.where()
                    + " gives "
                    + source.value()));
      }
    }
    if (command.user() != null) {
      for (var entry : command.user().entries()) {
        inFile(entry);
      }
    }
    var cgo = source("CGO_ENABLED");
    if (!cgo.value().matches("[01]?")) {
      survey.see(
          new WithoutEffect(
              cgo.where(), "CGO_ENABLED", cgo.value(), "only 0 and 1 count, so the default does"));
    }
  }

  private void inFile(GoEnvFile.Entry entry) {
    var where = command.userFile() + ":" + entry.line();
    if (!FROM_FILES.contains(entry.name())) {
      survey.see(
          new WithoutEffect(
              where,
              entry.name(),
              entry.value(),
              entry.name().equals("GOENV") || entry.name().equals("GODEBUG")
                  ? "the go command takes it from the environment alone"
                  : "the go command takes no such name from this file"));
    } else if (entry.value().endsWith("\r")) {
      survey.see(
          new WithoutEffect(
              where,
              entry.name(),
              entry.value().strip(),
              "the line ends with a carriage return, which becomes part of the value"));
    } else if (entry.value().isEmpty() && lostByEmptyLine(entry)) {
      survey.see(
          new WithoutEffect(
              where,
              entry.name(),
              "",
              "an empty line hides the default of " + used.defaultsFile()));
    }
  }

  private boolean lostByEmptyLine(GoEnvFile.Entry entry) {
    var below = used.defaults() == null ? null : used.defaults().last(entry.name());
    return below != null && !below.value().isEmpty() && used.get(entry.name()).isEmpty();
  }

  private void nothing() {
    var file = world.variable("GOENV");
    if (!file.isEmpty()
        && !file.equals("off")
        && !world.exists(Paths.absolute(world.directory(), command.userFile()))) {
      names("GOENV", command.userFile(), "no settings of a user are read");
    }
    var work = used.get("GOWORK");
    if (work.startsWith("/") && !world.exists(work)) {
      names("GOWORK", work, "a build cannot read its workspace");
    }
    if (survey.value("CGO_ENABLED").equals("1")) {
      for (var name : List.of("CC", "CXX")) {
        var words = GoWords.split(used.get(name));
        if (words != null
            && !words.isEmpty()
            && GoCommand.lookPath(used.world(), words.getFirst()) == null) {
          names(name, words.getFirst(), "a package with C in it cannot be built");
        }
      }
    }
  }

  /// gofmt is no part of the go command, and PATH may find another one.
  private void formatter() {
    var first = world.program("gofmt");
    var real = first == null ? null : world.real(first);
    if (first == null || real == null) {
      return;
    }
    var version = GoVersions.versionOfTree(world, Paths.normal(real + "/../.."));
    if (!version.isEmpty() && !version.equals(command.release())) {
      survey.see(new Stranger(first, "gofmt", version, command.executable(), command.release()));
    }
  }

  private void names(String name, String path, String effect) {
    var source = source(name);
    survey.see(new NamesNothing(source.where(), name, source.value(), path, effect));
  }
}
