package faultline.cli;

import faultline.core.ProbeException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// A program and the C library that it needs, built in a temporary folder of its own.
final class DemoProgram implements AutoCloseable {
  private static final String SOURCES = "faultline/cli/demo/";
  private static final String LIBRARY =
      "gcc -shared -fPIC -o lib/libthermometer.so lib/thermometer.c";

  /// In which language the program is.
  private enum Kind {
    GO("./weather", "go build -o weather .", "weather.go", "go.mod.txt"),
    PYTHON("python3 weather.py", "", "weather.py"),
    C(
        "./weather",
        "gcc -o weather weather.c -Llib -lthermometer -Wl,-rpath,'$ORIGIN/lib'",
        "weather.c");

    private final String start;
    private final String build;
    private final List<String> sources;

    Kind(String start, String build, String... sources) {
      this.start = start;
      this.build = build;
      this.sources = List.of(sources);
    }
  }

  /// What a command wrote to both of its outputs, and its exit code.
  record Said(String text, int code) {}

  private final Path folder;
  private final Kind kind;

  private DemoProgram(Path folder, Kind kind) {
    this.folder = folder;
    this.kind = kind;
  }

  /// Builds it with what is there; `steps` is told each command.
  static DemoProgram build(Consumer<String> steps) throws ProbeException, IOException {
    Path folder = Files.createTempDirectory("faultline-demo-");
    boolean good = false;
    try {
      Kind kind = kind(folder);
      var program = new DemoProgram(folder, kind);
      Files.createDirectories(folder.resolve("lib"));
      Files.createDirectories(folder.resolve("elsewhere"));
      // Beside the Go sources, cgo would take it for a part of the program.
      copy("thermometer.c", folder.resolve("lib"));
      for (String source : kind.sources) {
        copy(source, folder);
      }
      steps.accept(
          switch (kind) {
            case GO -> "A Go program that calls a C library, in " + folder;
            case PYTHON -> "A Python program that calls a C library, in " + folder;
            case C -> "A C program with a library, in " + folder;
          });
      for (String command : List.of(LIBRARY, kind.build)) {
        if (!command.isEmpty()) {
          steps.accept("$ " + command);
          Said said = program.shell(command);
          if (said.code() != 0) {
            throw new ProbeException("the demo program cannot be built: " + said.text().strip());
          }
        }
      }
      good = true;
      return program;
    } finally {
      if (!good) {
        delete(folder);
      }
    }
  }

  private static Kind kind(Path folder) throws ProbeException, IOException {
    var empty = new DemoProgram(folder, Kind.C);
    if (empty.shell("command -v gcc").code() != 0) {
      throw new ProbeException(
          "the demo builds a program and needs gcc, which is not on PATH. Debian, Ubuntu: apt-get"
              + " install gcc libc6-dev; Fedora: dnf install gcc");
    }
    if (empty.shell("command -v go").code() == 0) {
      return Kind.GO;
    }
    return empty.shell("command -v python3").code() == 0 ? Kind.PYTHON : Kind.C;
  }

  private static void copy(String source, Path into) throws IOException {
    String name = source.endsWith(".txt") ? source.substring(0, source.length() - 4) : source;
    Files.writeString(into.resolve(name), String.valueOf(Product.text(SOURCES + source)));
  }

  Path folder() {
    return folder;
  }

  /// The command that starts it, in its folder.
  String start() {
    return kind.start;
  }

  /// What the program and its build see: the environment of the user, without settings that would
  /// make the build depend on other folders.
  List<String> environment() {
    var environment = new ArrayList<String>();
    for (String one : Start.read().environment()) {
      if (!one.matches("(?s)(GOFLAGS|GOWORK|GO111MODULE|CGO_ENABLED|LD_LIBRARY_PATH|CC)=.*")) {
        environment.add(one);
      }
    }
    environment.addAll(List.of("GOWORK=off", "GOTOOLCHAIN=local", "CGO_ENABLED=1"));
    if (kind == Kind.PYTHON) {
      environment.add("LD_LIBRARY_PATH=" + folder.resolve("lib"));
    }
    return environment;
  }

  /// Lets a shell run `command` in the folder.
  Said shell(String command) throws IOException {
    var builder =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"));
    var variables = builder.environment();
    variables.clear();
    for (String one : environment()) {
      int equals = one.indexOf('=');
      if (equals > 0) {
        variables.put(one.substring(0, equals), one.substring(equals + 1));
      }
    }
    Process process = builder.start();
    try (var output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      return new Said(text, process.waitFor());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
