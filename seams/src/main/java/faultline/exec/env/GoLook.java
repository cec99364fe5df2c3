package faultline.exec.env;

import faultline.core.Details;
import faultline.exec.env.EnvObservation.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of Go: all that `go env` prints, computed as the go command computes it, except
/// GOGCCFLAGS, which it finds by trying the C compiler.
final class GoLook {
  /// Variables that a default built into the toolchain stands behind, by processor.
  static final Map<String, String> PROCESSOR =
      Map.ofEntries(
          Map.entry("arm", "GOARM"),
          Map.entry("arm64", "GOARM64"),
          Map.entry("386", "GO386"),
          Map.entry("amd64", "GOAMD64"),
          Map.entry("mips", "GOMIPS"),
          Map.entry("mipsle", "GOMIPS"),
          Map.entry("mips64", "GOMIPS64"),
          Map.entry("mips64le", "GOMIPS64"),
          Map.entry("ppc64", "GOPPC64"),
          Map.entry("ppc64le", "GOPPC64"),
          Map.entry("riscv64", "GORISCV64"),
          Map.entry("wasm", "GOWASM"));

  private static final Map<String, String> PROCESSOR_DEFAULTS =
      Map.of(
          "GOARM", "7",
          "GOARM64", "v8.0",
          "GO386", "sse2",
          "GOAMD64", "v1",
          "GOMIPS", "hardfloat",
          "GOMIPS64", "hardfloat",
          "GOPPC64", "power8",
          "GORISCV64", "rva20u64",
          "GOWASM", "");
  private static final Source NOTHING = new Source("default", "built in", "");

  private final Survey survey;
  private final World world;

  GoLook(Survey survey) {
    this.survey = survey;
    this.world = survey.world();
  }

  void look() {
    var first = world.program("go");
    if (first == null) {
      survey.notChecked(
          "the settings of Go",
          "there is no go in PATH",
          "install Go, or put its bin directory into PATH");
      new GoVersions(survey, world).look("", "", "");
      return;
    }
    var command = GoCommand.at(world, first);
    if (command == null) {
      survey.use(uses -> uses.text("executable", first));
      survey.notChecked(
          "the settings of Go",
          first + " is no program that Go built; a script may start any other",
          "put the bin directory of a GOROOT first into PATH");
      return;
    }
    var modules = new GoModules(command);
    var choice = GoSwitch.of(command, survey, modules);
    var used = used(command, choice);
    if (used == null) {
      // Not on this machine yet: the settings are those of the command that would fetch it.
      settings(command, new GoModules(command), null, command);
    } else {
      settings(used, new GoModules(used), used == command ? null : choice, command);
    }
    new GoVersions(survey, world)
        .look(command.executable(), used == null ? "" : used.executable(), modules.cache());
    new GoDrift(survey, command, used == null ? command : used, modules, choice).look();
    uses(first, command, used, choice);
  }

  /// The command that does the work; null where it has to be downloaded first.
  private @Nullable GoCommand used(GoCommand command, @Nullable GoSwitch choice) {
    if (choice == null || !choice.refusal().isEmpty() || !choice.away(command)) {
      return command;
    }
    if (choice.found().isEmpty()) {
      survey.notChecked(
          "the settings with " + choice.name(),
          choice.name() + " is wanted by " + choice.because().where() + " and is not here",
          "let the go command download it, or install it");
      return null;
    }
    var variables = new LinkedHashMap<>(world.environment());
    variables.remove("GOROOT");
    if (!choice.root().isEmpty()) {
      variables.put("GOROOT", choice.root());
    }
    return GoCommand.at(world.with(variables), choice.found());
  }

  private void uses(
      String first, GoCommand command, @Nullable GoCommand used, @Nullable GoSwitch choice) {
    var compiler = survey.value("CC").split(" ", 2)[0];
    var found = GoCommand.lookPath(world, compiler);
    survey.use(
        uses ->
            Details.NONE
                .text("executable", first)
                .text("resolved", command.executable())
                .text("version", command.release())
                .text(
                    "toolchain",
                    used != null ? used.release() : choice == null ? null : choice.name())
                .text("toolchainExecutable", used == null ? null : used.executable())
                .text(
                    "because",
                    choice == null || !choice.away(command)
                        ? null
                        : choice.because().where() + " says " + choice.because().value())
                .text("module", survey.value("GOMOD").isEmpty() ? null : survey.value("GOMOD"))
                .text(
                    "cCompiler",
                    survey.value("CGO_ENABLED").equals("1") ? found == null ? null : found : null));
  }

