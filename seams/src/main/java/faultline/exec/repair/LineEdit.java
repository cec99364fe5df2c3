package faultline.exec.repair;

import faultline.exec.Fact.SourceFact;
import faultline.exec.rules.Setting;
import faultline.exec.rules.ShellWord;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A word replaced in a text that is known, where it stands once and alone.
final class LineEdit {
  /// Nobody corrects by hand what a package or a tool wrote.
  private static final Pattern NOT_OURS =
      Pattern.compile("/(usr|bin|sbin|lib|lib32|lib64|proc|sys|dev|boot)/.*|.*/node_modules/.*");

  private static final String DELIMITERS = "#|,@!%";

  private LineEdit() {}

  /// `text` with `right` for `old`; null where `old` is not there exactly once as a word of its
  /// own. A name that begins with a slash may follow the letter of an option, as in `-L/lib`.
  static @Nullable String replaced(String text, String old, String right) {
    int at = text.indexOf(old);
    return at >= 0
            && !old.isEmpty()
            && !old.equals(right)
            && text.indexOf(old, at + 1) < 0
            && begins(text, at, old)
            && ends(text, at + old.length())
        ? text.substring(0, at) + right + text.substring(at + old.length())
        : null;
  }

  private static boolean begins(String text, int at, String old) {
    if (at == 0) {
      return true;
    }
    char before = text.charAt(at - 1);
    if (old.startsWith("/")) {
      boolean option = text.substring(0, at).matches("(?s)(.*[\\s\"'])?-[A-Z]");
      return option || !nameChar(before) && "/}~)".indexOf(before) < 0;
    }
    return !nameChar(before);
  }

  private static boolean ends(String text, int end) {
    if (end == text.length()) {
      return true;
    }
    char after = text.charAt(end);
    boolean dot = after == '.' && end + 1 < text.length() && nameChar(text.charAt(end + 1));
    return !dot && (after == '.' || !nameChar(after));
  }

  private static boolean nameChar(char c) {
    return Character.isLetterOrDigit(c) || "_-.+$".indexOf(c) >= 0 || Character.isSurrogate(c);
  }

  /// The command of sed that does this to the line that `source` quotes; null where it cannot.
  static @Nullable String inFile(SourceFact source, String old, String right) {
    var file = Setting.file(source);
    var line = Setting.line(source);
    if (!source.kind().matches("file|shebang|goenv")
        || line.isEmpty()
        || !file.startsWith("/")
        || NOT_OURS.matcher(file).matches()
        || replaced(source.value(), old, right) == null) {
      return null;
    }
    return sed(file, line, old, right);
  }

  /// Replaces the first `old` in a line of a file; null where sed has no sign to set the words
  /// apart by.
  static @Nullable String sed(String file, String line, String old, String right) {
    for (int i = 0; i < DELIMITERS.length(); i++) {
      char sign = DELIMITERS.charAt(i);
      if (old.indexOf(sign) < 0 && right.indexOf(sign) < 0) {
        var change = line + "s" + sign + pattern(old) + sign + replacement(right) + sign;
        return "sed -i " + ShellWord.quote(change) + " " + ShellWord.path(file);
      }
    }
    return null;
  }

  /// `text` as a basic regular expression that matches it alone.
  private static String pattern(String text) {
    return text.replaceAll("[\\\\.*\\[^$]", "\\\\$0");
  }

  private static String replacement(String text) {
    return text.replaceAll("[\\\\&]", "\\\\$0");
  }
}
