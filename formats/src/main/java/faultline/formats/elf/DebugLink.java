package faultline.formats.elf;

import faultline.formats.bytes.Cursor;

/// What `objcopy --add-gnu-debuglink` wrote: the name of the file with the debug information,
/// without a folder, and the CRC-32 of that whole file as an unsigned number.
public record DebugLink(String name, long checksum) {
  static DebugLink read(Cursor at) {
    long start = at.offset();
    var name = at.cstring();
    long used = at.offset() - start;
    at.skip((4 - used % 4) % 4); // the checksum stands on a multiple of 4 of the section
    return new DebugLink(name, at.u32());
  }
}
