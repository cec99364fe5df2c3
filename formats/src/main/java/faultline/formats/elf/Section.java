package faultline.formats.elf;

import faultline.formats.bytes.Cursor;

/// One section header.
public record Section(
    int index,
    String name,
    int type,
    long flags,
    long address,
    long offset,
    long size,
    int link,
    int info,
    long entrySize) {
  public static final int SYMTAB = 2;
  public static final int STRTAB = 3;
  public static final int RELA = 4;
  public static final int NOTE = 7;
  public static final int NOBITS = 8;
  public static final int REL = 9;
  public static final int DYNSYM = 11;

  private static final long COMPRESSED = 0x800;

  public boolean compressed() {
    return (flags & COMPRESSED) != 0;
  }

  /// A header whose name is still an offset into the table of section names.
  record Unnamed(long nameOffset, Section section) {
    Section named(String name) {
      return new Section(
          section.index,
          name,
          section.type,
          section.flags,
          section.address,
          section.offset,
          section.size,
          section.link,
          section.info,
          section.entrySize);
    }
  }

  static Unnamed next(Cursor at, boolean wide, int index) {
    long name = at.u32();
    int type = at.i32();
    long flags = ElfFile.word(at, wide);
    long address = ElfFile.word(at, wide);
    long offset = ElfFile.word(at, wide);
    long size = ElfFile.word(at, wide);
    int link = at.i32();
    int info = at.i32();
    ElfFile.word(at, wide); // alignment
    long entrySize = ElfFile.word(at, wide);
    return new Unnamed(
        name, new Section(index, "", type, flags, address, offset, size, link, info, entrySize));
  }
}
