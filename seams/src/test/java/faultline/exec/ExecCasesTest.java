package faultline.exec;

import faultline.core.Policy;
import faultline.core.Report;
import faultline.core.Report.Origin;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import faultline.reporters.TextReporter;
import faultline.testkit.CaseFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each case is a record of a run and the report that it must give.
class ExecCasesTest {
  static Stream<CaseFile> cases() {
    return CaseFile.in(Path.of("src/test/cases/exec")).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void says(CaseFile example) throws IOException {
    List<Json> lines = new ArrayList<>();
    example
        .block("record")
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> lines.add(JsonReader.document(line.getBytes(StandardCharsets.UTF_8))));
    var trace = TraceRecord.read(lines);
    var part = new ExecSeam().judge("the case", trace);
    var report =
        Report.of(new Origin("0", "0"), Policy.DEFAULT, List.of(), trace.exit(), List.of(part));
    var text = new StringWriter();
    new TextReporter(false).write(report, text);
    example.expect("report", text.toString());
  }
}
