package faultline.exec.repair;

import faultline.core.Fix;
import faultline.exec.Paths;
import faultline.exec.rules.ShellWord;
import faultline.formats.bytes.RawText;
import org.jspecify.annotations.Nullable;

/// A link that leads nowhere is made to lead to the only thing that can have been meant.
final class RelinkedLink implements Repair {
  @Override
  public @Nullable Fix of(Broken broken) {
    var walked = broken.walked();
    if (walked == null || !broken.explains("dangling-link") || walked.link().isEmpty()) {
      return null;
    }
    var only = broken.found(walked.stop(), RepairProbe.ONLY);
    if (only == null) {
      return null;
    }
    var gone = Paths.baseName(walked.stop());
    var parts = walked.linkTarget().split("/", -1);
    int found = -1;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].equals(gone)) {
        if (found >= 0) {
          return null;
        }
        found = i;
      }
    }
    if (found < 0) {
      return null;
    }
    parts[found] = Paths.baseName(only.path());
    var target = String.join("/", parts);
    return Fix.of(
        "let " + RawText.printable(walked.link()) + " lead to " + RawText.printable(target),
        "ln -sfn " + ShellWord.path(target) + " " + ShellWord.path(walked.link()));
  }
}
