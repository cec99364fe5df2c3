package faultline.formats.elf;

import faultline.formats.bytes.Cursor;
import faultline.formats.bytes.RawText;
import java.util.Optional;

/// What the Go linker wrote about a program: the version of Go, and the modules and settings it was
/// built with, as `go version -m` prints them.
public record GoBuildInfo(long offset, String version, String modules) {
  private static final String SECTION = ".go.buildinfo";
  private static final byte[] MAGIC = {
    (byte) 0xff, ' ', 'G', 'o', ' ', 'b', 'u', 'i', 'l', 'd', 'i', 'n', 'f', ':'
  };
  private static final int POINTER_SIZE_AT = 14;
  private static final int FIRST_STRING_AT = 16;
  private static final int INLINE_AT = 32;
  private static final int BIG_ENDIAN = 1;
  private static final int INLINE = 2;

  /// The module text stands between two marks of this many bytes each.
  private static final int MARK = 16;

  static Optional<GoBuildInfo> of(ElfFile file) {
    return file.section(SECTION)
        .filter(section -> section.size() >= INLINE_AT && section.type() != Section.NOBITS)
        .filter(section -> startsWithMagic(file.cursor(section.offset())))
        .map(section -> read(file, section.offset()));
  }

  private static boolean startsWithMagic(Cursor at) {
    for (byte expected : MAGIC) {
      if ((byte) at.u8() != expected) {
        return false;
      }
    }
    return true;
  }

  private static GoBuildInfo read(ElfFile file, long offset) {
    var at = file.cursor(offset + POINTER_SIZE_AT);
    int pointerSize = at.u8();
    int flags = at.u8();
    if ((flags & INLINE) != 0) {
      at.seek(offset + INLINE_AT);
      var version = RawText.decode(at.slice(at.uleb()));
      return new GoBuildInfo(offset, version, withoutMarks(RawText.decode(at.slice(at.uleb()))));
    }
    if (((flags & BIG_ENDIAN) != 0) != file.header().bigEndian()) {
      throw file.malformed(offset, "Go build info in another byte order than the file");
    }
    if (pointerSize != (file.header().wide() ? 8 : 4)) {
      throw file.malformed(offset, "Go build info with pointers of " + pointerSize + " bytes");
    }
    at.seek(offset + FIRST_STRING_AT);
    long version = ElfFile.word(at, pointerSize == 8);
    long modules = ElfFile.word(at, pointerSize == 8);
    return new GoBuildInfo(
        offset, goString(file, version, offset), withoutMarks(goString(file, modules, offset)));
  }

  /// A string of Go in memory: a pointer to its header, which is a pointer and a length.
  private static String goString(ElfFile file, long address, long usedAt) {
    if (address == 0) {
      return "";
    }
    boolean wide = file.header().wide();
    var at = file.cursor(mapped(file, address, usedAt));
    long text = ElfFile.word(at, wide);
    long size = ElfFile.word(at, wide);
    return size == 0 ? "" : RawText.decode(file.cursor(mapped(file, text, usedAt)).slice(size));
  }

  private static long mapped(ElfFile file, long address, long usedAt) {
    return file.offsetOf(address)
        .orElseThrow(() -> file.malformed(usedAt, "Go build info points outside the file"));
  }

  private static String withoutMarks(String modules) {
    int end = modules.length() - MARK;
    return end >= MARK && modules.charAt(end - 1) == '\n' ? modules.substring(MARK, end) : modules;
  }
}
