package faultline.abi.ctypes;

import faultline.core.ProbeException;
import faultline.formats.bytes.MalformedException;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Lets a child interpreter import a module and say what it declares. This runs code of the
/// project: it is done only where the user permits it, with limits and without the environment.
final class ImportProbe {
  private static final int SECONDS = 20;

  private final String interpreter;
  private final String script;

  private ImportProbe(String interpreter, String script) {
    this.interpreter = interpreter;
    this.script = script;
  }

  static ImportProbe open(String interpreter) throws ProbeException {
    try (InputStream in = ImportProbe.class.getResourceAsStream("dump.py")) {
      if (in == null) {
        throw new IllegalStateException("dump.py is not in the program");
      }
      return new ImportProbe(
          interpreter, new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ProbeException("cannot read a part of the program itself", e);
    }
  }

  /// What the module says, or why it says nothing.
  record Answer(Optional<Json.Fields> said, String why) {}

  Answer ask(Path file) {
    var words = new ArrayList<>(List.of(interpreter, "-I", "-c", script, file.toString()));
    var builder = new ProcessBuilder(words);
    var path = System.getenv("PATH");
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", path == null ? "" : path, "LANG", "C.UTF-8"));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      var process = builder.start();
      process.getOutputStream().close();
      var killer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                        process.descendants().forEach(ProcessHandle::destroyForcibly);
                        process.destroyForcibly();
                      }
                    } catch (InterruptedException _) {
                      Thread.currentThread().interrupt();
                    }
                  });
      var output = process.getInputStream().readAllBytes();
      int code = process.waitFor();
      killer.join();
      return code == 0 && JsonReader.document(output) instanceof Json.Fields fields
          ? new Answer(Optional.of(fields), "")
          : new Answer(Optional.empty(), "the interpreter ended with exit code " + code);
    } catch (IOException | MalformedException e) {
      return new Answer(Optional.empty(), interpreter + " cannot be asked: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Answer(Optional.empty(), "interrupted");
    }
  }
}
