package faultline.exec.env;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.Rule;
import faultline.exec.env.EnvObservation.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule about the settings of a toolchain.
public interface EnvRule extends Rule<EnvSettings> {
  /// A finding with the names that the report's contract has for this seam. No call failed here.
  ///
  /// @param path what the finding is about, or null
  /// @param source who gave the value that matters, or null
  default Finding about(
      String cause,
      Fix fix,
      @Nullable String path,
      @Nullable Source source,
      List<? extends EnvObservation> evidence) {
    var details =
        Details.NONE
            .absent("call")
            .text("path", path)
            .absent("resolvedPath")
            .absent("errno")
            .absent("pid")
            .absent("exe")
            .nested(
                "provenance",
                source == null
                    ? null
                    : Details.NONE
                        .text("kind", source.kind())
                        .text("where", source.where())
                        .text("value", source.value()));
    return finding(cause, fix, details, evidence);
  }

  /// The kind of source that `where` is: a line of a file or a variable.
  static Source source(EnvObservation seen, String value) {
    boolean line = seen.where().contains("/");
    boolean go = seen.where().matches(".*(/go/env|/go\\.env):[0-9]+");
    return new Source(line ? go ? "goenv" : "file" : "env", seen.where(), value);
  }
}
