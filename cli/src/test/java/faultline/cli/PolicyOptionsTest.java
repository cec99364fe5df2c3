package faultline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.core.Gate;
import faultline.core.Policy;
import faultline.core.ProbeException;
import faultline.core.Severity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyOptionsTest {
  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  private static Ran run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Main.run(args, new PrintWriter(out), new PrintWriter(err));
    return new Ran(code, out.toString(), err.toString());
  }

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return Files.writeString(file, text);
  }

  private Severity bar(Map<String, String> environment, Path directory) throws ProbeException {
    return new PolicySource(environment, directory, null).policy(null, null, List.of()).failAt();
  }

  @Test
  void optionsWinOverVariablesOverTheProjectOverTheUser() throws IOException, ProbeException {
    Path project = Files.createDirectories(folder.resolve("app/deep/er"));
    assertEquals(Severity.ERROR, bar(Map.of(), project));
    file("config/faultline/faultline.toml", "[policy]\nfail-on = 'info'");
    var environment = Map.of("XDG_CONFIG_HOME", folder.resolve("config").toString());
    assertEquals(Severity.INFO, bar(environment, project));
    file("app/faultline.toml", "[policy]\nfail-on = 'warning'");
    assertEquals(Severity.WARNING, bar(environment, project));
    var more = Map.of("FAULTLINE_FAIL_ON", "Error", "HOME", folder.toString());
    assertEquals(Severity.ERROR, bar(more, project));
    Policy asked = new PolicySource(more, project, null).policy(Severity.INFO, null, List.of());
    assertEquals(Severity.INFO, asked.failAt());
    Files.createDirectories(folder.resolve("app/deep/.git"));
    assertEquals(Severity.ERROR, bar(Map.of(), project)); // that is another project
  }

  @Test
  void aBaselineLiesBesideTheFileThatNamesIt() throws IOException, ProbeException {
    Path inner = Files.createDirectories(folder.resolve("app/inner"));
    file("app/faultline.toml", "[policy]\nbaseline = 'known.json'");
    file("app/known.json", "{\"schemaVersion\":\"1.0\",\"parts\":[]}");
    Policy policy = new PolicySource(Map.of(), inner, null).policy(null, null, List.of());
    assertEquals(List.of("baseline"), policy.gates().stream().map(Gate::name).toList());
  }

  @Test
  void whatIsWrongIsKnownBeforeTheCommandRuns() throws IOException {
    Path config = file("faultline.toml", "[policy]\n\nfail-on = 'often'");
    Path made = folder.resolve("made");
    Ran ran = run("run", "--config", config.toString(), "--", "touch", made.toString());
    assertEquals(ExitCode.USAGE, ran.code());
    assertEquals(
        "faultline: " + config + ":3: fail-on has to be error, warning or info\n", ran.err());
    Ran missing =
        run("run", "--baseline", folder.resolve("no").toString(), "--", "touch", made.toString());
    assertEquals(ExitCode.COULD_NOT_LOOK, missing.code());
    assertTrue(Files.notExists(made));
  }

  /// A jar like those that others would write: compiled against core alone.
  private Path plugin() throws IOException {
    Path source =
        file(
            "Cautious.java",
            """
            import faultline.core.Draft;
            import faultline.core.Gate;
            import faultline.core.Severity;

            public final class Cautious implements Gate {
              @Override public String name() { return "cautious"; }

              @Override public Draft apply(Draft draft) {
                return draft
                    .each((part, finding) -> finding.with(Severity.INFO)
                        .with(finding.ruling().noted("cautious was here").tagged("seen")))
                    .remarked("cautious looked");
              }
            }
            """);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, code);
    Path jar = folder.resolve("cautious.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("Cautious.class"));
      out.write(Files.readAllBytes(folder.resolve("Cautious.class")));
      out.putNextEntry(new JarEntry("META-INF/services/faultline.core.Gate"));
      out.write("Cautious\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return jar;
  }

  @Test
  void aPluginIsFoundInItsJar() throws IOException {
    Path log =
        file(
            "trace.log",
            """
            100 execve("/usr/bin/cat", ["cat", "notes.txt"], 0x7ffc) = 0
            100 openat(AT_FDCWD, "notes.txt", O_RDONLY) = -1 ENOENT (No such file or directory)
            100 write(2, "cat: notes.txt: No such file or directory\\n", 42) = 42
            100 exit_group(1) = ?
            100 +++ exited with 1 +++
            """);
    Ran without = run("run", "--from", log.toString());
    assertEquals(ExitCode.FINDINGS, without.code(), without.err());
    Ran with = run("run", "--policy-plugin", plugin().toString(), "--from", log.toString());
    assertTrue(with.err().contains("INFO FL-EXEC-001"), with.err());
    assertTrue(with.err().contains("policy: cautious was here\n  tags: seen"), with.err());
    assertTrue(with.err().contains("policy: cautious looked"), with.err());
    Ran none = run("run", "--policy-plugin", log.toString(), "--from", log.toString());
    assertEquals(ExitCode.COULD_NOT_LOOK, none.code());
  }

  @Test
  void severalFormatsComeFromOneRun() throws IOException {
    Path log =
        file(
            "trace.log",
            "100 execve(\"/bin/true\", [\"true\"], 0x7ffc) = 0\n100 +++ exited with 0 +++\n");
    Path html = folder.resolve("r.html");
    Path sarif = folder.resolve("r.sarif");
    Ran ran =
        run(
            "run",
            "--format",
            "jsonl",
            "--also",
            "html=" + html,
            "--also",
            "SARIF=" + sarif,
            "--from",
            log.toString());
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.err().startsWith("{\"schemaVersion\""), ran.err());
    assertTrue(Files.readString(html).startsWith("<!doctype html>"));
    assertTrue(Files.readString(sarif).contains("\"version\":\"2.1.0\""));
    assertEquals(ExitCode.USAGE, run("run", "--also", "pdf=x", "--", "true").code());
  }
}
