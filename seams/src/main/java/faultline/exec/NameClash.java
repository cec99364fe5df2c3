package faultline.exec;

import faultline.exec.ExecObservation.Started;
import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.ClashFact.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Programs whose name has one version and that lead to a program of the same name with another:
/// `python3.12` that is a link, or a script, to `python3.11`.
///
/// A program that does different things by its names (busybox) has no version in both of them.
final class NameClash {
  private static final Pattern NAME = Pattern.compile("(.*?[a-z+])-?(\\d+(?:\\.\\d+)*)");

  private NameClash() {}

  static List<Fact> look(ExecTrace seen) {
    var facts = new ArrayList<Fact>();
    for (var process : seen.processes()) {
      Started script = null;
      for (var image : process.images()) {
        var clash = clash(image.path(), image, image.executable());
        if (clash == null && !image.arguments().isEmpty()) {
          clash = clash(image.arguments().getFirst(), image, image.executable());
        }
        if (clash == null && script != null) {
          clash = clash(script.path(), image, image.executable());
        }
        if (clash != null) {
          facts.add(clash);
          break;
        }
        boolean interpreted =
            !Paths.baseName(image.path()).equals(Paths.baseName(image.executable()));
        script = interpreted ? image : null;
      }
      if (!facts.isEmpty()) {
        break; // one is enough: all come through the same name
      }
    }
    return facts;
  }

  private static @Nullable ClashFact clash(String name, Started image, String executable) {
    var said = NAME.matcher(Paths.baseName(name));
    var real = NAME.matcher(Paths.baseName(executable));
    if (!said.matches()
        || !real.matches()
        || agree(said.group(2), real.group(2))
        || !same(said.group(1), real.group(1))) {
      return null;
    }
    return new ClashFact(
        Kind.NAME,
        "#" + image.sequence(),
        executable,
        real.group(2),
        name,
        name + " leads to " + executable,
        said.group(2),
        "",
        false);
  }

  /// A compiler has the names of its machine before its own.
  private static boolean same(String one, String other) {
    return one.equals(other) || one.endsWith("-" + other) || other.endsWith("-" + one);
  }

  private static boolean agree(String one, String other) {
    return one.equals(other) || one.startsWith(other + ".") || other.startsWith(one + ".");
  }
}
