package faultline.exec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Version numbers as tools write them: digits between dots, whatever stands around them.
public final class Versions {
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)*");

  private Versions() {}

  /// The first version number in `text`; empty where there is none.
  public static String in(String text) {
    Matcher found = NUMBER.matcher(text);
    return found.find() ? found.group() : "";
  }

  /// Below 0 where `one` is older than `other`; a part that is not there counts as 0.
  public static int compare(String one, String other) {
    var left = one.split("\\.", -1);
    var right = other.split("\\.", -1);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int order = Long.compare(part(left, i), part(right, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static long part(String[] parts, int index) {
    if (index >= parts.length || parts[index].isEmpty() || parts[index].length() > 18) {
      return 0;
    }
    return Long.parseLong(parts[index]);
  }
}