  private void settings(
      GoCommand go, GoModules modules, @Nullable GoSwitch choice, GoCommand asked) {
    var config = go.configFolder();
    plain(go, "GO111MODULE", "");
    var system = or(go.get("GOOS"), world.system());
    var machine = or(go.get("GOARCH"), world.machine());
    list(go, "GOARCH", new Source("default", "this machine", world.machine()));
    since(go, 24, () -> plain(go, "GOAUTH", "netrc"));
    plain(go, "GOBIN", "");
    cache(go);
    since(go, 24, () -> plain(go, "GOCACHEPROG", ""));
    since(go, 23, () -> variableOnly("GODEBUG"));
    var file = world.variable("GOENV");
    survey.set(
        "GOENV",
        file.equals("off") ? "" : or(file, go.userFile()),
        file.isEmpty()
            ? List.of(new Source("default", "XDG_CONFIG_HOME or HOME", go.userFile()))
            : List.of(survey.variable("GOENV")));
    survey.computed("GOEXE", system.equals("windows") ? ".exe" : "", "GOOS");
    list(go, "GOEXPERIMENT", go.builtIn("GOEXPERIMENT", ""));
    since(go, 24, () -> list(go, "GOFIPS140", go.builtIn("GOFIPS140", "off")));
    plain(go, "GOFLAGS", "");
    survey.computed("GOHOSTARCH", world.machine(), "this machine");
    survey.computed("GOHOSTOS", world.system(), "this machine");
    plain(go, "GOINSECURE", "");
    list(go, "GOMODCACHE", new Source("default", "GOPATH", modules.defaultCache()));
    var privately = new Source("default", "GOPRIVATE", go.get("GOPRIVATE"));
    list(go, "GONOPROXY", privately);
    list(go, "GONOSUMDB", privately);
    list(go, "GOOS", new Source("default", "this machine", world.system()));
    list(go, "GOPATH", new Source("default", "HOME", modules.defaultPath()));
    plain(go, "GOPRIVATE", "");
    plain(go, "GOPROXY", go.version().atLeast(21) ? "" : "https://proxy.golang.org,direct");
    root(go, choice, asked);
    plain(go, "GOSUMDB", go.version().atLeast(21) ? "" : "sum.golang.org");
    since(go, 23, () -> telemetry(config));
    plain(go, "GOTMPDIR", "");
    since(go, 21, () -> plain(go, "GOTOOLCHAIN", ""));
    survey.computed(
        "GOTOOLDIR",
        go.root().isEmpty()
            ? ""
            : GoModules.join(go.root(), "pkg/tool/" + world.system() + "_" + world.machine()),
        "GOROOT");
    plain(go, "GOVCS", "");
    survey.computed("GOVERSION", go.release(), go.executable());
    gccgo(go);
    processor(go, machine);
    plain(go, "AR", "ar");
    list(go, "CC", go.compiler("CC", system, machine));
    list(go, "CXX", go.compiler("CXX", system, machine));
    cgo(go, system, machine);
    survey.set("GOMOD", List.of(module(modules.goMod())));
    work(go, modules);
    for (var name : List.of("CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS")) {
      words(go, "CGO_" + name, name.equals("CPPFLAGS") ? "" : "-O2 -g", true);
    }
    words(go, "PKG_CONFIG", "pkg-config", false);
  }

  private static void since(GoCommand go, int version, Runnable setting) {
    if (go.version().atLeast(version)) {
      setting.run();
    }
  }

  private void plain(GoCommand go, String name, String otherwise) {
    list(go, name, otherwise.isEmpty() ? NOTHING : new Source("default", "built in", otherwise));
  }

  private void list(GoCommand go, String name, Source otherwise) {
    survey.set(name, go.sources(survey, name, otherwise));
  }

  private void variableOnly(String name) {
    survey.set(
        name, world.variable(name).isEmpty() ? List.of(NOTHING) : List.of(survey.variable(name)));
  }

  private void cache(GoCommand go) {
    var folder = go.cacheFolder();
    var otherwise = folder.isEmpty() ? "off" : GoModules.join(folder, "go-build");
    var sources =
        go.sources(survey, "GOCACHE", new Source("default", "XDG_CACHE_HOME or HOME", otherwise));
    var value = sources.getFirst().value();
    survey.set("GOCACHE", value.startsWith("/") || value.equals("off") ? value : "off", sources);
  }

  private void root(GoCommand go, @Nullable GoSwitch choice, GoCommand asked) {
    var sources = new ArrayList<Source>();
    if (choice != null && !choice.root().isEmpty()) {
      sources.add(new Source("computed", "the switch to " + choice.name(), choice.root()));
      sources.addAll(asked.sources(survey, "GOROOT", own(asked)));
    } else {
      sources.addAll(go.sources(survey, "GOROOT", own(go)));
    }
    survey.set("GOROOT", go.root(), sources);
  }

