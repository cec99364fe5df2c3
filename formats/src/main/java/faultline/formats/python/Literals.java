package faultline.formats.python;

import faultline.formats.bytes.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The values of numbers and strings as they are written (Python 3.13 Language Reference, 2.4).
final class Literals {
  /// More digits than anyone writes; the interpreter refuses more than 4300 in base 10.
  private static final int MOST_DIGITS = 4300;

  private Literals() {}

  static Expression number(Token token) {
    var text = token.text().toLowerCase(Locale.ROOT);
    int base =
        text.startsWith("0x") ? 16 : text.startsWith("0o") ? 8 : text.startsWith("0b") ? 2 : 10;
    var digits = base == 10 ? text : text.substring(2);
    if (digits.length() > MOST_DIGITS) {
      throw new MalformedException(PythonReader.FORMAT, token.offset(), "number without end");
    }
    if (base == 10 && digits.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'j')) {
      return new Expression.Real(token.line(), text);
    }
    try {
      return new Expression.Whole(token.line(), new BigInteger(digits, base));
    } catch (NumberFormatException _) {
      throw new MalformedException(
          PythonReader.FORMAT, token.offset(), "number " + text + " in line " + token.line());
    }
  }

  /// Adjacent strings are one.
  static Expression string(List<Token> tokens) {
    int line = tokens.getFirst().line();
    boolean bytes = tokens.stream().anyMatch(token -> token.prefix().contains("b"));
    boolean formatted = tokens.stream().anyMatch(token -> formatted(token));
    if (!formatted) {
      var text = new StringBuilder();
      tokens.forEach(token -> text.append(plain(token.text(), token)));
      return new Expression.Text(line, text.toString(), bytes);
    }
    var parts = new ArrayList<Expression>();
    for (var token : tokens) {
      if (formatted(token)) {
        parts(token, parts);
      } else {
        parts.add(new Expression.Text(line, plain(token.text(), token), false));
      }
    }
    return new Expression.Formatted(line, List.copyOf(parts));
  }

  private static boolean formatted(Token token) {
    return token.prefix().contains("f") || token.prefix().contains("t");
  }

  private static void parts(Token token, List<Expression> into) {
    var text = token.text();
    var plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean twice = i + 1 < text.length() && text.charAt(i + 1) == c;
      if ((c == '{' || c == '}') && twice) {
        plain.append(c);
        i++;
      } else if (c == '{') {
        into.add(new Expression.Text(token.line(), plain(plain.toString(), token), false));
        plain.setLength(0);
        int end = end(text, i);
        into.add(inner(text.substring(i + 1, end), token));
        i = end;
      } else {
        plain.append(c);
      }
    }
    into.add(new Expression.Text(token.line(), plain(plain.toString(), token), false));
  }

  private static int end(String text, int start) {
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return text.length();
  }

  /// An expression in a string. With a conversion or a format its text is not known.
  private static Expression inner(String text, Token token) {
    try {
      var parser = new ExpressionParser(Tokens.of(text.strip()));
      var value = parser.list();
      if (parser.peek().kind() == Token.Kind.NEWLINE) {
        return value;
      }
    } catch (MalformedException _) {
      // Said below.
    }
    return new Expression.Later(token.line(), "{" + text + "}");
  }

  private static String plain(String text, Token token) {
    if (token.prefix().contains("r") || text.indexOf('\\') < 0) {
      return text;
    }
    var out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      char next = text.charAt(++i);
      switch (next) {
        case '\n' -> {}
        case '\r' -> i += text.startsWith("\n", i + 1) ? 1 : 0;
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'v' -> out.append('\u000b');
        case 'x' -> i += coded(text, i + 1, 2, 16, out);
        case 'u' -> i += coded(text, i + 1, 4, 16, out);
        case 'U' -> i += coded(text, i + 1, 8, 16, out);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i += coded(text, i, 3, 8, out) - 1;
        case '\\', '\'', '"' -> out.append(next);
        default -> out.append('\\').append(next);
      }
    }
    return out.toString();
  }

  /// Appends the character with a number of up to `most` digits; returns how many there are.
  private static int coded(String text, int start, int most, int base, StringBuilder out) {
    int value = 0;
    int digits = 0;
    while (digits < most
        && start + digits < text.length()
        && Character.digit(text.charAt(start + digits), base) >= 0) {
      value = value * base + Character.digit(text.charAt(start + digits), base);
      digits++;
    }
    out.appendCodePoint(Character.isValidCodePoint(value) ? value : 0xfffd);
    return digits;
  }
}
