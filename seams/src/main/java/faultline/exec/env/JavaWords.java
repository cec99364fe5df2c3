package faultline.exec.env;

import faultline.exec.Paths;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words of the variables and files from which Java takes options.
final class JavaWords {
  private JavaWords() {}

  /// Separated by blanks, with quotes taken out wherever they stand, as JAVA_TOOL_OPTIONS and
  /// JDK_JAVA_OPTIONS are read; null where a quotation does not end.
  static @Nullable List<String> split(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    char quote = 0;
    boolean begun = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        begun = true;
      } else if (quote == 0 && (c == ' ' || c >= '\t' && c <= '\r')) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return quote == 0 ? words : null;
  }

  /// The words with each `@FILE` replaced by those of the file; null where one cannot be read.
  static @Nullable List<String> expanded(World world, List<String> words) {
    var all = new ArrayList<String>();
    for (var word : words) {
      if (word.startsWith("@@")) {
        all.add(word.substring(1));
      } else if (word.startsWith("@") && word.length() > 1) {
        var text = world.text(Paths.absolute(world.directory(), word.substring(1)));
        if (text == null) {
          return null;
        }
        all.addAll(file(text));
      } else {
        all.add(word);
      }
    }
    return all;
  }

  /// An argument file: `#` begins a comment, a backslash in quotes escapes, at the end of a line it
  /// joins the next one.
  static List<String> file(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    char quote = 0;
    boolean begun = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && c == '#') {
        while (i < text.length() && text.charAt(i) != '\n') {
          i++;
        }
        c = '\n';
      }
      if (quote != 0 && c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        if (next == '\n') {
          while (i + 1 < text.length() && " \t".indexOf(text.charAt(i + 1)) >= 0) {
            i++;
          }
          continue;
        }
        word.append(
            switch (next) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'r' -> '\r';
              case 'f' -> '\f';
              default -> next;
            });
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        begun = true;
      } else if (quote == 0 && (c == ' ' || c >= '\t' && c <= '\r') || quote != 0 && c == '\n') {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
        quote = 0;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}
