package faultline.formats.elf;

import faultline.formats.bytes.Cursor;
import faultline.formats.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The cache of the GNU loader, `/etc/ld.so.cache`: which file a library's name leads to.
///
/// Reads the format of glibc 2.2 and later, alone or behind the older table that some distributions
/// still put before it, and the older table where it is alone.
public final class LdCache {
  /// One line of the cache. `subdirectory` is the `glibc-hwcaps` directory that the processor must
  /// be fit for, empty for libraries that all processors can use.
  public record Entry(
      long offset, String name, String path, int flags, long hwcap, String subdirectory) {
    private static final int KIND = 0xff;
    private static final int GLIBC = 3;

    /// Whether the loader of a program with that header would take it.
    public boolean fits(ElfHeader program) {
      return (flags & KIND) == GLIBC && (flags >> 8 & 0xff) == abi(program);
    }

    private static int abi(ElfHeader program) {
      return switch (program.machineName()) {
        case "i386" -> 0;
        case "x86_64" -> 3;
        case "s390x" -> 4;
        case "ppc64", "ppc64le" -> 5;
        case "mips64", "mips64el" -> 7;
        case "x32" -> 8;
        case "arm", "armeb" -> (program.flags() & 0x400) != 0 ? 9 : 11;
        case "aarch64", "aarch64_be" -> 10;
        case "riscv64", "riscv32" -> (program.flags() & 6) == 4 ? 0x10 : 8;
        case "loongarch64" -> (program.flags() & 7) == 3 ? 0x11 : 0x12;
        default -> 0;
      };
    }
  }

  private static final String FORMAT = "ld.so.cache";
  private static final byte[] OLD_MAGIC = "ld.so-1.7.0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MAGIC = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
  private static final int OLD_HEADER = 16;
  private static final int OLD_ENTRY = 12;
  private static final int HEADER = 48;
  private static final int ENTRY = 24;
  private static final int BIG_ENDIAN_FILE = 3;
  private static final int LITTLE_ENDIAN_FILE = 2;
  private static final long EXTENSION_MAGIC = 0xeaa42174L;
  private static final int HWCAPS_TAG = 1;
  private static final long HAS_SUBDIRECTORY = 1L << 62;

  /// Kinds of extensions known so far: two. More than these in one file are no cache of any glibc.
  private static final int MOST_EXTENSIONS = 1024;

  private final MemorySegment bytes;
  private final ByteOrder order;
  private final long start;
  private final long count;
  private final boolean old;
  private final List<String> subdirectories = new ArrayList<>();

  private LdCache(MemorySegment bytes, ByteOrder order, long start, long count, boolean old) {
    this.bytes = bytes;
    this.order = order;
    this.start = start;
    this.count = count;
    this.old = old;
  }

  public static LdCache open(MemorySegment bytes) {
    if (startsWith(bytes, 0, MAGIC)) {
      return openNew(bytes, 0);
    }
    if (!startsWith(bytes, 0, OLD_MAGIC)) {
      throw new MalformedException(FORMAT, 0, "not a cache of the GNU loader");
    }
    var order = ByteOrder.nativeOrder();
    long count = new Cursor(FORMAT, bytes, order, OLD_MAGIC.length + 1).u32();
    long end = OLD_HEADER + count * OLD_ENTRY;
    if (end > bytes.byteSize()) {
      throw new MalformedException(FORMAT, OLD_HEADER, count + " entries do not fit into the file");
    }
    long next = (end + 7) / 8 * 8;
    return startsWith(bytes, next, MAGIC)
        ? openNew(bytes, next)
        : new LdCache(bytes, order, OLD_HEADER, count, true);
  }

  private static LdCache openNew(MemorySegment bytes, long start) {
    long flagsAt = start + MAGIC.length + 8;
    int flags = new Cursor(FORMAT, bytes, ByteOrder.LITTLE_ENDIAN, flagsAt).u8() & 3;
    var order =
        switch (flags) {
          case LITTLE_ENDIAN_FILE -> ByteOrder.LITTLE_ENDIAN;
          case BIG_ENDIAN_FILE -> ByteOrder.BIG_ENDIAN;
          case 0 -> ByteOrder.nativeOrder(); // written before glibc 2.33, on the machine itself
          default -> throw new MalformedException(FORMAT, flagsAt, "marked as invalid");
        };
    var at = new Cursor(FORMAT, bytes, order, start + MAGIC.length);
    long count = at.u32();
    at.u32(); // size of the strings
    at.u32(); // flags and padding
    long extensions = at.u32();
    if (count > (bytes.byteSize() - start - HEADER) / ENTRY) {
      throw new MalformedException(FORMAT, start, count + " entries do not fit into the file");
    }
    var cache = new LdCache(bytes, order, start, count, false);
    if (extensions != 0) {
      cache.readExtensions(extensions);
    }
    return cache;
  }

  private void readExtensions(long offset) {
    // Counted from the beginning of the file, unlike the strings.
    var at = at(offset);
    if (at.u32() != EXTENSION_MAGIC) {
      throw at.malformed(offset, "extensions without their mark");
    }
    long sections = at.u32();
    if (sections > MOST_EXTENSIONS) {
      throw at.malformed(offset, sections + " extensions");
    }
    for (long i = 0; i < sections; i++) {
      long tag = at.u32();
      at.u32(); // flags
      long place = at.u32();
      long size = at.u32();
      if (tag == HWCAPS_TAG) {
        for (var names = at.window(place, size); names.left() >= 4; ) {
          subdirectories.add(name(names.u32()));
        }
      }
    }
  }

  /// All entries in file order, each decoded when the stream is pulled.
  public Stream<Entry> entries() {
    return LongStream.range(0, count).mapToObj(old ? this::oldEntry : this::entry);
  }

  /// The entries with that name, in the order of the loader's preference.
  public List<Entry> find(String name) {
    return entries().filter(entry -> entry.name().equals(name)).toList();
  }

  private Entry oldEntry(long index) {
    var at = at(start + index * OLD_ENTRY);
    long offset = at.offset();
    int flags = at.i32();
    long strings = start + count * OLD_ENTRY;
    var name = at(strings + at.u32()).cstring();
    return new Entry(offset, name, at(strings + at.u32()).cstring(), flags, 0, "");
  }

  private Entry entry(long index) {
    var at = at(start + HEADER + index * ENTRY);
    long offset = at.offset();
    int flags = at.i32();
    var name = name(at.u32());
    var path = name(at.u32());
    at.u32(); // oldest kernel, unused
    long hwcap = at.u64();
    return new Entry(offset, name, path, flags, hwcap, subdirectory(hwcap, offset));
  }

  private String subdirectory(long hwcap, long offset) {
    if ((hwcap & HAS_SUBDIRECTORY) == 0) {
      return "";
    }
    int index = (int) hwcap;
    if (index < 0 || index >= subdirectories.size()) {
      throw new MalformedException(FORMAT, offset, "no glibc-hwcaps directory of number " + index);
    }
    return subdirectories.get(index);
  }

  private String name(long offset) {
    return at(start + offset).cstring();
  }

  private Cursor at(long offset) {
    return new Cursor(FORMAT, bytes, order, 0).seek(offset);
  }

  private static boolean startsWith(MemorySegment bytes, long at, byte[] magic) {
    if (bytes.byteSize() - at < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, at + i) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
