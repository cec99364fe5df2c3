package faultline.exec.process;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.Rule;
import faultline.exec.process.ProcessObservation.Program;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule about a process that runs.
public interface ProcessRule extends Rule<ProcessSight> {
  /// A finding with the names that the report's contract has for this seam. No call failed here.
  ///
  /// @param path what the finding is about, or null
  default Finding about(
      ProcessSight seen,
      String cause,
      Fix fix,
      @Nullable String path,
      List<? extends ProcessObservation> evidence) {
    var program = seen.of(Program.class).map(Program::path).findFirst().orElse("");
    var details =
        Details.NONE
            .absent("call")
            .text("path", path)
            .absent("resolvedPath")
            .absent("errno")
            .number("pid", seen.circumstances().pid())
            .text("exe", program.isEmpty() ? null : program)
            .absent("provenance");
    return finding(cause, fix, details, evidence);
  }

  /// `pid 12 (name)`
  static String process(ProcessSight seen) {
    return "pid " + seen.circumstances().pid() + " (" + seen.name() + ")";
  }
}
