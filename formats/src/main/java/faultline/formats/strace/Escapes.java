package faultline.formats.strace;

import faultline.formats.bytes.RawText;

/// Undoes the escapes that `strace` writes into strings and paths.
final class Escapes {
  private Escapes() {}

  /// The text between `[at, end)`: bytes first, then characters, for one character may be several
  /// escapes.
  static String decode(byte[] b, int at, int end) {
    int i = at;
    while (i < end && b[i] != '\\') {
      i++;
    }
    if (i == end) {
      return RawText.decode(b, at, end - at);
    }
    var bytes = new byte[end - at];
    int size = i - at;
    System.arraycopy(b, at, bytes, 0, size);
    while (i < end) {
      byte c = b[i++];
      if (c != '\\' || i == end) {
        bytes[size++] = c;
        continue;
      }
      c = b[i++];
      switch (c) {
        case 'n' -> bytes[size++] = '\n';
        case 't' -> bytes[size++] = '\t';
        case 'r' -> bytes[size++] = '\r';
        case 'v' -> bytes[size++] = 0x0b;
        case 'f' -> bytes[size++] = '\f';
        case 'x' -> {
          int value = 0;
          int stop = Math.min(end, i + 2);
          while (i < stop && Character.digit(b[i], 16) >= 0) {
            value = value << 4 | Character.digit(b[i++], 16);
          }
          bytes[size++] = (byte) value;
        }
        case '0', '1', '2', '3', '4', '5', '6', '7' -> {
          int value = c - '0';
          int stop = Math.min(end, i + 2);
          while (i < stop && b[i] >= '0' && b[i] <= '7') {
            value = value << 3 | (b[i++] - '0');
          }
          bytes[size++] = (byte) value;
        }
        default -> bytes[size++] = c; // a quote or a backslash
      }
    }
    return RawText.decode(bytes, 0, size);
  }
}
