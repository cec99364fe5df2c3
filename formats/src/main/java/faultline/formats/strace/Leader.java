package faultline.formats.strace;

/// What stands before the event on a line: whose it is and when. One object is filled again for
/// each line.
final class Leader {
  /// No process id is larger (`PID_MAX_LIMIT` of the kernel); a larger first number is a time.
  private static final long LARGEST_PID = 1 << 22;

  /// Seconds of a relative time stay below this for three years, and those of the epoch are above
  /// since 1973.
  private static final long FIRST_EPOCH_SECOND = 100_000_000;

  private static final byte[] PID = Scan.ascii("[pid");
  private static final byte[] PERSONALITY = Scan.ascii("[ Process PID=");
  private static final byte[] SINCE = Scan.ascii("(+");

  /// The thread of the line, 0 where the line does not say.
  int tid;

  Stamp time = Stamp.NONE;

  /// Reads the leader of the line and returns where the event begins.
  int read(byte[] b, int from, int end) {
    tid = 0;
    time = Stamp.NONE;
    int at = pid(b, from, end);
    at = time(b, at, end);
    // The instruction pointer (-i) and the number of the call (-n).
    while (at < end && b[at] == '[' && !Scan.startsWith(b, at, end, PERSONALITY)) {
      int close = at;
      while (close < end && b[close] != ']') {
        close++;
      }
      if (close == end) {
        break;
      }
      at = Scan.skipSpaces(b, close + 1, end);
    }
    return at;
  }

  private int pid(byte[] b, int from, int end) {
    if (Scan.startsWith(b, from, end, PID)) {
      int at = Scan.skipSpaces(b, from + PID.length, end);
      int after = digits(b, at, end);
      int close = afterName(b, after, end);
      if (after > at && close < end && b[close] == ']') {
        tid = number(b, at, after);
        return Scan.skipSpaces(b, close + 1, end);
      }
      return from;
    }
    int after = digits(b, from, end);
    int close = afterName(b, after, end);
    if (after == from || close >= end || b[close] != ' ') {
      return from;
    }
    long value = after - from > 9 ? Long.MAX_VALUE : Digits.value(b, from, after);
    if (value > LARGEST_PID) {
      return from;
    }
    tid = number(b, from, after);
    return Scan.skipSpaces(b, close, end);
  }

  private static int number(byte[] b, int at, int after) {
    int value = 0;
    for (int i = Math.max(at, after - 9); i < after; i++) {
      value = value * 10 + (b[i] - '0');
    }
    return value;
  }

  /// Passes over the name of the process that some versions write behind its id.
  private static int afterName(byte[] b, int at, int end) {
    if (at < end && b[at] == '<') {
      int after = Scan.afterDecoration(b, at, end);
      return after == Scan.NOT_FOUND ? at : after;
    }
    return at;
  }

  private static int digits(byte[] b, int at, int end) {
    int i = at;
    while (i < end && Scan.isDigit(b[i])) {
      i++;
    }
    return i;
  }

  private int time(byte[] b, int from, int end) {
    int at = Scan.skipSpaces(b, from, end);
    int after = digits(b, at, end);
    if (after == at || after >= end) {
      return at;
    }
    int next = after;
    if (b[after] == ':') {
      next = timeOfDay(b, at, after, end);
    } else if ((b[after] == '.' || b[after] == ' ') && after - at <= 12) {
      long seconds = Digits.decimal(b, at, after);
      var clock = seconds >= FIRST_EPOCH_SECOND ? Stamp.Clock.EPOCH : Stamp.Clock.RELATIVE;
      next = fraction(b, after, end, clock, seconds);
    }
    if (next == after) {
      return at;
    }
    next = Scan.skipSpaces(b, next, end);
    if (Scan.startsWith(b, next, end, SINCE)) { // -r besides another time
      int close = next;
      while (close < end && b[close] != ')') {
        close++;
      }
      next = Scan.skipSpaces(b, Math.min(end, close + 1), end);
    }
    return next;
  }

  private int timeOfDay(byte[] b, int at, int colon, int end) {
    int minutes = colon + 1;
    int secondColon = digits(b, minutes, end);
    if (colon - at > 2
        || secondColon - minutes != 2
        || secondColon >= end
        || b[secondColon] != ':') {
      return colon;
    }
    int after = digits(b, secondColon + 1, end);
    if (after - secondColon != 3) {
      return colon;
    }
    long seconds =
        (Digits.decimal(b, at, colon) * 60 + Digits.decimal(b, minutes, secondColon)) * 60
            + Digits.decimal(b, secondColon + 1, after);
    return fraction(b, after, end, Stamp.Clock.DAY, seconds);
  }

  private int fraction(byte[] b, int at, int end, Stamp.Clock clock, long seconds) {
    long nanos = 0;
    int after = at;
    if (at < end && b[at] == '.') {
      after = digits(b, at + 1, end);
      int count = Math.min(9, after - at - 1);
      nanos = Digits.nanosOfFraction(Digits.decimal(b, at + 1, at + 1 + count), count);
    }
    time = new Stamp(clock, seconds * 1_000_000_000 + nanos);
    return Math.min(end, after + 1);
  }
}
