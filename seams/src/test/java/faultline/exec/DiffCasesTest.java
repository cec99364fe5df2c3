package faultline.exec;

import faultline.core.Policy;
import faultline.core.ProbeException;
import faultline.core.Report;
import faultline.core.Report.Origin;
import faultline.formats.json.JsonReader;
import faultline.reporters.TextReporter;
import faultline.testkit.CaseFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each case is the records of two runs, `good` and `bad`, and the report that they must give.
class DiffCasesTest {
  static Stream<CaseFile> cases() {
    return CaseFile.in(Path.of("src/test/cases/diff")).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void says(CaseFile example) throws IOException, ProbeException {
    var seam = new DiffSeam();
    var seen = seam.pair(run(example.block("good")), run(example.block("bad")));
    var part = seam.judge("the case", seen);
    var report = Report.of(new Origin("0", "0"), Policy.DEFAULT, List.of(), null, List.of(part));
    var text = new StringWriter();
    new TextReporter(false).write(report, text);
    example.expect("report", text.toString());
  }

  private static ExecTrace run(String record) {
    return TraceRecord.read(
        record
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> JsonReader.document(line.getBytes(StandardCharsets.UTF_8)))
            .toList());
  }
}
