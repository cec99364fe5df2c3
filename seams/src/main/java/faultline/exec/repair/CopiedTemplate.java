package faultline.exec.repair;

import faultline.core.Fix;
import faultline.exec.rules.ShellWord;
import faultline.formats.bytes.RawText;
import org.jspecify.annotations.Nullable;

/// A file of settings that everybody makes from the example beside it.
final class CopiedTemplate implements Repair {
  @Override
  public @Nullable Fix of(Broken broken) {
    var walked = broken.walked();
    var failure = broken.failure();
    if (walked == null
        || failure == null
        || failure.creating()
        || !broken.explains("missing-file", "config-value", "bad-setting")) {
      return null;
    }
    var template = broken.found(walked.stop(), RepairProbe.TEMPLATE);
    return template == null
        ? null
        : Fix.of(
            "copy " + RawText.printable(template.path()),
            "cp -n " + ShellWord.path(template.path()) + " " + ShellWord.path(walked.stop()));
  }
}
