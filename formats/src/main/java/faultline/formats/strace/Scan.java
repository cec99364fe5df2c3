package faultline.formats.strace;

import java.nio.charset.StandardCharsets;

/// Finds where the pieces of a line end. All methods look at `[at, end)` and never beyond.
final class Scan {
  static final int NOT_FOUND = -1;

  static final byte[] UNFINISHED = ascii("<unfinished ...>");

  private Scan() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static boolean startsWith(byte[] b, int at, int end, byte[] text) {
    if (end - at < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (b[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  static boolean endsWith(byte[] b, int at, int end, byte[] text) {
    return end - at >= text.length && startsWith(b, end - text.length, end, text);
  }

  static int indexOf(byte[] b, int at, int end, byte[] text) {
    for (int i = at; i <= end - text.length; i++) {
      if (b[i] == text[0] && startsWith(b, i, end, text)) {
        return i;
      }
    }
    return NOT_FOUND;
  }

  static int skipSpaces(byte[] b, int at, int end) {
    int i = at;
    while (i < end && b[i] == ' ') {
      i++;
    }
    return i;
  }

  static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  static boolean isUpper(byte c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean isWord(byte c) {
    return (c >= 'a' && c <= 'z') || isDigit(c) || isUpper(c) || c == '_';
  }

  /// The index after the quote that closes the string whose opening quote is at `at`.
  static int afterString(byte[] b, int at, int end) {
    for (int i = at + 1; i < end; i++) {
      byte c = b[i];
      if (c == '"') {
        return i + 1;
      }
      if (c == '\\') {
        i++;
      }
    }
    return NOT_FOUND;
  }

  /// Whether the `<` at `at` opens what `-y` says about the number or name before it.
  static boolean opensDecoration(byte[] b, int at, int start, int end) {
    return at > start && isWord(b[at - 1]) && at + 1 < end && b[at + 1] != '<';
  }

  /// The index after the `>` that closes the decoration whose `<` is at `at`.
  ///
  /// In a path both characters are escaped, and the only thing nested is a device number. In the
  /// addresses of a socket, such as `TCP:[127.0.0.1:1->127.0.0.1:2]`, a bare `>` may stand between
  /// the brackets.
  static int afterDecoration(byte[] b, int at, int end) {
    if (isSocket(b, at + 1, end)) {
      for (int i = at + 1; i < end - 1; i++) {
        if (b[i] == '"') {
          int after = afterString(b, i, end);
          if (after == NOT_FOUND) {
            return NOT_FOUND;
          }
          i = after - 1;
        } else if (b[i] == ']' && b[i + 1] == '>') {
          return i + 2;
        }
      }
      return NOT_FOUND;
    }
    int depth = 0;
    for (int i = at; i < end; i++) {
      switch (b[i]) {
        case '\\' -> i++;
        case '<' -> depth++;
        case '>' -> {
          if (--depth == 0) {
            return i + 1;
          }
        }
        default -> {}
      }
    }
    return NOT_FOUND;
  }

  private static boolean isSocket(byte[] b, int at, int end) {
    int i = at;
    while (i < end && (isWord(b[i]) || b[i] == '-')) {
      i++;
    }
    return i > at && i + 1 < end && b[i] == ':' && b[i + 1] == '[';
  }

  /// The index of the parenthesis that closes the arguments, which begin at `at`. Where the line
  /// ends before, the result is [#NOT_FOUND].
  static int closing(byte[] b, int at, int end) {
    int depth = 0;
    for (int i = at; i < end; i++) {
      switch (b[i]) {
        case '"' -> {
          int after = afterString(b, i, end);
          if (after == NOT_FOUND) {
            return NOT_FOUND;
          }
          i = after - 1;
        }
        case '(', '[', '{' -> depth++;
        case ')' -> {
          if (depth == 0) {
            return i;
          }
          depth--;
        }
        case ']', '}' -> depth--;
        case '<' -> i = afterAngle(b, i, at, end) - 1;
        case '/' -> {
          if (i + 1 < end && b[i + 1] == '*') {
            i = afterComment(b, i, end) - 1;
          }
        }
        default -> {}
      }
    }
    return NOT_FOUND;
  }

  /// The index after what the `<` at `at` opens, or after itself where it opens nothing.
  static int afterAngle(byte[] b, int at, int start, int end) {
    if (!opensDecoration(b, at, start, end)) {
      return at + 1;
    }
    int after = afterDecoration(b, at, end);
    return after == NOT_FOUND ? at + 1 : after;
  }

  static int afterComment(byte[] b, int at, int end) {
    for (int i = at + 2; i < end - 1; i++) {
      if (b[i] == '*' && b[i + 1] == '/') {
        return i + 2;
      }
    }
    return at + 2;
  }
}
