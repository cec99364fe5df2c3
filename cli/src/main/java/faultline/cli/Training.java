package faultline.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a JVM does while it learns which classes a start needs: each verb once, on small inputs.
/// The build runs it to make the AOT cache.
final class Training {
  private Training() {}

  public static void main(String[] args) throws IOException {
    Path report = Files.createTempFile("faultline-training", ".out");
    Path config = Files.createTempFile("faultline-training", ".toml");
    Path program = Files.createTempFile("faultline-training", ".py");
    Path record = Files.createTempFile("faultline-training", ".jsonl");
    try {
      Files.writeString(config, "[policy]\nfail-on = 'error'\n[severity]\n'*' = 'error'\n");
      Files.writeString(program, "import ctypes\nctypes.CDLL('libc.so.6').puts.argtypes = []\n");
      var output = report.toString();
      var recorded = record.toString();
      var failing = "cat /nonexistent/file; exec /nonexistent/program";
      for (List<String> words :
          List.of(
              List.of("--version"),
              List.of("--help"),
              List.of("help"),
              List.of("help", "run"),
              List.of("help", "FL-EXEC-010"),
              List.of("run", "--help"),
              List.of("completion", "bash"),
              List.of("man", "run"),
              List.of("no-such-verb"),
              List.of("doctor"),
              List.of("doctor", "--json"),
              List.of("env", "go"),
              List.of("show", "--pid", Long.toString(ProcessHandle.current().pid())),
              List.of("env", "--json", "python"),
              List.of("check", program.toString()),
              List.of("check", "--json", program.toString()),
              List.of("run", "--output", output, "--", "true"),
              List.of("run", "--record", recorded, "--output", output, "--", "sh", "-c", failing),
              List.of("diff", recorded, recorded),
              List.of("run", "--output", output, "--", "sh", "-c", failing),
              List.of("run", "--json", "--output", output, "--", "sh", "-c", failing),
              List.of("run", "--format=html", "--output", output, "--", "sh", "-c", failing),
              List.of("run", "--format=sarif", "--output", output, "--", "sh", "-c", failing),
              List.of("run", "--format=github", "--output", output, "--", "sh", "-c", failing),
              List.of("run", "--config=" + config, "--output", output, "--", "true"))) {
        var nowhere = new PrintWriter(new StringWriter());
        Main.run(Arguments.raw(words.toArray(String[]::new)), nowhere, nowhere);
      }
    } finally {
      Files.delete(report);
      Files.delete(config);
      Files.delete(program);
      Files.delete(record);
    }
  }
}
