package faultline.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import faultline.core.Policy;
import faultline.core.ProbeException;
import faultline.core.Report;
import faultline.core.Report.Origin;
import faultline.reporters.TextReporter;
import faultline.testkit.CaseFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each case is files, with commands that build a library of them, and the report that they must
/// give. A block is called as its file is; `build` has the arguments of gcc, one library a line.
///
/// Without `build`, `lib.c` becomes `liblib.so`. Places in symbol tables are left out, because
/// compilers differ in them.
class AbiCasesTest {
  private static final String BUILD = "-g -O1 -shared -fPIC -o liblib.so lib.c";

  static Stream<CaseFile> cases() {
    return CaseFile.in(Path.of("src/test/cases/abi")).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void says(CaseFile example, @TempDir Path folder) throws IOException, ProbeException {
    assumeTrue(Gcc.there(), "cases of the abi seam need gcc");
    var real = folder.toRealPath();
    for (var block : example.blocks()) {
      if (block.kind().contains(".")) {
        var file = real.resolve(block.kind());
        Files.createDirectories(file.getParent());
        Files.writeString(file, block.text());
      }
    }
    var build = example.block("build");
    for (var line : (build.isEmpty() ? BUILD : build).strip().lines().toList()) {
      assertEquals("", Gcc.run(real, line.split(" ")), () -> example + ": gcc " + line);
    }
    var seam = new AbiSeam();
    var part = seam.diagnose(new AbiTarget(List.of(Path.of(".")), real, false));
    var report = Report.of(new Origin("0", "0"), Policy.DEFAULT, List.of(), null, List.of(part));
    var text = new StringWriter();
    new TextReporter(false).write(report, text);
    example.expect("report", text.toString().replaceAll("@0x[0-9a-f]+", "@0x..."));
  }

  /// The compiler of the machine.
  static final class Gcc {
    private Gcc() {}

    static boolean there() {
      return Files.isExecutable(Path.of("/usr/bin/gcc"));
    }

    /// What the compiler complains about; nothing where all is well.
    static String run(Path folder, String... words) {
      var command = new ArrayList<>(List.of("gcc", "-w"));
      command.addAll(List.of(words));
      try {
        var process =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? output : output + "exit code " + process.exitValue();
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
