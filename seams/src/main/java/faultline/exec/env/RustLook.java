package faultline.exec.env;

import faultline.core.Details;
import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Source;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The settings of Rust: the toolchain that rustup chooses or the one in PATH, and what Cargo takes
/// from variables and from its files.
final class RustLook {
  private static final Pattern VERSION =
      Pattern.compile(
          "([0-9]+\\.[0-9]+\\.[0-9]+(?:-[a-z0-9.]+)?) \\([0-9a-f]{9} [0-9]{4}-[0-9]{2}-[0-9]{2}\\)");

  /// What the compiler writes into each program, itself too.
  private static final Pattern COMMENT =
      Pattern.compile("rustc version ([0-9]+\\.[0-9]+\\.[0-9]+(?:-[a-z0-9.]+)?)");

  private static final List<String> VARIABLES =
      List.of(
          "CARGO_INCREMENTAL",
          "RUSTC_BOOTSTRAP",
          "RUSTDOCFLAGS",
          "RUST_BACKTRACE",
          "RUST_LOG",
          "RUST_MIN_STACK",
          "RUST_TEST_THREADS",
          "RUSTUP_DIST_SERVER",
          "RUSTUP_AUTO_INSTALL");

  private final Survey survey;
  private final World world;

  RustLook(Survey survey) {
    this.survey = survey;
    this.world = survey.world();
  }

  void look() {
    var first = world.program("rustc");
    var real = first == null ? null : world.real(first);
    var rustup = home("RUSTUP_HOME", "/.rustup");
    var cargo = home("CARGO_HOME", "/.cargo");
    if (first == null || real == null) {
      survey.notChecked(
          "the settings of Rust",
          "there is no rustc in PATH",
          "install Rust, or put the directory of rustc into PATH");
      new RustVersions(survey, rustup).look("");
      return;
    }
    boolean proxy = proxy(world, first, real);
    var choice = proxy ? new RustupChoice(survey, rustup) : null;
    var host = choice == null ? RustupChoice.machine(world) : choice.host();
    var compiler = choice == null ? real : chosen(choice, first);
    if (compiler.isEmpty()) {
      new RustVersions(survey, rustup).look("");
      return;
    }
    var version = version(world, compiler);
    if (version.isEmpty()) {
      survey.use(_ -> Details.NONE.text("executable", first));
      survey.notChecked(
          "the settings of Rust",
          compiler + " does not tell its version; it may be a script",
          "put the directory of rustc itself first into PATH");
      return;
    }
    var builder = world.program("cargo");
    survey.use(
        _ ->
            Details.NONE
                .text("executable", first)
                .text("resolved", compiler)
                .text("version", version)
                .text("toolchain", choice == null ? null : survey.value("toolchain"))
                .text("cargo", builder));
    var sysroot = Paths.parent(Paths.parent(compiler));
    if (choice == null) {
      survey.set("sysroot", sysroot, List.of(new Source("env", "PATH", first)));
    } else {
      survey.computed("sysroot", sysroot, "toolchain");
      survey.set(
          "RUSTUP_HOME",
          rustup,
          List.of(source("RUSTUP_HOME", "below the home directory", rustup)));
    }
    survey.computed("version", version, compiler);
    survey.computed("host", host, choice == null ? "this machine" : "rustup");
    survey.set(
        "CARGO_HOME", cargo, List.of(source("CARGO_HOME", "below the home directory", cargo)));
    var config = CargoConfig.of(survey, cargo, host);
    new RustBuild(survey, config, host).look();
    for (var name : VARIABLES) {
      if (world.environment().containsKey(name)) {
        survey.set(name, List.of(survey.variable(name)));
      }
    }
    new RustVersions(survey, rustup).look(compiler);
    new RustDrift(survey, first, compiler, version, proxy).look();
  }

  private Source source(String variable, String otherwise, String value) {
    return world.variable(variable).isEmpty()
        ? new Source("default", otherwise, value)
        : survey.variable(variable);
  }

  /// A home of rustup or Cargo; an empty variable counts as none.
  private String home(String variable, String below) {
    var given = world.variable(variable);
    if (!given.isEmpty()) {
      return Paths.absolute(world.directory(), given);
    }
    var user = world.variable("HOME");
    return (user.isEmpty() ? world.homeOfUser() : user) + below;
  }

  /// Whether a program only asks rustup which one to start. It is a link to rustup, or lies beside
  /// it without a compiler's library.
  static boolean proxy(World world, String path, String real) {
    if (Paths.baseName(real).equals("rustup")) {
      return true;
    }
    var tree = Paths.parent(Paths.parent(real)) + "/lib";
    return world.isExecutable(Paths.parent(path) + "/rustup")
        && world.names(tree).stream().noneMatch(one -> one.startsWith("librustc_driver"));
  }

  /// The compiler of the toolchain that rustup chooses; empty where it is not installed.
  private String chosen(RustupChoice choice, String proxy) {
    var all = choice.sources();
    survey.use(_ -> Details.NONE.text("executable", proxy));
    if (all.isEmpty()) {
      survey.notChecked(
          "the settings of Rust",
          "rustup has no default toolchain, and nothing names one",
          "rustup default stable");
      return "";
    }
    var counts = all.getFirst();
    var path = choice.root(counts.value()) + "/bin/rustc";
    var real = world.real(path);
    if (real == null) {
      if (!counts.kind().equals("default")) {
        survey.see(
            new EnvObservation.NamesNothing(
                counts.where(),
                counts.kind().equals("env") ? counts.where() : "channel",
                counts.value(),
                choice.root(counts.value()),
                "rustup downloads it, or refuses to work"));
      }
      survey.notChecked(
          "the settings of Rust",
          "the toolchain " + choice.name(counts.value()) + " is not installed",
          "rustup toolchain install " + counts.value());
      return "";
    }
    survey.set("toolchain", choice.name(counts.value()), all);
    return real;
  }

  /// The version of a compiler; empty where it does not tell.
  static String version(World world, String compiler) {
    var at = world.inProgram(compiler, VERSION);
    if (at == null) {
      var folder = Paths.parent(Paths.parent(compiler)) + "/lib";
      for (var name : world.names(folder)) {
        if (name.startsWith("librustc_driver-")) {
          at = world.inProgram(folder + "/" + name, VERSION);
        }
      }
    }
    @Nullable String said = at == null ? world.inProgram(compiler, COMMENT) : at;
    return said == null ? "" : said;
  }
}
