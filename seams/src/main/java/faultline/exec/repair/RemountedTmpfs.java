package faultline.exec.repair;

import faultline.core.Fix;
import faultline.exec.Fact.PathFact;
import faultline.exec.rules.ShellWord;
import faultline.formats.bytes.RawText;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Root mounted a file system in memory for the purpose at hand, with an option that stands in the
/// way. Nothing else is remounted: a disk may be read-only because it is failing, and the places of
/// the system are mounted as they are on purpose.
final class RemountedTmpfs implements Repair {
  private static final Set<String> SYSTEM =
      Set.of("tmp", "run", "dev", "proc", "sys", "var", "boot");

  @Override
  public @Nullable Fix of(Broken broken) {
    var at = broken.walked();
    if (at == null || !broken.byRoot() || !broken.explains("noexec", "read-only")) {
      return null;
    }
    var option = broken.explains("noexec") ? "exec" : "rw";
    return at.mount().startsWith("tmpfs ") && own(at)
        ? Fix.of(
            "mount " + RawText.printable(at.mountPoint()) + " with " + option,
            "mount -o remount," + option + " " + ShellWord.path(at.mountPoint()))
        : null;
  }

  /// Whether the mount point is no place of the system itself.
  private static boolean own(PathFact at) {
    var parts = at.mountPoint().split("/", -1);
    return parts.length > 2
        && !(parts.length == 3 && SYSTEM.contains(parts[1]) && !parts[1].equals("tmp"))
        && !Set.of("dev", "proc", "sys", "run").contains(parts[1]);
  }
}
