package faultline.formats.dwarf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The compilers and tools of this machine.
final class Toolchain {
  private static final Map<String, Boolean> PRESENT = new HashMap<>();

  private Toolchain() {}

  /// Skips the test where one of the tools is missing.
  static void needs(String... tools) {
    for (var tool : tools) {
      assumeTrue(has(tool), () -> "needs " + tool);
    }
  }

  static boolean has(String tool) {
    return PRESENT.computeIfAbsent(
        tool,
        name -> {
          try {
            var process =
                new ProcessBuilder(name, name.equals("go") ? "version" : "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
          } catch (IOException _) {
            return false;
          } catch (InterruptedException e) {
            throw interrupted(e);
          }
        });
  }

  /// What a command prints. It must succeed.
  static String run(Path folder, String... command) {
    try {
      var errors = Files.createTempFile("errors", ".txt");
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(errors.toFile())
              .start();
      process.getOutputStream().close();
      // Names in debug information may be any bytes.
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      int status = process.waitFor();
      var said = Files.readString(errors, StandardCharsets.ISO_8859_1);
      Files.delete(errors);
      if (status != 0) {
        throw new AssertionError(String.join(" ", command) + " failed: " + said);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /// Compiles `source` to `folder/name`, with a command whose first word is the compiler.
  static Path compile(Path folder, String name, String source, String... command) {
    try {
      boolean go = command[0].equals("go");
      var file = folder.resolve(name.replace('.', '_') + (go ? ".go" : ".c"));
      Files.writeString(file, source);
      var words = new ArrayList<>(List.of(command));
      words.addAll(List.of("-o", name, file.getFileName().toString()));
      run(folder, words.toArray(String[]::new));
      return folder.resolve(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AssertionError interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new AssertionError("interrupted while a tool ran", e);
  }
}
