package faultline.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What somebody may have meant by a word that is none of those known.
final class Suggestion {
  /// One slip of the fingers in so many characters; with more, every word resembles some other.
  private static final int CHARACTERS_PER_SLIP = 4;

  private static final int MOST = 3;

  private Suggestion() {}

  /// The known words that few slips make of `typed`, the nearest first, three at most. Letter case
  /// is no slip.
  static List<String> of(String typed, Collection<String> known) {
    String lower = typed.toLowerCase(Locale.ROOT);
    int allowed = Math.max(1, typed.length() / CHARACTERS_PER_SLIP);
    return known.stream()
        .map(word -> new Near(word, slips(lower, word.toLowerCase(Locale.ROOT))))
        .filter(one -> one.slips() <= allowed)
        .sorted(Comparator.comparingInt(Near::slips).thenComparing(Near::word))
        .limit(MOST)
        .map(Near::word)
        .toList();
  }

  /// The same as the end of a message: `; did you mean run?`, or nothing.
  static String question(String typed, Collection<String> known) {
    List<String> near = of(typed, known);
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  private record Near(String word, int slips) {}

  /// How many characters must be added, left out, replaced or swapped with their neighbour (optimal
  /// string alignment).
  static int slips(String from, String to) {
    int[] beforeLast = new int[to.length() + 1];
    int[] last = new int[to.length() + 1];
    Arrays.setAll(last, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[to.length()];
  }
}
