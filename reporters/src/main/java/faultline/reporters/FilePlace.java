package faultline.reporters;

import faultline.core.Finding;
import faultline.core.Observation;
import faultline.core.Place;
import faultline.formats.bytes.RawText;
import org.jspecify.annotations.Nullable;

/// A place that is in a file.
///
/// @param path as it was seen
/// @param line counted from 1, 0 where there is none
/// @param offset in bytes, -1 where there is none
record FilePlace(String path, long line, long offset) {

  /// `place` as one in a file, or null where it is in none: a call, a process, a variable.
  static @Nullable FilePlace of(Place place) {
    return switch (place) {
      case Place.Line(String source, long number) -> new FilePlace(source, number, -1);
      case Place.Offset(String file, long offset) -> new FilePlace(file, 0, offset);
      case Place.Target(String name) -> named(name);
      case Place.Call _, Place.Process _ -> null;
    };
  }

  /// A name that is a path, or a path and a line (`/app/Makefile:7`), as such; else null.
  private static @Nullable FilePlace named(String name) {
    if (!name.startsWith("/") && !name.startsWith("./") && !name.startsWith("../")) {
      return null;
    }
    int colon = name.lastIndexOf(':');
    String number = name.substring(colon + 1);
    return colon > 0 && number.matches("[1-9]\\d{0,8}")
        ? new FilePlace(name.substring(0, colon), Long.parseLong(number), -1)
        : new FilePlace(name, 0, -1);
  }

  /// Where a reader of `finding` should look first: at a line, or else in a file, or null.
  static @Nullable FilePlace best(Finding finding, String directory) {
    FilePlace best = null;
    for (Observation seen : finding.evidence()) {
      FilePlace place = of(seen.place());
      if (place != null && (best == null || place.weight(directory) > best.weight(directory))) {
        best = place;
      }
    }
    return best;
  }

  /// A line says more than a file, and a file of the project more than one of the machine.
  private int weight(String directory) {
    return (line > 0 ? 2 : 0) + (inside(directory) ? 1 : 0);
  }

  boolean inside(String directory) {
    return !path.startsWith("/") && !path.startsWith("../")
        || !directory.isEmpty() && path.startsWith(directory + "/");
  }

  /// The path as seen from `directory` where it is in it.
  String relative(String directory) {
    if (path.startsWith("/")) {
      return inside(directory) ? path.substring(directory.length() + 1) : path;
    }
    return path.startsWith("./") ? path.substring(2) : path;
  }

  /// The path as a URI reference: relative to `directory` where it is in it, else `file:///...`.
  String uri(String directory) {
    String relative = relative(directory);
    return relative.startsWith("/") ? "file://" + encoded(relative) : encoded(relative);
  }

  /// `path` with every byte escaped that RFC 3986 does not leave unreserved, but for slashes. A
  /// colon is escaped too, because in a first segment it would end a scheme.
  static String encoded(String path) {
    var uri = new StringBuilder(path.length() + 8);
    for (byte one : RawText.encode(path)) {
      char c = (char) (one & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0)) {
        uri.append(c);
      } else {
        uri.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        uri.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return uri.toString();
  }
}
