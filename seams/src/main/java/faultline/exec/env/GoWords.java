package faultline.exec.env;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words of GOFLAGS, CGO_CFLAGS and their like: separated by blanks, a whole word may stand between
/// quotes. After cmd/internal/quoted.
final class GoWords {
  private static final String BLANKS = " \t\n\r";

  private GoWords() {}

  /// The words; null where a quotation does not end.
  static @Nullable List<String> split(String text) {
    var words = new ArrayList<String>();
    int at = 0;
    while (true) {
      while (at < text.length() && BLANKS.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      if (at == text.length()) {
        return words;
      }
      char first = text.charAt(at);
      if (first == '"' || first == '\'') {
        int end = text.indexOf(first, at + 1);
        if (end < 0) {
          return null;
        }
        words.add(text.substring(at + 1, end));
        at = end + 1;
        continue;
      }
      int from = at;
      while (at < text.length() && BLANKS.indexOf(text.charAt(at)) < 0) {
        at++;
      }
      words.add(text.substring(from, at));
    }
  }

  /// The words in one text. A word with both kinds of quotes cannot be quoted and stands as it is.
  static String join(List<String> words) {
    var all = new ArrayList<String>();
    for (var word : words) {
      boolean blank = word.chars().anyMatch(c -> BLANKS.indexOf(c) >= 0);
      boolean single = word.contains("'");
      boolean both = word.contains("\"");
      all.add(
          !blank && !single && !both
              ? word
              : single && both ? word : single ? "\"" + word + "\"" : "'" + word + "'");
    }
    return String.join(" ", all);
  }
}
