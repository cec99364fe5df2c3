package faultline.formats.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.Function;
import java.util.stream.Stream;

/// A position in a stretch of bytes, and the reads that move it.
///
/// Every read is checked against the end of the stretch and fails with a [MalformedException].
/// Offsets are those of the whole segment, also when the cursor is confined to a part of it, so
/// that an error always names a place in the file.
///
/// The layouts are static and little-endian, and big-endian data is swapped after the read: a
/// layout in an instance field is no constant to the JIT and makes each read about ten times
/// slower.
public final class Cursor {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String format;
  private final MemorySegment data;
  private final boolean bigEndian;
  private final long end;
  private long at;

  /// A cursor at `start` that may read to the end of `data`.
  public Cursor(String format, MemorySegment data, ByteOrder order, long start) {
    this(format, data, order == ByteOrder.BIG_ENDIAN, start, data.byteSize());
  }

  private Cursor(String format, MemorySegment data, boolean bigEndian, long start, long end) {
    this.format = format;
    this.data = data;
    this.bigEndian = bigEndian;
    this.at = start;
    this.end = end;
  }

  /// Another cursor over the next `size` bytes and no further. This one stays where it is.
  public Cursor window(long size) {
    require(size);
    return new Cursor(format, data, bigEndian, at, at + size);
  }

  /// Another cursor over `[start, start + size)` of the whole segment.
  public Cursor window(long start, long size) {
    if (start < 0 || size < 0 || start > data.byteSize() || size > data.byteSize() - start) {
      throw new MalformedException(
          format,
          clamp(start),
          "a stretch of "
              + Long.toUnsignedString(size)
              + " bytes at 0x"
              + Long.toHexString(start)
              + " leaves the input of "
              + data.byteSize()
              + " bytes");
    }
    return new Cursor(format, data, bigEndian, start, start + size);
  }

  public long offset() {
    return at;
  }

  public long left() {
    return end - at;
  }

  public boolean bigEndian() {
    return bigEndian;
  }

  public int u8() {
    return Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, take(1)));
  }

  public int u16() {
    short value = data.get(U16, take(2));
    return Short.toUnsignedInt(bigEndian ? Short.reverseBytes(value) : value);
  }

  public long u32() {
    return Integer.toUnsignedLong(i32());
  }

  public int i32() {
    int value = data.get(U32, take(4));
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  /// Eight bytes, as they are: values above `Long.MAX_VALUE` come out negative.
  public long u64() {
    long value = data.get(U64, take(8));
    return bigEndian ? Long.reverseBytes(value) : value;
  }

  /// Three bytes, unsigned.
  public int u24() {
    long start = take(3);
    int first = Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, start));
    int second = Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, start + 1));
    int third = Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, start + 2));
    return bigEndian ? first << 16 | second << 8 | third : third << 16 | second << 8 | first;
  }

  /// An unsigned number of 1, 2, 4 or 8 bytes; one of 8 bytes above `Long.MAX_VALUE` comes out
  /// negative.
  public long unsigned(int size) {
    return switch (size) {
      case 1 -> u8();
      case 2 -> u16();
      case 4 -> u32();
      case 8 -> u64();
      default -> throw malformed(at, "number of " + size + " bytes");
    };
  }

  /// An unsigned number in LEB128, of at most 64 bits.
  public long uleb() {
    long start = at;
    if (start >= 0 && start < end) {
      byte only = data.get(ValueLayout.JAVA_BYTE, start);
      if (only >= 0) { // most numbers are small, and one test of bounds is enough for them
        at = start + 1;
        return only;
      }
    }
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      long digit = u8();
      value |= (digit & 0x7f) << shift;
      if (shift == 63 && (digit & 0x7e) != 0) {
        break;
      }
      if ((digit & 0x80) == 0) {
        return value;
      }
    }
    throw new MalformedException(format, start, "LEB128 number of more than 64 bits");
  }

  /// A signed number in LEB128, of at most 64 bits.
  public long sleb() {
    long start = at;
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      long digit = u8();
      if (shift == 63 && digit != 0 && digit != 0x7f) {
        break;
      }
      value |= (digit & 0x7f) << shift;
      if ((digit & 0x80) == 0) {
        int used = shift + 7;
        return used < 64 && (digit & 0x40) != 0 ? value | (-1L << used) : value;
      }
    }
    throw new MalformedException(format, start, "LEB128 number of more than 64 bits");
  }

  /// The next `size` bytes as a view, not a copy.
  public MemorySegment slice(long size) {
    return data.asSlice(take(size), size);
  }

  /// The next `size` bytes as text; one NUL at their end is dropped.
  public String text(long size) {
    var bytes = slice(size);
    boolean terminated = size > 0 && bytes.get(ValueLayout.JAVA_BYTE, size - 1) == 0;
    return RawText.decode(terminated ? bytes.asSlice(0, size - 1) : bytes);
  }

  /// Text up to the next NUL, which is passed over.
  public String cstring() {
    long start = at;
    for (long i = Math.max(start, 0); i < end; i++) {
      if (data.get(ValueLayout.JAVA_BYTE, i) == 0) {
        var text = RawText.decode(data.asSlice(start, i - start));
        at = i + 1;
        return text;
      }
    }
    throw new MalformedException(format, clamp(start), "text without a NUL at its end");
  }

  /// Passes over text and the NUL behind it.
  public Cursor skipText() {
    long start = at;
    for (long i = Math.max(start, 0); i < end; i++) {
      if (data.get(ValueLayout.JAVA_BYTE, i) == 0) {
        at = i + 1;
        return this;
      }
    }
    throw new MalformedException(format, clamp(start), "text without a NUL at its end");
  }

  /// Passes over a number in LEB128 without a look at its value.
  public Cursor skipLeb() {
    while (u8() >= 0x80) {
      // Each byte but the last has its highest bit set.
    }
    return this;
  }

  public Cursor skip(long size) {
    take(size);
    return this;
  }

  /// Moves to `offset` of the whole segment.
  public Cursor seek(long offset) {
    if (offset < 0 || offset > end) {
      throw new MalformedException(
          format, clamp(offset), "place 0x" + Long.toHexString(offset) + " is outside");
    }
    at = offset;
    return this;
  }

  /// Moves on to the next multiple of `size`, or to the end where padding is missing.
  public Cursor align(int size) {
    long rest = at % size;
    if (rest != 0) {
      at = Math.min(end, at + size - rest);
    }
    return this;
  }

  /// Decodes entries until the stretch ends, one for each pull of the stream.
  public <T> Stream<T> entries(Function<Cursor, T> entry) {
    return Stream.iterate(this, cursor -> cursor.left() > 0, cursor -> cursor).map(entry);
  }

  /// The exception for something wrong at `offset`.
  public MalformedException malformed(long offset, String what) {
    return new MalformedException(format, clamp(offset), what);
  }

  private long take(long size) {
    require(size);
    long start = at;
    at = start + size;
    return start;
  }

  private void require(long size) {
    if (at < 0 || size < 0 || size > end - at) {
      throw new MalformedException(
          format,
          clamp(at),
          "needs " + Long.toUnsignedString(size) + " bytes, " + Math.max(0, left()) + " left");
    }
  }

  private long clamp(long offset) {
    return Math.max(0, Math.min(offset, data.byteSize()));
  }
}
