package faultline.formats.elf;

import faultline.formats.bytes.MalformedException;
import faultline.formats.bytes.RawText;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A stretch of NUL-terminated names, which other tables point into.
record StringTable(MemorySegment file, long start, long size) {
  /// The longest mangled names seen are some tens of kilobytes. Without a limit, many symbols that
  /// point into one long run of bytes cost time that grows with the square of the file.
  static final int LONGEST_NAME = 1 << 18;

  String at(long index, long usedAt) {
    if (index < 0 || index >= size) {
      throw new MalformedException(
          ElfFile.FORMAT, usedAt, "name 0x" + Long.toHexString(index) + " is outside its table");
    }
    long from = start + index;
    long end = Math.min(start + size, from + LONGEST_NAME);
    for (long i = from; i < end; i++) {
      if (file.get(ValueLayout.JAVA_BYTE, i) == 0) {
        return RawText.decode(file.asSlice(from, i - from));
      }
    }
    throw new MalformedException(
        ElfFile.FORMAT,
        from,
        end - from == LONGEST_NAME
            ? "name of more than " + LONGEST_NAME + " bytes"
            : "name without a NUL at its end");
  }
}
