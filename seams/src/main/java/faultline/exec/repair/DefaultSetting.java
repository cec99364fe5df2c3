package faultline.exec.repair;

import faultline.core.Fix;
import faultline.exec.Paths;
import faultline.exec.rules.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A variable leads a tool to a place that it cannot use, and the tool has a default that works.
final class DefaultSetting implements Repair {
  /// Words of these variables are options; what else stands in them is not to be lost.
  private static final List<String> OPTIONS =
      List.of("NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  @Override
  public @Nullable Fix of(Broken broken) {
    var source = broken.sources().isEmpty() ? null : broken.sources().getFirst();
    if (source == null
        || !source.kind().equals("env")
        || !Setting.optional(source.where())
        || !broken.explains(
            "missing-tool",
            "missing-file",
            "missing-dir",
            "module-missing",
            "bad-setting",
            "permission",
            "not-a-dir",
            "noexec",
            "read-only",
            "no-search-permission")) {
      return null;
    }
    var name = source.where();
    var value = broken.fromOutside(name);
    var failure = broken.failure();
    if (value == null || failure == null || !leads(value, failure.absolute(), failure.path())) {
      return null;
    }
    if (OPTIONS.contains(name) && value.strip().split("\\s+").length > 2) {
      return null;
    }
    return Fix.of("unset " + name, "unset " + name);
  }

  /// Whether a word of the value is the path that failed, or lies above it.
  private static boolean leads(String value, String absolute, String passed) {
    for (var word : value.split("[\\s=:]+", -1)) {
      var path = Paths.normal(word);
      if (word.equals(passed)
          || word.startsWith("/")
              && path.length() > 1
              && (absolute.equals(path) || absolute.startsWith(path + "/"))) {
        return true;
      }
    }
    return false;
  }
}