  private static Source own(GoCommand go) {
    return new Source("default", "the tree of " + go.executable(), go.ownRoot());
  }

  private void telemetry(String config) {
    var folder = config.isEmpty() ? "" : GoModules.join(config, "go/telemetry");
    var file = folder + "/mode";
    var text = folder.isEmpty() ? null : world.text(file);
    if (text == null) {
      survey.set(
          "GOTELEMETRY",
          List.of(new Source("default", "built in", folder.isEmpty() ? "off" : "local")));
    } else {
      var mode = text.strip().split(" ", 2)[0];
      survey.set("GOTELEMETRY", List.of(new Source("file", file + ":1", mode)));
    }
    survey.computed("GOTELEMETRYDIR", folder, "XDG_CONFIG_HOME or HOME");
  }

  private void gccgo(GoCommand go) {
    var sources = go.sources(survey, "GCCGO", new Source("default", "built in", "gccgo"));
    var found = GoCommand.lookPath(go.world(), sources.getFirst().value());
    survey.set("GCCGO", found == null ? sources.getFirst().value() : found, sources);
  }

  private void processor(GoCommand go, String machine) {
    var name = PROCESSOR.get(machine);
    boolean late = "GOARM64".equals(name) || "GORISCV64".equals(name);
    if (name == null || late && !go.version().atLeast(23)) {
      return;
    }
    var byDefault = go.builtIn(name, PROCESSOR_DEFAULTS.getOrDefault(name, ""));
    if (name.equals("GOARM") && go.version().atLeast(22) && !go.version().atLeast(24)) {
      // These print what they read from the default, with the float that goes with it.
      var value = byDefault.value();
      if (!value.contains(",")) {
        value += value.equals("5") ? ",softfloat" : ",hardfloat";
      }
      byDefault = new Source(byDefault.kind(), byDefault.where(), value);
    }
    list(go, name, byDefault);
  }

  private void cgo(GoCommand go, String system, String machine) {
    var byDefault = cgoByDefault(go, system, machine);
    var sources = new ArrayList<>(go.sources(survey, "CGO_ENABLED", byDefault));
    if (!sources.getFirst().value().matches("[01]")) {
      sources.remove(byDefault); // what is neither is not passed over: it brings the default
      sources.addFirst(byDefault);
    }
    survey.set("CGO_ENABLED", sources);
  }

  private Source cgoByDefault(GoCommand go, String system, String machine) {
    var built = go.builtIn("CGO_ENABLED", "");
    if (built.value().equals("1") || built.value().equals("0")) {
      return built;
    }
    if (!system.equals(world.system()) || !machine.equals(world.machine())) {
      return new Source("default", "GOOS or GOARCH of another machine", "0");
    }
    var compiler = go.compiler("CC", system, machine).value();
    // The variable alone counts here: a CC of the user's file does not switch cgo on.
    if (world.variable("CC").isEmpty() && GoCommand.lookPath(go.world(), compiler) == null) {
      return new Source("default", "no " + compiler + " in PATH", "0");
    }
    return new Source(
        "default", world.variable("CC").isEmpty() ? compiler + " is in PATH" : "CC is set", "1");
  }

  private Source module(String path) {
    return switch (path) {
      case "/dev/null" -> new Source("default", "no go.mod here or above", path);
      case "" -> new Source("default", "GO111MODULE", path);
      default -> new Source("file", path, path);
    };
  }

  private void work(GoCommand go, GoModules modules) {
    var given = go.get("GOWORK");
    var path = modules.goWork();
    if (given.isEmpty() || given.equals("auto")) {
      survey.set(
          "GOWORK",
          List.of(
              path.isEmpty()
                  ? new Source("default", "no go.work here or above", "")
                  : new Source("file", path, path)));
    } else {
      survey.set("GOWORK", path, go.sources(survey, "GOWORK", NOTHING));
    }
  }

  /// A setting of several words, which the go command splits and joins again.
  private void words(GoCommand go, String name, String otherwise, boolean all) {
    var sources = go.sources(survey, name, new Source("default", "built in", otherwise));
    var words = GoWords.split(sources.getFirst().value());
    var value =
        words == null || words.isEmpty() ? "" : all ? GoWords.join(words) : words.getFirst();
    survey.set(name, value, sources);
  }

  private static String or(String value, String otherwise) {
    return value.isEmpty() ? otherwise : value;
  }
}
