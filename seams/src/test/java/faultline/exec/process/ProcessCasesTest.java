package faultline.exec.process;

import faultline.core.Policy;
import faultline.core.ProbeException;
import faultline.core.Report;
import faultline.core.Report.Origin;
import faultline.reporters.ProcessReporter;
import faultline.testkit.CaseFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each case is a process among others, written as the files of `/proc` ([TextFiles]), and the
/// report that it must give. The block `pid` names it.
class ProcessCasesTest {
  static Stream<CaseFile> cases() {
    return CaseFile.in(Path.of("src/test/cases/process")).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void says(CaseFile example) throws IOException {
    var target = new ProcessTarget(Integer.parseInt(example.block("pid").strip()), true);
    var text = new StringWriter();
    try {
      var seen = ProcessSeam.observe(target, new TextFiles(example.block("files")));
      var part = new ProcessSeam().judge("the case", seen);
      var report = Report.of(new Origin("0", "0"), Policy.DEFAULT, List.of(), null, List.of(part));
      new ProcessReporter(false).write(report, text);
    } catch (ProbeException e) {
      text.write("cannot look: " + e.what() + "\n");
    }
    example.expect("report", text.toString());
  }
}
