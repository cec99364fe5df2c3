package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Started;
import org.jspecify.annotations.Nullable;

/// A script that asks `/usr/bin/env` to find its interpreter: `#!/usr/bin/env NAME`.
public final class Shebang {
  private Shebang() {}

  /// The start of the script for which env(1) looked when `failure` happened; null where env was
  /// started by hand, or something else runs.
  public static @Nullable Started script(ExecTrace trace, Failure failure) {
    var process = trace.process(failure.pid());
    var image = process == null ? null : process.imageAt(failure.sequence());
    if (image == null || !failure.call().startsWith("execve")) {
      return null;
    }
    var asked = Paths.baseName(image.path());
    boolean env = Paths.baseName(image.executable()).equals("env");
    // busybox and coreutils in one file go by what they were started as.
    boolean multiCall =
        !image.arguments().isEmpty() && Paths.baseName(image.arguments().getFirst()).equals("env");
    return (env || multiCall) && !asked.equals("env") && !asked.equals("busybox") ? image : null;
  }
}
