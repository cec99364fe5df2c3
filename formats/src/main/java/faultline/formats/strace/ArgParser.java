package faultline.formats.strace;

import faultline.formats.bytes.RawText;
import java.util.ArrayList;
import java.util.List;

/// Decodes arguments. Text of any shape gives a list: what has no known form stays [Arg.Words].
final class ArgParser {
  /// `strace` itself nests no deeper than a few levels; more are an attack on our stack.
  private static final int DEEPEST = 64;

  private static final long WORKING_DIRECTORY = -100;
  private static final byte[] AT_FDCWD = Scan.ascii("AT_FDCWD");
  private static final byte[] DELETED = Scan.ascii("(deleted)");
  private static final byte[] DOTS = Scan.ascii("...");

  private final byte[] b;
  private int at;
  private int depth;
  private boolean cut;

  private ArgParser(byte[] text) {
    this.b = text;
  }

  static List<Arg> list(byte[] text) {
    return List.copyOf(new ArgParser(text).items(text.length));
  }

  /// The items between the reader's place and `end`, and whether dots stood among them.
  private List<Arg> items(int end) {
    var items = new ArrayList<Arg>();
    cut = false;
    while (true) {
      at = Scan.skipSpaces(b, at, end);
      if (at >= end) {
        return items;
      }
      int stop = stop(at, end);
      int last = stop;
      while (last > at && b[last - 1] == ' ') {
        last--;
      }
      if (last - at == DOTS.length && Scan.startsWith(b, at, last, DOTS)) {
        cut = true;
      } else if (last > at) {
        boolean outer = cut;
        items.add(item(last));
        cut = outer;
      }
      at = Math.min(end, stop + 1);
    }
  }

  /// The index of the comma that ends the item at `from`, or `end`.
  private int stop(int from, int end) {
    int open = 0;
    for (int i = from; i < end; i++) {
      switch (b[i]) {
        case '"' -> {
          int after = Scan.afterString(b, i, end);
          i = after == Scan.NOT_FOUND ? end : after - 1;
        }
        case '(', '[', '{' -> open++;
        case ')', ']', '}' -> open--;
        case '<' -> i = Scan.afterAngle(b, i, from, end) - 1;
        case '/' -> {
          if (i + 1 < end && b[i + 1] == '*') {
            i = Scan.afterComment(b, i, end) - 1;
          }
        }
        case ',' -> {
          if (open <= 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return end;
  }

  private Arg item(int end) {
    int name = at;
    while (name < end && Scan.isWord(b[name])) {
      name++;
    }
    if (name > at && name + 1 < end && b[name] == '=' && b[name + 1] != '=' && b[name + 1] != '>') {
      var text = RawText.decode(b, at, name - at);
      at = name + 1;
      return value(text, end);
    }
    return value("", end);
  }

  private Arg value(String name, int end) {
    int start = at;
    int stop = withoutComment(start, end);
    return switch (b[start]) {
      case '"' -> text(name, start, start, stop, end);
      case '@' ->
          start + 1 < stop && b[start + 1] == '"'
              ? text(name, start, start + 1, stop, end)
              : words(name, start, end);
      case '[' -> group(name, start, stop, end, (byte) ']');
      case '{' -> group(name, start, stop, end, (byte) '}');
      default -> numberOrWords(name, start, stop, end);
    };
  }

  /// Where the value ends that a comment such as `/* 35 vars */` follows.
  private int withoutComment(int start, int end) {
    if (end - start < 4 || b[end - 1] != '/' || b[end - 2] != '*') {
      return end;
    }
    for (int i = end - 3; i > start; i--) {
      if (b[i] == '*' && b[i - 1] == '/') {
        int stop = i - 1;
        while (stop > start && b[stop - 1] == ' ') {
          stop--;
        }
        return stop > start ? stop : end;
      }
    }
    return end;
  }

  private Arg text(String name, int start, int quote, int stop, int end) {
    int closing = Scan.afterString(b, quote, stop);
    if (closing == Scan.NOT_FOUND) {
      return words(name, start, end);
    }
    int after = closing;
    boolean dots = Scan.startsWith(b, after, stop, DOTS);
    after = dots ? after + DOTS.length : after;
    if (after != stop && !isContext(after, stop)) {
      return words(name, start, end);
    }
    var value = Escapes.decode(b, quote + 1, closing - 1);
    // The name of an abstract socket begins with a byte 0, which the log shows as `@`.
    return new Arg.Text(name, start == quote ? value : "\0" + value, dots);
  }

  /// Whether `[at, stop)` is the security context that `--secontext` writes behind a path or
  /// descriptor.
  private boolean isContext(int at, int stop) {
    return stop - at > 3 && b[at] == ' ' && b[at + 1] == '[' && b[stop - 1] == ']';
  }

  private Arg group(String name, int start, int stop, int end, byte close) {
    if (depth == DEEPEST
        || stop - start < 2
        || b[stop - 1] != close
        || balance(start, stop) != stop) {
      return words(name, start, end);
    }
    depth++;
    at = start + 1;
    var items = List.copyOf(items(stop - 1));
    depth--;
    return close == ']' ? new Arg.Items(name, items, cut) : new Arg.Struct(name, items, cut);
  }

  /// The index after the bracket that closes the one at `start`.
  private int balance(int start, int end) {
    int open = 0;
    for (int i = start; i < end; i++) {
      switch (b[i]) {
        case '"' -> {
          int after = Scan.afterString(b, i, end);
          if (after == Scan.NOT_FOUND) {
            return Scan.NOT_FOUND;
          }
          i = after - 1;
        }
        case '(', '[', '{' -> open++;
        case ')', ']', '}' -> {
          if (--open == 0) {
            return i + 1;
          }
        }
        case '<' -> i = Scan.afterAngle(b, i, start, end) - 1;
        default -> {}
      }
    }
    return Scan.NOT_FOUND;
  }

  private Arg numberOrWords(String name, int start, int stop, int end) {
    boolean directory =
        Scan.startsWith(b, start, stop, AT_FDCWD)
            && (stop - start == AT_FDCWD.length || b[start + AT_FDCWD.length] == '<');
    int after = directory ? start + AT_FDCWD.length : Digits.after(b, start, stop);
    if (after == start) {
      return words(name, start, end);
    }
    long number = directory ? WORKING_DIRECTORY : Digits.value(b, start, after);
    if (after == stop) {
      return directory ? new Arg.Fd(name, number, "", false) : new Arg.Number(name, number);
    }
    int close = b[after] == '<' ? Scan.afterDecoration(b, after, stop) : Scan.NOT_FOUND;
    if (close != Scan.NOT_FOUND) {
      boolean deleted = Scan.startsWith(b, close, stop, DELETED);
      int last = deleted ? close + DELETED.length : close;
      if (last == stop || isContext(last, stop)) {
        return new Arg.Fd(name, number, shown(b, after, close), deleted);
      }
    }
    return words(name, start, end);
  }

  /// What a decoration says, without the number of a device.
  static String shown(byte[] b, int open, int after) {
    int end = after - 1;
    boolean path = b[open + 1] == '/' || b[open + 1] == '\\'; // a slash may be escaped, too
    for (int i = open + 1; path && i < end; i++) {
      if (b[i] == '<') {
        end = i;
      }
    }
    return Escapes.decode(b, open + 1, end);
  }

  private Arg words(String name, int start, int end) {
    return new Arg.Words(name, RawText.decode(b, start, end - start));
  }
}
