package faultline.exec.repair;

import faultline.core.Fix;
import faultline.exec.rules.Setting;
import faultline.exec.rules.ShellWord;
import faultline.formats.bytes.RawText;
import org.jspecify.annotations.Nullable;

/// A dependency file that the compiler wrote in an earlier build names a header that is gone. It is
/// written anew with the next build.
final class StaleDependencies implements Repair {
  @Override
  public @Nullable Fix of(Broken broken) {
    var source = broken.source("file");
    if (source == null
        || !broken.explains("missing-file", "header-missing", "missing-dir")
        || !Setting.file(source).matches("/.+\\.(d|P|Po|Plo|dep)")
        || !source.value().matches("\\S+\\.(o|lo|obj)\\s*:.*|\\s+\\S.*|\\S+:\\s*")) {
      return null;
    }
    var file = Setting.file(source);
    return Fix.of(
        "remove " + RawText.printable(file) + ", which the next build writes anew",
        "rm -f " + ShellWord.path(file));
  }
}
