package faultline.reporters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.core.Report;
import faultline.core.Reporter;
import faultline.testkit.Golden;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/golden");

  private static String written(Reporter reporter, Report report) throws IOException {
    var out = new StringWriter();
    reporter.write(report, out);
    return out.toString();
  }

  @Test
  void textHasEverything() throws IOException {
    Golden.expect(FOLDER.resolve("full.txt"), written(new TextReporter(), ExampleReport.full()));
  }

  @Test
  void colorMarksTheGradeAndTheVerdict() throws IOException {
    Golden.expect(
        FOLDER.resolve("full.color.txt"), written(new TextReporter(true), ExampleReport.full()));
  }

  @Test
  void jsonHasEverything() throws IOException {
    Golden.expect(FOLDER.resolve("full.json"), written(new JsonReporter(), ExampleReport.full()));
  }

  @Test
  void aSignalWithoutACauseIsUnknown() throws IOException {
    Golden.expect(
        FOLDER.resolve("killed.txt"), written(new TextReporter(), ExampleReport.killed()));
    Golden.expect(
        FOLDER.resolve("killed.json"), written(new JsonReporter(), ExampleReport.killed()));
  }

  @Test
  void nothingFoundIsOneWord() throws IOException {
    Golden.expect(FOLDER.resolve("clean.txt"), written(new TextReporter(), ExampleReport.clean()));
    Golden.expect(FOLDER.resolve("clean.json"), written(new JsonReporter(), ExampleReport.clean()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jsonl", "sarif", "junit", "github", "markdown", "html", "otlp", "text", "json"})
  void everyFormatHasEverything(String format) throws IOException {
    Reporter reporter = Formats.of(format);
    assertEquals(format, reporter.format());
    Golden.expect(FOLDER.resolve("all." + format), written(reporter, ExampleReport.full()));
    Golden.expect(FOLDER.resolve("judged." + format), written(reporter, ExampleReport.judged()));
    Golden.expect(FOLDER.resolve("unknown." + format), written(reporter, ExampleReport.killed()));
  }

  /// Nothing that a report holds is missing from any of its forms.
  @ParameterizedTest
  @ValueSource(strings = {"jsonl", "sarif", "junit", "github", "markdown", "html", "otlp"})
  void everyFormatShowsEvidenceAndWhatWasNotChecked(String format) throws IOException {
    String all = Formats.plain(written(Formats.of(format), ExampleReport.full()));
    for (String piece :
        List.of(
            "none of the directories of PATH has a program of",
            "execve(/usr/bin/protocx) = ENOENT",
            "hides crc32_fast",
            "install protocx, or correct the recipe",
            "make a.o",
            "its memory may not be read",
            "no call before the parenthesis",
            "needs 56 bytes, 3 left",
            "the run took longer")) {
      assertTrue(all.contains(piece), format + " has no " + piece + "\n" + all);
    }
    String judged = Formats.plain(written(Formats.of(format), ExampleReport.judged()));
    for (String piece : List.of("known since old.json", "were not found again", "83")) {
      assertTrue(judged.contains(piece), format + " has no " + piece);
    }
  }

  @Test
  void linesWithoutLongWordsFitInEightyColumns() throws IOException {
    for (String line : written(new TextReporter(), ExampleReport.full()).lines().toList()) {
      boolean command = line.startsWith("    $ ");
      assertTrue(command || line.length() <= 80, line);
    }
  }
}
