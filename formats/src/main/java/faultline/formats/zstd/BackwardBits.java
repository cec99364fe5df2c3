package faultline.formats.zstd;

import faultline.formats.bytes.MalformedException;

/// A stretch of bits that is read from its end to its start (RFC 8878, 4.1 and 4.2.2). The highest
/// bit set of the last byte marks the end and is no data. Bits before the start are 0, and [#left]
/// is negative then, by which decoders see that the stretch is used up.
final class BackwardBits {
  private final byte[] bytes;
  private final int start;
  private long left;

  BackwardBits(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    int last = end > start ? bytes[end - 1] & 0xff : 0;
    if (last == 0) {
      throw new MalformedException(
          Zstd.FORMAT, Math.max(start, end - 1), "bits without an end mark");
    }
    left = (end - start) * 8L - Integer.numberOfLeadingZeros(last) + 24 - 1;
  }

  /// How many bits were not read yet.
  long left() {
    return left;
  }

  /// The next `count` bits, at most 31, as a number.
  int read(int count) {
    left -= count;
    int value = 0;
    long from = left;
    int wanted = count;
    int shift = 0;
    if (from < 0) {
      shift = (int) Math.min(-from, count);
      wanted -= shift;
      from = 0;
    }
    while (wanted > 0) {
      int bit = (int) (from & 7);
      int taken = Math.min(8 - bit, wanted);
      int part = (bytes[start + (int) (from >>> 3)] & 0xff) >>> bit & (1 << taken) - 1;
      value |= part << shift;
      shift += taken;
      from += taken;
      wanted -= taken;
    }
    return value;
  }
}
