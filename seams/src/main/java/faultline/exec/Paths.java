package faultline.exec;

import java.util.ArrayDeque;

/// Path strings of a watched program, as lossless text (not `java.nio` paths, which depend on this
/// process's own locale and file system).
public final class Paths {
  private Paths() {}

  /// `path` relative to `directory`, with `.` and empty components removed. `..` is kept: what it
  /// means depends on links.
  public static String absolute(String directory, String path) {
    if (path.isEmpty()) {
      return "";
    }
    return clean(path.startsWith("/") ? path : directory + "/" + path);
  }

  /// Without `.` and empty components.
  public static String clean(String path) {
    var out = new StringBuilder();
    for (var part : path.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        out.append('/').append(part);
      }
    }
    if (!path.startsWith("/")) {
      return out.isEmpty() ? "." : out.substring(1);
    }
    return out.isEmpty() ? "/" : out.toString();
  }

  /// Also with `..` taken as text: right where no links are involved.
  public static String normal(String path) {
    var parts = new ArrayDeque<String>();
    for (var part : path.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  /// What follows the last slash; trailing slashes do not count.
  public static String baseName(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    var trimmed = path.substring(0, end);
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  /// What stands before the last component; `.` for a name alone, `/` for the root.
  public static String parent(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    int slash = path.lastIndexOf('/', end - 1);
    return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
  }

  /// The name of a locale of which `path` is a category, as setlocale(3) looks for it:
  /// `/usr/lib/locale/NAME/LC_TIME`; empty for another path.
  public static String localeOf(String path) {
    int at = path.indexOf("/lib/locale/");
    int end = path.indexOf("/LC_", at + 1);
    return at < 0 || end < 0 ? "" : path.substring(at + "/lib/locale/".length(), end);
  }
}
