package faultline.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// A program that is built from the sources in `fixtures/` when a test first asks for it.
///
/// The first line of its `Makefile` names the tools it needs: `# needs: gcc go`. Where one is
/// missing the test is skipped by that name.
public final class Fixture {
  private static final String NEEDS = "# needs:";
  private static final int KEY_LENGTH = 16;

  private Fixture() {}

  /// The folder with what `fixtures/<name>/Makefile` made.
  public static Path of(String name) {
    try {
      Path root = root();
      Path source = root.resolve("fixtures").resolve(name);
      List<String> tools = tools(source.resolve("Makefile"));
      for (String tool : tools) {
        assumeTrue(!version(tool).isEmpty(), () -> "fixture " + name + " needs " + tool);
      }
      Path built = root.resolve("target/fixtures").resolve(key(source, tools));
      if (!Files.isDirectory(built)) {
        build(source, built);
      }
      return built;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The folder of the checkout.
  public static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve(".mvn"))) {
      at = at.getParent();
      if (at == null) {
        throw new AssertionError("not in a checkout");
      }
    }
    return at;
  }

  private static List<String> tools(Path makefile) throws IOException {
    String first = Files.readAllLines(makefile).getFirst();
    if (!first.startsWith(NEEDS)) {
      throw new AssertionError(makefile + " does not begin with: " + NEEDS);
    }
    return Arrays.stream(first.substring(NEEDS.length()).strip().split(" +")).toList();
  }

  private static String key(Path source, List<String> tools) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files(source)) {
        digest.update(source.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      for (String tool : tools) {
        digest.update(version(tool).getBytes(StandardCharsets.UTF_8));
      }
      digest.update(System.getProperty("os.arch").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void build(Path source, Path built) throws IOException {
    Files.createDirectories(built.getParent());
    Path fresh = Files.createTempDirectory(built.getParent(), "building");
    String output = run("make", "-C", source.toString(), "OUT=" + fresh);
    if (output.isEmpty()) {
      throw new AssertionError("fixture " + source + " does not build; see the output above");
    }
    try {
      Files.move(fresh, built, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException
        | DirectoryNotEmptyException
        | AtomicMoveNotSupportedException _) {
      delete(fresh); // another test was faster
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  private static String version(String tool) {
    String plain = run(tool, "--version");
    return plain.isEmpty() ? run(tool, "version") : plain;
  }

  /// What a command prints, or an empty text where it fails or is not there.
  private static String run(String... command) {
    var words = new ArrayList<>(List.of(command));
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean good = process.waitFor() == 0;
      if (!good && command[0].equals("make")) {
        System.err.print(output);
      }
      return good ? output + "\n" : "";
    } catch (IOException _) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while building a fixture", e);
    }
  }
}
