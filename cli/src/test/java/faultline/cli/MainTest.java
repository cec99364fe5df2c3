package faultline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.testkit.Golden;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final Path GOLDEN = Path.of("src/test/golden");

  private record Ran(int code, String out, String err) {}

  private static Ran run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Main.run(args, new PrintWriter(out), new PrintWriter(err));
    return new Ran(code, out.toString(), err.toString());
  }

  @Test
  void helpOfEveryVerb() {
    Golden.expect(GOLDEN.resolve("help.txt"), run("help").out());
    for (String verb : Main.verbs().keySet()) {
      Ran help = run("help", verb);
      assertEquals(0, help.code(), verb);
      Golden.expect(GOLDEN.resolve("help-" + verb + ".txt"), help.out());
    }
    Golden.expect(GOLDEN.resolve("help-env-diff.txt"), run("env", "diff", "--help").out());
    assertEquals(run("help").out(), run("--help").out());
    assertEquals(run("help", "run").out(), run("run", "--help").out());
  }

  @Test
  void wrongUsageIsTwo() {
    Stream.of(
            new String[] {},
            new String[] {"bogus"},
            new String[] {"run"},
            new String[] {"run", "--timeout", "soon", "--", "true"},
            new String[] {"run", "--fail-on", "never", "--", "true"},
            new String[] {"run", "--from", "trace.log", "--", "true"},
            new String[] {"show"},
            new String[] {"show", "--pid", "0"},
            new String[] {"show", "--pid", "x"},
            new String[] {"help", "FL-NO-000"})
        .forEach(
            args -> {
              Ran ran = run(args);
              assertEquals(ExitCode.USAGE, ran.code(), String.join(" ", args));
              assertEquals("", ran.out());
              assertTrue(ran.err().contains("Usage: faultline"), ran.err());
            });
  }

  @Test
  void anOutputThatCannotBeOpenedIsKnownBeforeTheCommandRuns(@TempDir Path folder) {
    Path made = folder.resolve("made");
    Ran ran =
        run(
            "run",
            "--output",
            folder.resolve("no/report").toString(),
            "--",
            "touch",
            made.toString());
    assertEquals(ExitCode.COULD_NOT_LOOK, ran.code());
    assertEquals(
        "faultline: cannot write to "
            + folder.resolve("no/report")
            + ": check the path and its permissions\n",
        ran.err());
    assertTrue(Files.notExists(made));
  }

  @Test
  void everyRuleHasAPage() {
    for (var rule : Catalogue.entries()) {
      Ran page = run("help", rule.id());
      assertEquals(0, page.code());
      assertTrue(page.out().startsWith("# " + rule.id() + " " + rule.name() + "\n"), rule.id());
      assertEquals(page.out(), run("help", rule.name()).out());
    }
  }

  @Test
  void versionNamesTheRules() {
    assertTrue(
        run("--version").out().matches("faultline [0-9.]+, rules [0-9a-f]{12}\n"),
        run("--version").out());
  }
}
