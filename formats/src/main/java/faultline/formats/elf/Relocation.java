package faultline.formats.elf;

import faultline.formats.bytes.Cursor;
import java.util.stream.Stream;

/// One relocation: a place that is completed when the value of a symbol is known.
///
/// `place` is an offset into the section in object files and an address in all others; `symbol` is
/// an index into the symbol table that the relocations name, 0 for none. Where `implicit`, the
/// addend is what stands at the place, and `addend` is 0.
public record Relocation(
    long offset, long place, int type, int symbol, long addend, boolean implicit) {
  /// The relocations of a section of type [Section#REL] or [Section#RELA], each decoded when the
  /// stream is pulled.
  static Stream<Relocation> of(ElfFile file, Section table) {
    boolean implicit = table.type() == Section.REL;
    boolean wide = file.header().wide();
    int size = (implicit ? 2 : 3) * (wide ? 8 : 4);
    boolean mips64 = wide && file.header().machine() == ElfHeader.MIPS;
    return file.cursor(0)
        .window(table.offset(), table.size() / size * size)
        .entries(at -> next(at, wide, implicit, mips64));
  }

  private static Relocation next(Cursor at, boolean wide, boolean implicit, boolean mips64) {
    long offset = at.offset();
    long place = ElfFile.word(at, wide);
    long what = ElfFile.word(at, wide);
    long addend = implicit ? 0 : wide ? at.u64() : at.i32();
    if (mips64 && !at.bigEndian()) {
      // The one machine whose two halves stay in order of big-endian files.
      what = what << 32 | Long.reverseBytes(what) & 0xffffffffL;
    }
    int type = (int) (wide ? what : what & 0xff);
    int symbol = (int) (wide ? what >>> 32 : what >>> 8);
    return new Relocation(offset, place, type, symbol, addend, implicit);
  }
}
