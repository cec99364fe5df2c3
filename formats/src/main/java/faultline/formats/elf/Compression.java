package faultline.formats.elf;

import faultline.formats.zstd.Zstd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Sections whose bytes are compressed: those with a header that says so (`SHF_COMPRESSED`), and
/// the older `.zdebug_` ones.
final class Compression {
  /// Bytes that one byte of a stream of zlib can become at most. A header that promises more lies,
  /// and must not make us ask for the memory.
  private static final long MOST_PER_BYTE = 1032;

  /// Much more than any section has, and little enough for an array.
  private static final long MOST = 1L << 30;

  private static final int ZLIB = 1;
  private static final int ZSTD = 2;

  /// `ZLIB` and the size, the header of `.zdebug_` sections.
  private static final int OLD_HEADER = 12;

  private static final long OLD_MAGIC = 0x5a4c4942;

  private Compression() {}

  /// The contents of a section with a compression header.
  static MemorySegment expand(ElfFile file, Section section) {
    var at = file.window(section);
    long start = at.offset();
    int type = at.i32();
    if (file.header().wide()) {
      at.u32(); // reserved
    }
    long size = ElfFile.word(at, file.header().wide());
    ElfFile.word(at, file.header().wide()); // alignment
    var packed = at.slice(at.left());
    return switch (type) {
      case ZLIB -> inflate(file, start, packed, size);
      case ZSTD -> {
        check(file, start, size, MOST);
        yield Zstd.expand(packed, start + section.size() - packed.byteSize(), (int) size);
      }
      default -> throw file.malformed(start, "compression of unknown type " + type);
    };
  }

  /// The contents of a `.zdebug_` section.
  static MemorySegment expandOld(ElfFile file, Section section) {
    var bytes = file.bytes(section);
    var at = file.window(section);
    long start = at.offset();
    if (bytes.byteSize() < OLD_HEADER || Integer.toUnsignedLong(bigEndian(bytes, 0)) != OLD_MAGIC) {
      throw file.malformed(start, "compressed section without its header");
    }
    long size = (long) bigEndian(bytes, 4) << 32 | Integer.toUnsignedLong(bigEndian(bytes, 8));
    return inflate(file, start, bytes.asSlice(OLD_HEADER), size);
  }

  private static int bigEndian(MemorySegment bytes, long at) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | bytes.get(ValueLayout.JAVA_BYTE, at + i) & 0xff;
    }
    return value;
  }

  private static void check(ElfFile file, long start, long size, long most) {
    if (size < 0 || size > Math.min(MOST, most)) {
      throw file.malformed(
          start, "contents of " + Long.toUnsignedString(size) + " bytes cannot come from it");
    }
  }

  private static MemorySegment inflate(
      ElfFile file, long start, MemorySegment packed, long promised) {
    check(file, start, promised, packed.byteSize() * MOST_PER_BYTE);
    var contents = new byte[(int) promised];
    try (var inflater = new Inflater()) {
      inflater.setInput(packed.asByteBuffer());
      int filled = 0;
      while (filled < contents.length) {
        int more = inflater.inflate(contents, filled, contents.length - filled);
        if (more == 0) {
          throw file.malformed(
              start, "compressed contents end after " + filled + " of " + promised + " bytes");
        }
        filled += more;
      }
      return MemorySegment.ofArray(contents);
    } catch (DataFormatException e) {
      throw file.malformed(start, "broken compression: " + e.getMessage());
    }
  }

  /// Several stretches in a row as one.
  static MemorySegment joined(Iterable<MemorySegment> parts, int size) {
    var all = new byte[size];
    int filled = 0;
    for (var part : parts) {
      MemorySegment.copy(part, 0, MemorySegment.ofArray(all), filled, part.byteSize());
      filled += (int) part.byteSize();
    }
    return MemorySegment.ofArray(all);
  }
}
