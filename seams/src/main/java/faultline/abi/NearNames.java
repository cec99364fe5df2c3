package faultline.abi;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// Names of a library that may be meant by one that it has not: to be told, never to be paired.
final class NearNames {
  private static final int TOLD = 3;

  private NearNames() {}

  static List<String> of(String name, Collection<String> exported) {
    return exported.stream()
        .filter(other -> distance(name, other) <= Math.max(1, Math.min(2, name.length() / 4)))
        .sorted(
            java.util.Comparator.<String>comparingInt(other -> distance(name, other))
                .thenComparing(other -> other))
        .limit(TOLD)
        .toList();
  }

  /// How far two names are from each other: 0 for those that differ in case, underscores, a suffix
  /// of Windows or the decoration of C++ alone, else the letters to change.
  private static int distance(String name, String other) {
    if (plain(name).equals(plain(other)) || mangled(name, other)) {
      return 0;
    }
    return Math.abs(name.length() - other.length()) > 2 ? 99 : letters(name, other);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "");
  }

  /// `_Z3addii` is `add(int, int)` of C++.
  private static boolean mangled(String name, String other) {
    return other.startsWith("_Z" + name.length() + name)
        || other.startsWith("_Z") && other.contains(name.length() + name + "E");
  }

  private static int letters(String one, String other) {
    var row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(above, row[j - 1]) + 1, diagonal + change);
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
