package faultline.formats.strace;

/// Numbers as `strace` writes them: decimal, hexadecimal behind `0x`, octal behind a leading zero.
final class Digits {
  private Digits() {}

  /// The index after the number that begins at `at`; `at` where none does.
  static int after(byte[] b, int at, int end) {
    int i = at < end && b[at] == '-' ? at + 1 : at;
    if (i + 2 < end && b[i] == '0' && b[i + 1] == 'x') {
      int first = i + 2;
      int last = first;
      while (last < end && Character.digit(b[last], 16) >= 0) {
        last++;
      }
      return last == first ? at : last;
    }
    int first = i;
    while (i < end && Scan.isDigit(b[i])) {
      i++;
    }
    return i == first || (i < end && Scan.isWord(b[i])) ? at : i;
  }

  /// The number in `[at, end)`; 64 bits of it where it has more.
  static long value(byte[] b, int at, int end) {
    boolean negative = b[at] == '-';
    int i = negative ? at + 1 : at;
    int base = 10;
    if (end - i > 2 && b[i + 1] == 'x') {
      base = 16;
      i += 2;
    } else if (end - i > 1 && b[i] == '0') {
      base = 8;
    }
    long value = 0;
    for (; i < end; i++) {
      value = value * base + Character.digit(b[i], 16);
    }
    return negative ? -value : value;
  }

  /// The decimal number of nothing but the digits in `[at, end)`; 0 where there are none.
  static long decimal(byte[] b, int at, int end) {
    long value = 0;
    for (int i = at; i < end; i++) {
      value = value * 10 + (b[i] - '0');
    }
    return value;
  }

  /// The first `digits` digits behind the point of a number of seconds, as nanoseconds.
  static long nanosOfFraction(long fraction, int digits) {
    long nanos = fraction;
    for (int i = digits; i < 9; i++) {
      nanos *= 10;
    }
    return nanos;
  }
}
