package faultline.formats.zstd;

import faultline.formats.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Decompresses Zstandard frames (RFC 8878, 3). Checksums are passed over, not checked: who
/// compresses sections has no other use for them than we have for damaged debug information, which
/// its own readers notice.
public final class Zstd {
  static final String FORMAT = "zstd";

  private static final int MAGIC = 0xfd2fb528;
  private static final int SKIPPED = 0x184d2a50;
  private static final int RAW = 0;
  private static final int REPEATED = 1;
  private static final int COMPRESSED = 2;
  private static final int FIRST_SIZE = 1 << 16;
  private static final int MOST_IN_BLOCK = 1 << 17;

  private final byte[] bytes;
  private final int limit;
  private final ForwardBits at;
  private byte[] contents;
  private int size;

  private Zstd(byte[] bytes, int limit) {
    this.bytes = bytes;
    this.limit = limit;
    this.at = new ForwardBits(bytes, 0, bytes.length);
    this.contents = new byte[Math.min(limit, FIRST_SIZE)];
  }

  /// The contents of the frames in `packed`, which must be `size` bytes. Offsets of errors count
  /// from `start`, the place of `packed` in its file.
  public static MemorySegment expand(MemorySegment packed, long start, int size) {
    try {
      if (packed.byteSize() > Integer.MAX_VALUE - 8) {
        throw new MalformedException(FORMAT, 0, "frames of more than 2 GB");
      }
      var reader = new Zstd(packed.toArray(ValueLayout.JAVA_BYTE), size);
      while (reader.at.left() > 0) {
        reader.frame();
      }
      if (reader.size != size) {
        throw reader.at.malformed("contents of " + reader.size + " bytes, " + size + " expected");
      }
      return MemorySegment.ofArray(
          reader.contents.length == size ? reader.contents : Arrays.copyOf(reader.contents, size));
    } catch (MalformedException e) {
      throw new MalformedException(FORMAT, start + e.offset(), e.what());
    }
  }

  private void frame() {
    int magic = at.number(4);
    if ((magic & ~15) == SKIPPED) {
      at.skip(at.number(4));
      return;
    }
    if (magic != MAGIC) {
      throw at.malformed("no frame of zstd");
    }
    int descriptor = at.u8();
    boolean single = (descriptor & 0x20) != 0;
    if (!single) {
      at.u8(); // the window: all contents are at hand here
    }
    int dictionary = descriptor & 3;
    if (dictionary != 0 && at.number(dictionary == 3 ? 4 : dictionary) != 0) {
      throw at.malformed("frame that needs a dictionary");
    }
    at.skip(
        switch (descriptor >> 6) {
          case 0 -> single ? 1 : 0;
          case 1 -> 2;
          case 2 -> 4;
          default -> 8;
        });
    var blocks = new Blocks(this, size);
    boolean last = false;
    while (!last) {
      int header = at.number(3);
      last = (header & 1) != 0;
      int length = header >>> 3;
      if (length > MOST_IN_BLOCK) {
        throw at.malformed(
            "block of " + length + " bytes, at most " + MOST_IN_BLOCK + " are allowed");
      }
      switch (header >> 1 & 3) {
        case RAW -> append(bytes, at.skip(length), length);
        case REPEATED -> append((byte) at.u8(), length);
        case COMPRESSED -> {
          int from = at.skip(length);
          blocks.decode(bytes, from, from + length);
        }
        default -> throw at.malformed("block of a reserved type");
      }
    }
    if ((descriptor & 4) != 0) {
      at.skip(4);
    }
  }

  private void reserve(int more) {
    if (more > limit - size) {
      throw at.malformed("contents of more than the " + limit + " bytes that were promised");
    }
    if (more > contents.length - size) {
      contents =
          Arrays.copyOf(
              contents, (int) Math.min(limit, Math.max(size + more, contents.length * 2L)));
    }
  }

  void append(byte[] from, int start, int count) {
    reserve(count);
    System.arraycopy(from, start, contents, size, count);
    size += count;
  }

  private void append(byte value, int count) {
    reserve(count);
    Arrays.fill(contents, size, size + count, value);
    size += count;
  }

  /// Repeats `count` bytes that were written `distance` bytes ago; the two may overlap.
  void repeat(int frameStart, int distance, int count) {
    if (distance <= 0 || distance > size - frameStart) {
      throw at.malformed("repetition of bytes before the frame");
    }
    reserve(count);
    if (distance >= count) {
      System.arraycopy(contents, size - distance, contents, size, count);
      size += count;
      return;
    }
    for (int i = 0; i < count; i++, size++) {
      contents[size] = contents[size - distance];
    }
  }
}
