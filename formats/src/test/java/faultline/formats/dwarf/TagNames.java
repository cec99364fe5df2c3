package faultline.formats.dwarf;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The names that other readers print for tags.
final class TagNames {
  private static final Map<Integer, String> NAMES = new HashMap<>();

  static {
    for (var field : Tag.class.getFields()) {
      try {
        NAMES.put(field.getInt(null), "DW_TAG_" + field.getName());
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }

  private TagNames() {}

  static String of(int tag) {
    return NAMES.getOrDefault(tag, "another").toUpperCase(Locale.ROOT);
  }

  /// The same for a name that another reader printed.
  static String known(String name) {
    var upper = name.toUpperCase(Locale.ROOT);
    return NAMES.values().stream().anyMatch(known -> known.equalsIgnoreCase(upper))
        ? upper
        : "ANOTHER";
  }
}
