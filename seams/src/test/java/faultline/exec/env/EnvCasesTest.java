package faultline.exec.env;

import faultline.core.Policy;
import faultline.core.Report;
import faultline.core.Report.Origin;
import faultline.reporters.TextReporter;
import faultline.testkit.CaseFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each case is a machine, written as text, and the report that it must give.
///
/// The block `look` has the toolchain and the directory, `env` the variables, `files` the files as
/// [TextWorld] reads them, and `answers` what the tool would answer if it were asked.
class EnvCasesTest {
  static Stream<CaseFile> cases() {
    return CaseFile.in(Path.of("src/test/cases/env")).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void says(CaseFile example) throws IOException {
    var look = example.block("look").strip().split(" in ", 2);
    var toolchain = Toolchain.valueOf(look[0].toUpperCase(Locale.ROOT));
    var world = TextWorld.of(look[1], example.block("env"), example.block("files"));
    var target =
        new EnvTarget(toolchain, look[1], example.block("env").lines().toList(), false, true);
    var answers = TextWorld.of("/", example.block("answers"), "").environment();
    var part = new EnvSeam().judge("the case", EnvSeam.observe(target, world, answers));
    var report = Report.of(new Origin("0", "0"), Policy.DEFAULT, List.of(), null, List.of(part));
    var text = new StringWriter();
    new TextReporter(false).write(report, text);
    example.expect("report", text.toString());
  }
}
