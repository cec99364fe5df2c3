package faultline.formats.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Text from a world that does not promise UTF-8: paths, arguments, output of programs.
///
/// Valid UTF-8 becomes what it says. Each byte `0xNN` that is part of no valid sequence becomes the
/// lone low surrogate `U+DC00 + 0xNN`, which valid text can never contain, so that [#encode] gives
/// the very bytes back.
public final class RawText {
  private static final char BYTE = '\uDC00';
  private static final String HEX = "0123456789abcdef";

  private RawText() {}

  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  public static String decode(MemorySegment bytes) {
    return decode(bytes.toArray(ValueLayout.JAVA_BYTE));
  }

  public static String decode(byte[] bytes, int from, int size) {
    var text = new String(bytes, from, size, StandardCharsets.UTF_8);
    // The decoder of the JDK puts U+FFFD for what it cannot read; without one, all of it was valid.
    return text.indexOf('\uFFFD') < 0 ? text : decodeEachByte(bytes, from, from + size);
  }

  private static String decodeEachByte(byte[] bytes, int from, int end) {
    var text = new StringBuilder(end - from);
    for (int i = from; i < end; ) {
      int size = sequence(bytes, i, end);
      if (size == 0) {
        text.append((char) (BYTE + (bytes[i] & 0xff)));
        i++;
      } else {
        text.append(new String(bytes, i, size, StandardCharsets.UTF_8));
        i += size;
      }
    }
    return text.toString();
  }

  /// How many bytes the valid UTF-8 sequence at `i` has; 0 where there is none. These are the
  /// ranges of the Unicode standard's table of well-formed sequences: no overlong forms, no
  /// surrogates, nothing above U+10FFFF.
  private static int sequence(byte[] bytes, int i, int end) {
    int lead = bytes[i] & 0xff;
    int size =
        lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (size < 2) {
      return size;
    }
    if (end - i < size) {
      return 0;
    }
    int second = bytes[i + 1] & 0xff;
    int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) {
      return 0;
    }
    for (int k = 2; k < size; k++) {
      if ((bytes[i + k] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return size;
  }

  /// The bytes that `text` was decoded from. A lone surrogate that stands for no byte becomes `?`.
  public static byte[] encode(String text) {
    if (!hasBytes(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    var bytes = new byte[text.length() * 3];
    int size = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      int width = Character.charCount(point);
      if (isByte(point)) {
        bytes[size++] = (byte) (point - BYTE);
      } else {
        var encoded = text.substring(i, i + width).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
      }
      i += width;
    }
    return Arrays.copyOf(bytes, size);
  }

  /// Whether some of `text` stands for bytes that are not UTF-8.
  public static boolean hasBytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '\uDC80'
          && c <= '\uDCFF'
          && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isByte(int point) {
    return point >= 0xDC80 && point <= 0xDCFF;
  }

  /// `text` in pure Unicode: each byte that is not UTF-8 is written as the four characters `\xNN`.
  /// Where that happens, a backslash is written as `\x5c`, so that [#unescape] can undo it. Text
  /// without such bytes stays as it is.
  public static String escape(String text) {
    if (!hasBytes(text)) {
      return text;
    }
    var escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              if (isByte(point) || point == '\\') {
                hex(escaped, point & 0xff);
              } else {
                escaped.appendCodePoint(point);
              }
            });
    return escaped.toString();
  }

  /// The text that [#escape] wrote, given that it wrote `\xNN` in it.
  public static String unescape(String escaped) {
    int next = escaped.indexOf("\\x");
    if (next < 0) {
      return escaped;
    }
    var text = new StringBuilder(escaped.length());
    int from = 0;
    for (; next >= 0; next = escaped.indexOf("\\x", from)) {
      text.append(escaped, from, next);
      int value = hexByte(escaped, next + 2);
      if (value >= 0x80) {
        text.append((char) (BYTE + value));
      } else if (value >= 0) {
        text.append((char) value);
      } else {
        text.append("\\x");
      }
      from = value < 0 ? next + 2 : next + 4;
    }
    return text.append(escaped, from, escaped.length()).toString();
  }

  private static int hexByte(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /// `text` for one line of a terminal: bytes that are not UTF-8 as `\xNN`; line ends, control
  /// characters and characters that reorder the line as escapes; all else as it is.
  public static String printable(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) < 0x7f) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    var line = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(point -> printable(line, point));
    return line.toString();
  }

  private static void printable(StringBuilder line, int point) {
    switch (point) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (point < ' ' || point == 0x7f || isByte(point)) {
          hex(line, point & 0xff);
        } else if (misleads(point)) {
          line.append(String.format("\\u%04x", point));
        } else {
          line.appendCodePoint(point);
        }
      }
    }
  }

  private static boolean misleads(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT ->
          point != 0x200d && point != 0x200c; // joiners belong to ordinary words and emoji
      default -> false;
    };
  }

  private static void hex(StringBuilder text, int value) {
    text.append("\\x").append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
  }
}
