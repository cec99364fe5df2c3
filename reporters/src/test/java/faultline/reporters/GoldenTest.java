package faultline.reporters;

import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.core.Report;
import faultline.core.Reporter;
import faultline.testkit.Golden;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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

  @Test
  void linesWithoutLongWordsFitInEightyColumns() throws IOException {
    for (String line : written(new TextReporter(), ExampleReport.full()).lines().toList()) {
      boolean command = line.startsWith("    $ ");
      assertTrue(command || line.length() <= 80, line);
    }
  }
}
