package faultline.exec.repair;

import faultline.core.Fix;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Paths;
import faultline.exec.rules.ShellWord;
import faultline.formats.bytes.RawText;
import org.jspecify.annotations.Nullable;

/// The missing library is there under the name of a file; its own name (SONAME) is the one that is
/// asked for, and lacks its link, which `ldconfig` would have made.
final class SameLibrary implements Repair {
  @Override
  public @Nullable Fix of(Broken broken) {
    if (!broken.explains("lib-missing")) {
      return null;
    }
    for (var seen : broken.finding().evidence()) {
      if (seen instanceof ElsewhereFact copy && copy.note().equals(RepairProbe.SAME_SONAME)) {
        var link = Paths.parent(copy.path()) + "/" + copy.wanted();
        return Fix.of(
            "give " + RawText.printable(copy.path()) + " the link that its SONAME asks for",
            "ln -sn " + ShellWord.path(Paths.baseName(copy.path())) + " " + ShellWord.path(link));
      }
    }
    return null;
  }
}
