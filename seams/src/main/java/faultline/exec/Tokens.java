package faultline.exec;

import faultline.exec.Difference.Marks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// In what two values differ, by their words; and whether a word stands in a text.
final class Tokens {
  private static final String BREAKS = "[\\s\"'=:;,(){}\\[\\]<>|&$`]+";

  private Tokens() {}

  /// The words that only one of the two has; where both have the same in another order, those that
  /// changed places.
  static Marks distinct(String good, String bad) {
    var left = words(good);
    var right = words(bad);
    var onlyLeft = new LinkedHashSet<>(left);
    var onlyRight = new LinkedHashSet<>(right);
    onlyLeft.removeAll(Set.copyOf(right));
    onlyRight.removeAll(Set.copyOf(left));
    if (onlyLeft.isEmpty() && onlyRight.isEmpty()) {
      for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
        if (!left.get(i).equals(right.get(i))) {
          onlyLeft.add(left.get(i));
          onlyRight.add(right.get(i));
        }
      }
    }
    return new Marks(telling(onlyLeft), telling(onlyRight));
  }

  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    for (var word : text.split(BREAKS, -1)) {
      if (!word.isEmpty()) {
        words.add(
            word.length() > 1 && word.endsWith("/") ? word.substring(0, word.length() - 1) : word);
      }
    }
    return words;
  }

  /// A word of one letter stands everywhere.
  private static Set<String> telling(Set<String> words) {
    var telling = new LinkedHashSet<String>();
    words.stream().filter(word -> word.length() > 1 && !word.equals("./")).forEach(telling::add);
    return telling;
  }

  /// Whether `word` stands in `text`, and not only as a part of a longer word.
  static boolean has(String text, String word) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      if ((at == 0 || !inWord(text.charAt(at - 1)) || !inWord(word.charAt(0)))
          && (end == text.length() || !inWord(text.charAt(end)) || !inWord(text.charAt(end - 1)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean inWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /// `text` short enough for a sentence.
  static String cut(String text) {
    return text.length() <= 160 ? text : text.substring(0, 157) + "...";
  }
}
