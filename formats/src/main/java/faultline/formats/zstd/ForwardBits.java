package faultline.formats.zstd;

import faultline.formats.bytes.MalformedException;

/// Bytes and bits that are read from the start.
final class ForwardBits {
  private final byte[] bytes;
  private final int end;
  private int at;
  private int bit;

  ForwardBits(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  int offset() {
    return at;
  }

  int left() {
    return end - at;
  }

  int u8() {
    require(1);
    return bytes[at++] & 0xff;
  }

  /// A little-endian number of up to 4 bytes; one of 4 may come out negative.
  int number(int size) {
    require(size);
    int value = 0;
    for (int i = 0; i < size; i++) {
      value |= (bytes[at++] & 0xff) << 8 * i;
    }
    return value;
  }

  /// The next `count` bits, lowest first.
  int read(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      require(1);
      value |= (bytes[at] >> bit & 1) << i;
      if (++bit == 8) {
        bit = 0;
        at++;
      }
    }
    return value;
  }

  /// Moves to the next whole byte.
  void align() {
    if (bit != 0) {
      bit = 0;
      at++;
    }
  }

  /// Passes over `size` bytes and says where they begin.
  int skip(int size) {
    require(size);
    int start = at;
    at += size;
    return start;
  }

  private void require(int size) {
    if (size < 0 || size > end - at) {
      throw malformed("needs " + Integer.toUnsignedString(size) + " bytes, " + left() + " left");
    }
  }

  MalformedException malformed(String what) {
    return new MalformedException(Zstd.FORMAT, at, what);
  }
}
