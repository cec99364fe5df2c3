package faultline.reporters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// What a receiver would refuse or drop is left out by us, the least grave first, and said.
class LimitsTest {
  private static String written(String format, int findings) throws IOException {
    var out = new StringWriter();
    Formats.of(format).write(ManyFindings.report(findings), out);
    return out.toString();
  }

  @Test
  void sarifKeepsTheGravestAndSaysWhatIsLeftOut() throws IOException {
    int more = 40;
    String text = written("sarif", SarifReporter.MOST_RESULTS + more);
    Json run =
        JsonReader.document(text.getBytes(StandardCharsets.UTF_8)).itemsAt("runs").getFirst();
    List<Json> results = run.itemsAt("results");
    assertTrue(results.size() <= SarifReporter.MOST_RESULTS);
    assertEquals("error", results.getFirst().textAt("level").orElse(""));
    long leftOut = (long) SarifReporter.MOST_RESULTS + more - results.size();
    String said =
        run.itemsAt("invocations")
            .getFirst()
            .itemsAt("toolExecutionNotifications")
            .getFirst()
            .textAt("message", "text")
            .orElse("");
    assertTrue(said.startsWith(leftOut + " findings left out"), said);
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    assertTrue(bytes.size() <= SarifReporter.MOST_BYTES, "compressed " + bytes.size());
  }

  @Test
  void gitHubGetsTenAnnotationsOfAKind() throws IOException {
    List<String> lines = written("github", 30).lines().toList();
    assertEquals(10, lines.stream().filter(line -> line.startsWith("::notice ")).count());
    assertEquals(1, lines.stream().filter(line -> line.startsWith("::error ")).count());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("GitHub shows 10 annotations")));
    assertEquals(19, lines.stream().filter(line -> line.startsWith("INFO ")).count());
  }

  @Test
  void nothingThatWasWatchedCanGiveACommandToTheRunner() throws IOException {
    for (String line : written("github", 30).lines().toList()) {
      assertTrue(
          line.matches(
                  "::(error|warning|notice) file=a%3Ab%2Cc/f\\.c,line=\\d+,title=[^:,]*::((?!##\\[).)*")
              || !line.strip().startsWith("::") && !line.contains("##["),
          line);
      assertFalse(line.contains("\r"));
    }
    String first = written("github", 1).lines().findFirst().orElse("");
    assertTrue(first.contains("## [error]%0A::error::x, 100%25 \\r sure"), first);
  }

  @Test
  void aJobSummaryStaysBelowOneMebibyte() throws IOException {
    String text = written("markdown", 5000);
    assertTrue(text.getBytes(StandardCharsets.UTF_8).length < 1 << 20);
    assertTrue(text.contains(" findings left out**"));
  }
}
