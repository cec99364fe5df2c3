package faultline.formats.strace;

import faultline.formats.bytes.RawText;
import org.jspecify.annotations.Nullable;

/// Reads what stands behind the closing parenthesis of a call. One object is filled again for each
/// line.
final class ResultParser {
  private static final byte[] DELETED = Scan.ascii("(deleted)");
  private static final byte[] NUMBERED = Scan.ascii("(errno ");
  private static final byte[] INJECTED = Scan.ascii("(INJECTED");
  private static final byte[] DELAYED = Scan.ascii("(DELAYED");

  /// Results that most calls have, so that they cost nothing.
  private static final Result[] SMALL = new Result[64];

  private static final Result NOT_RETURNED = new Result.NotReturned("");

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = new Result.Returned(i, "", false, "");
    }
  }

  private final Names names;
  boolean injected;
  long nanos;

  ResultParser(Names names) {
    this.names = names;
  }

  /// The result that begins with `=` at or after `from`; null where the text has not the form of
  /// one.
  @Nullable Result read(byte[] b, int from, int lineEnd) {
    injected = false;
    nanos = -1;
    int at = Scan.skipSpaces(b, from, lineEnd);
    if (at >= lineEnd || b[at] != '=') {
      return null;
    }
    int end = withoutDuration(b, at, lineEnd);
    at = Scan.skipSpaces(b, at + 1, end);
    if (at >= end) {
      return null;
    }
    if (b[at] == '?') {
      int symbol = Scan.skipSpaces(b, at + 1, end);
      return symbol < end && b[symbol] == 'E'
          ? new Result.NotReturned(names.of(b, symbol, afterSymbol(b, symbol, end)))
          : NOT_RETURNED;
    }
    int after = Digits.after(b, at, end);
    if (after == at) {
      return null;
    }
    long value = Digits.value(b, at, after);
    if (value == -1 && b[at] == '-') {
      int symbol = Scan.skipSpaces(b, after, end);
      if (symbol < end && b[symbol] == 'E') {
        int afterSymbol = afterSymbol(b, symbol, end);
        injected = Scan.indexOf(b, afterSymbol, end, INJECTED) != Scan.NOT_FOUND;
        return new Result.Failed(names.of(b, symbol, afterSymbol));
      }
      if (Scan.startsWith(b, symbol, end, NUMBERED)) {
        int number = symbol + 1;
        int afterNumber = number;
        while (afterNumber < end && b[afterNumber] != ')') {
          afterNumber++;
        }
        injected = Scan.indexOf(b, afterNumber, end, INJECTED) != Scan.NOT_FOUND;
        return new Result.Failed(names.of(b, number, afterNumber));
      }
    }
    return returned(b, value, after, end);
  }

  private Result returned(byte[] b, long value, int from, int end) {
    int at = from;
    if (at == end) {
      return value >= 0 && value < SMALL.length
          ? SMALL[(int) value]
          : new Result.Returned(value, "", false, "");
    }
    var shown = "";
    boolean deleted = false;
    if (b[at] == '<') {
      int after = Scan.afterDecoration(b, at, end);
      if (after != Scan.NOT_FOUND) {
        shown = ArgParser.shown(b, at, after);
        deleted = Scan.startsWith(b, after, end, DELETED);
        at = deleted ? after + DELETED.length : after;
      }
    }
    at = Scan.skipSpaces(b, at, end);
    int mark = Scan.indexOf(b, at, end, INJECTED);
    injected = mark != Scan.NOT_FOUND;
    int noteEnd = injected ? mark : end;
    int delayed = Scan.indexOf(b, at, noteEnd, DELAYED);
    noteEnd = delayed == Scan.NOT_FOUND ? noteEnd : delayed;
    while (noteEnd > at && b[noteEnd - 1] == ' ') {
      noteEnd--;
    }
    boolean note = noteEnd - at > 2 && b[at] == '(' && b[noteEnd - 1] == ')';
    return new Result.Returned(
        value, shown, deleted, note ? RawText.decode(b, at + 1, noteEnd - at - 2) : "");
  }

  private static int afterSymbol(byte[] b, int at, int end) {
    int i = at;
    while (i < end && Scan.isWord(b[i])) {
      i++;
    }
    return i;
  }

  /// Takes the duration, `<0.000215>`, off the end of the line.
  private int withoutDuration(byte[] b, int at, int end) {
    int i = end - 2;
    if (i <= at || b[end - 1] != '>') {
      return end;
    }
    int point = Scan.NOT_FOUND;
    while (i > at && (Scan.isDigit(b[i]) || b[i] == '.')) {
      if (b[i] == '.') {
        point = i;
      }
      i--;
    }
    // Files have names like this, too: a duration stands apart.
    if (b[i] != '<' || b[i - 1] != ' ' || i + 2 == end) {
      return end;
    }
    int pointAt = point == Scan.NOT_FOUND ? end - 1 : point;
    long seconds = pointAt - i - 1 > 9 ? 0 : Digits.decimal(b, i + 1, pointAt);
    int fraction = Math.min(9, Math.max(0, end - 2 - pointAt));
    nanos =
        seconds * 1_000_000_000
            + Digits.nanosOfFraction(
                Digits.decimal(b, pointAt + 1, pointAt + 1 + fraction), fraction);
    int stop = i - 1;
    while (stop > at && b[stop - 1] == ' ') {
      stop--;
    }
    return stop;
  }
}
