package faultline.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Bytes that a person can read: hexadecimal digits in pairs, text between single quotes, and
/// anything from `#` to the end of the line as a comment. Spaces do not count.
///
/// ```java
/// Bytes.of("7f 'ELF' 02 01 01 # 64 bits, little-endian")
/// ```
public final class Bytes {
  private Bytes() {}

  /// The bytes that `text` describes, and behind them `tail`.
  public static byte[] of(String text, byte... tail) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        int end = text.indexOf('\'', i + 1);
        if (end < 0) {
          throw new IllegalArgumentException("a quote without its end in: " + text);
        }
        bytes.writeBytes(text.substring(i + 1, end).getBytes(StandardCharsets.UTF_8));
        i = end;
      } else if (c == '#') {
        int end = text.indexOf('\n', i);
        i = end < 0 ? text.length() : end;
      } else if (!Character.isWhitespace(c)) {
        bytes.write(digit(text, i) << 4 | digit(text, i + 1));
        i++;
      }
    }
    bytes.writeBytes(tail);
    return bytes.toByteArray();
  }

  private static int digit(String text, int at) {
    int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    if (digit < 0) {
      throw new IllegalArgumentException("no pair of hexadecimal digits at " + at + " of: " + text);
    }
    return digit;
  }
}
