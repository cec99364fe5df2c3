package faultline.exec.repair;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// How sure one is that a name was meant by another.
enum Likeness {
  /// But for case, Unicode normal form, or blanks around it.
  SAME,
  /// A slip: one letter, or two neighbours swapped; two of them in a long name.
  SLIP,
  /// One is the other with something added, as `lib64` and `lib`.
  LONGER,
  /// The same version but for its last number.
  PATCH,
  NONE;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  static Likeness of(String wanted, String other) {
    if (wanted.equals(other) || wanted.isBlank() || other.isBlank()) {
      return NONE;
    }
    if (fold(wanted).equals(fold(other))) {
      return SAME;
    }
    // What differs in numbers is another version, and another version is another thing.
    if (masked(wanted).equals(masked(other))) {
      return patch(wanted, other) ? PATCH : NONE;
    }
    int longest = Math.max(wanted.length(), other.length());
    if (longest >= 4 && slips(fold(wanted), fold(other)) <= (longest >= 8 ? 2 : 1)) {
      return sameNumbers(wanted, other) ? SLIP : NONE;
    }
    boolean longer = wanted.startsWith(other) || other.startsWith(wanted);
    boolean close = Math.abs(wanted.length() - other.length()) <= 4;
    return longer && close && Math.min(wanted.length(), other.length()) >= 3 ? LONGER : NONE;
  }

  private static String fold(String name) {
    return Normalizer.normalize(name.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  private static String masked(String name) {
    return NUMBER.matcher(name).replaceAll("0");
  }

  private static boolean sameNumbers(String one, String other) {
    return NUMBER
        .matcher(one)
        .results()
        .map(r -> r.group())
        .toList()
        .equals(NUMBER.matcher(other).results().map(r -> r.group()).toList());
  }

  private static boolean patch(String one, String other) {
    var a = NUMBER.matcher(one).results().map(r -> r.group()).toList();
    var b = NUMBER.matcher(other).results().map(r -> r.group()).toList();
    return a.size() >= 3 && a.subList(0, a.size() - 1).equals(b.subList(0, b.size() - 1));
  }

  /// Edits and swaps of neighbours that make `b` of `a` (optimal string alignment); 3 for more than
  /// two.
  static int slips(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 2) {
      return 3;
    }
    var before = new int[b.length() + 1];
    var last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      var row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      before = last;
      last = row;
    }
    return Math.min(3, last[b.length()]);
  }
}
