package faultline.formats.elf;

import faultline.formats.bytes.Cursor;

/// One program header: a stretch of the file and where it goes in memory.
public record Segment(
    int type,
    int flags,
    long offset,
    long address,
    long fileSize,
    long memorySize,
    long alignment) {
  public static final int LOAD = 1;
  public static final int DYNAMIC = 2;
  public static final int INTERPRETER = 3;
  public static final int NOTE = 4;
  public static final int THREAD_LOCAL = 7;
  public static final int GNU_STACK = 0x6474e551;

  private static final int EXECUTE = 1;
  private static final int WRITE = 2;

  public boolean executable() {
    return (flags & EXECUTE) != 0;
  }

  public boolean writable() {
    return (flags & WRITE) != 0;
  }

  /// Whether the file gives the byte at `address`.
  boolean backs(long address) {
    return Long.compareUnsigned(address - this.address, fileSize) < 0;
  }

  /// Whether the section begins in what the file gives for this segment.
  boolean holds(Section section) {
    return Long.compareUnsigned(section.offset() - offset, fileSize) < 0;
  }

  static Segment next(Cursor at, boolean wide) {
    int type = at.i32();
    int flags = wide ? at.i32() : 0;
    long offset = ElfFile.word(at, wide);
    long address = ElfFile.word(at, wide);
    ElfFile.word(at, wide); // the physical address means nothing to a process
    long fileSize = ElfFile.word(at, wide);
    long memorySize = ElfFile.word(at, wide);
    if (!wide) {
      flags = at.i32();
    }
    return new Segment(type, flags, offset, address, fileSize, memorySize, ElfFile.word(at, wide));
  }
}
