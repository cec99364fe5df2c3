package faultline.formats.python;

import faultline.formats.bytes.MalformedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// Cuts source into tokens (Python 3.13 Language Reference, chapter 2).
final class Tokens {
  private static final int TAB = 8;

  /// The interpreter refuses more than 100 levels too.
  private static final int DEEPEST = 100;

  private static final String[] OPERATORS = {
    "**=", "//=", ">>=", "<<=", "...", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
    "@=", "==", "<=", ">=", "<<", ">>", "**", "//", ":="
  };

  private final String source;
  private final List<Token> found = new ArrayList<>();
  private final Deque<Integer> indents = new ArrayDeque<>();
  private int at;
  private int line = 1;
  private int open;

  private Tokens(String source) {
    this.source = source;
  }

  static List<Token> of(String source) {
    var tokens = new Tokens(source);
    tokens.read();
    return tokens.found;
  }

  private void read() {
    indents.push(0);
    if (source.startsWith("\ufeff")) {
      at = 1;
    }
    boolean fresh = true;
    while (at < source.length()) {
      if (fresh && open == 0) {
        if (!indentation()) {
          continue;
        }
        fresh = false;
      }
      char c = source.charAt(at);
      if (c == '\n' || c == '\r') {
        int start = at;
        newline();
        if (open == 0) {
          found.add(new Token(Token.Kind.NEWLINE, "", "", line - 1, start));
          fresh = true;
        }
      } else if (c == ' ' || c == '\t' || c == '\f') {
        at++;
      } else if (c == '#') {
        comment();
      } else if (c == '\\') {
        at++;
        if (at < source.length() && (source.charAt(at) == '\n' || source.charAt(at) == '\r')) {
          newline();
        }
      } else {
        token(c);
      }
    }
    if (!fresh) {
      add(Token.Kind.NEWLINE, "", at);
    }
    while (indents.pop() > 0) {
      add(Token.Kind.DEDENT, "", at);
    }
    add(Token.Kind.END, "", at);
  }

  private void newline() {
    if (source.startsWith("\r\n", at)) {
      at++;
    }
    at++;
    line++;
  }

  private void comment() {
    while (at < source.length() && source.charAt(at) != '\n' && source.charAt(at) != '\r') {
      at++;
    }
  }

  /// Reads the indentation of a line; false for a line without tokens, which is passed over.
  private boolean indentation() {
    int column = 0;
    int look = at;
    for (; look < source.length(); look++) {
      char c = source.charAt(look);
      if (c == ' ') {
        column++;
      } else if (c == '\t') {
        column = (column / TAB + 1) * TAB;
      } else if (c == '\f') {
        column = 0;
      } else {
        break;
      }
    }
    at = look;
    if (at == source.length()) {
      return false;
    }
    char c = source.charAt(at);
    if (c == '#') {
      comment();
    }
    if (at == source.length()) {
      return false;
    }
    c = source.charAt(at);
    if (c == '\n' || c == '\r') {
      newline();
      return false;
    }
    if (column > indents.getFirst()) {
      if (indents.size() > DEEPEST) {
        throw malformed("more than " + DEEPEST + " levels of indentation");
      }
      indents.push(column);
      add(Token.Kind.INDENT, "", at);
    }
    while (column < indents.getFirst()) {
      indents.pop();
      add(Token.Kind.DEDENT, "", at);
    }
    return true;
  }

  private void add(Token.Kind kind, String text, int offset) {
    found.add(new Token(kind, text, "", line, offset));
  }

  private void token(char c) {
    int start = at;
    if (Character.isJavaIdentifierStart(c) && c != '$') {
      while (at < source.length() && part(source.charAt(at))) {
        at++;
      }
      var word = source.substring(start, at);
      if (at < source.length() && quote(source.charAt(at)) && prefix(word)) {
        string(word.toLowerCase(Locale.ROOT), start);
      } else {
        add(Token.Kind.NAME, word, start);
      }
    } else if (digit(c) || c == '.' && at + 1 < source.length() && digit(source.charAt(at + 1))) {
      number(start);
    } else if (quote(c)) {
      string("", start);
    } else {
      operator(c, start);
    }
  }

  private static boolean part(char c) {
    return Character.isJavaIdentifierPart(c) && c != '$' && c != 0;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean quote(char c) {
    return c == '\'' || c == '"';
  }

  private static boolean prefix(String word) {
    return word.length() <= 2
        && word.toLowerCase(Locale.ROOT).chars().allMatch(c -> "rbuft".indexOf(c) >= 0);
  }

  private void number(int start) {
    boolean hexadecimal = source.startsWith("0x", at) || source.startsWith("0X", at);
    while (at < source.length()) {
      char c = source.charAt(at);
      boolean exponent =
          (c == '+' || c == '-') && !hexadecimal && "eE".indexOf(source.charAt(at - 1)) >= 0;
      if (c == '.' || part(c) || exponent && at > start) {
        at++;
      } else {
        break;
      }
    }
    add(Token.Kind.NUMBER, source.substring(start, at).replace("_", ""), start);
  }

  private void string(String prefix, int start) {
    int first = line;
    char quote = source.charAt(at);
    var triple = String.valueOf(quote).repeat(3);
    boolean longOne = source.startsWith(triple, at);
    at += longOne ? 3 : 1;
    int from = at;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\\' && at + 1 < source.length()) {
        at++;
        if (source.charAt(at) == '\n' || source.charAt(at) == '\r') {
          newline();
        } else {
          at++;
        }
      } else if (longOne ? source.startsWith(triple, at) : c == quote) {
        found.add(new Token(Token.Kind.STRING, source.substring(from, at), prefix, first, start));
        at += longOne ? 3 : 1;
        return;
      } else if (c == '\n' || c == '\r') {
        if (!longOne) {
          throw malformed("string that does not end in its line");
        }
        newline();
      } else {
        at++;
      }
    }
    throw malformed("string that does not end");
  }

  private void operator(char c, int start) {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        at += operator.length();
        add(Token.Kind.OPERATOR, operator, start);
        return;
      }
    }
    if ("([{".indexOf(c) >= 0) {
      open++;
    } else if (")]}".indexOf(c) >= 0) {
      open = Math.max(0, open - 1);
    } else if ("+-*/%@&|^~<>=,:.;!".indexOf(c) < 0) {
      throw malformed("character U+%04X".formatted((int) c));
    }
    at++;
    add(Token.Kind.OPERATOR, String.valueOf(c), start);
  }

  private MalformedException malformed(String what) {
    return new MalformedException(PythonReader.FORMAT, at, what + " in line " + line);
  }
}
