package faultline.formats.elf;

import faultline.formats.bytes.Cursor;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Decodes symbol tables, and finds out how long the dynamic one is.
final class SymbolTable {
  private SymbolTable() {}

  static Stream<Symbol> of(ElfFile file, Section section) {
    if (section.type() == Section.NOBITS) {
      return Stream.empty();
    }
    long count = section.size() / entrySize(file);
    var window = file.cursor(0).window(section.offset(), section.size());
    return entries(file, window.offset(), count, file.namesOf(section), _ -> SymbolVersion.NONE);
  }

  /// The values of all symbols of a table but the first, and nothing else of them.
  static long[] values(ElfFile file, Section section) {
    boolean wide = file.header().wide();
    int size = entrySize(file);
    var window = file.window(section);
    long count = section.size() / size;
    var values = new long[(int) Math.max(0, count - 1)];
    for (int i = 0; i < values.length; i++) {
      window.seek(section.offset() + (i + 1L) * size + (wide ? 8 : 4));
      values[i] = ElfFile.word(window, wide);
    }
    return values;
  }

  static Stream<Symbol> dynamic(ElfFile file, Dynamic dynamic) {
    var table = dynamic.value(Dynamic.SYMTAB);
    if (table.isEmpty()) {
      return Stream.empty();
    }
    long start = file.offsetOf(Dynamic.SYMTAB, table.getAsLong());
    long count = count(file, dynamic, start);
    if (count > (file.bytes().byteSize() - start) / entrySize(file)) {
      throw file.malformed(start, count + " dynamic symbols do not fit into the file");
    }
    var versions = new Versions(file, dynamic).bySymbol();
    return entries(file, start, count, dynamic.strings(), versions);
  }

  private static int entrySize(ElfFile file) {
    return file.header().wide() ? 24 : 16;
  }

  private static Stream<Symbol> entries(
      ElfFile file, long start, long count, StringTable names, Versions.BySymbol versions) {
    boolean wide = file.header().wide();
    int size = entrySize(file);
    // The first entry of every table is empty by definition.
    return LongStream.range(1, count)
        .mapToObj(i -> next(file.cursor(start + i * size), wide, names, versions.of(i)));
  }

  private static Symbol next(Cursor at, boolean wide, StringTable names, SymbolVersion version) {
    long offset = at.offset();
    long name = at.u32();
    long value = wide ? 0 : at.u32();
    long size = wide ? 0 : at.u32();
    int info = at.u8();
    int other = at.u8();
    int section = at.u16();
    if (wide) {
      value = at.u64();
      size = at.u64();
    }
    return new Symbol(
        offset,
        names.at(name, offset),
        value,
        size,
        info & 15,
        info >> 4,
        other & 3,
        section,
        version);
  }

  /// The length of the dynamic symbol table, which the dynamic section does not say. A section
  /// header tells it; without one, the old hash table has one chain for each symbol; without that,
  /// the symbols that others can find are in the new hash table, and the rest is of interest only
  /// where a relocation refers to it.
  private static long count(ElfFile file, Dynamic dynamic, long start) {
    for (var section : file.sections()) {
      if (section.type() == Section.DYNSYM && section.offset() == start) {
        return section.size() / entrySize(file);
      }
    }
    var hash = dynamic.value(Dynamic.HASH);
    if (hash.isPresent()) {
      var at = file.cursor(file.offsetOf(Dynamic.HASH, hash.getAsLong()));
      // The one architecture in use that made the entries of this table as wide as a word.
      boolean wideEntries = file.header().machineName().equals("s390x");
      return wideEntries ? at.skip(8).u64() : at.skip(4).u32();
    }
    var mips = dynamic.value(Dynamic.MIPS_SYMTABNO);
    if (mips.isPresent() && file.header().machineName().startsWith("mips")) {
      return mips.getAsLong();
    }
    return Math.max(hashed(file, dynamic), relocated(file, dynamic));
  }

  private static long hashed(ElfFile file, Dynamic dynamic) {
    var table = dynamic.value(Dynamic.GNU_HASH);
    if (table.isEmpty()) {
      return 0;
    }
    var at = file.cursor(file.offsetOf(Dynamic.GNU_HASH, table.getAsLong()));
    long buckets = at.u32();
    long first = at.u32();
    long filterWords = at.u32();
    at.u32(); // shift of the filter
    at.skip(filterWords * (file.header().wide() ? 8 : 4));
    long last = 0;
    for (long i = 0; i < buckets; i++) {
      last = Math.max(last, at.u32());
    }
    if (last < first) {
      return first;
    }
    at.skip((last - first) * 4);
    while ((at.u32() & 1) == 0) {
      last++;
    }
    return last + 1;
  }

  private static long relocated(ElfFile file, Dynamic dynamic) {
    boolean plain = dynamic.value(Dynamic.PLTREL).orElse(0) == Dynamic.REL;
    return Math.max(
        relocated(file, dynamic, Dynamic.JMPREL, Dynamic.PLTRELSZ, plain),
        Math.max(
            relocated(file, dynamic, Dynamic.RELA, Dynamic.RELASZ, false),
            relocated(file, dynamic, Dynamic.REL, Dynamic.RELSZ, true)));
  }

  private static long relocated(
      ElfFile file, Dynamic dynamic, long tag, long sizeTag, boolean plain) {
    var table = dynamic.value(tag);
    long size = dynamic.value(sizeTag).orElse(0);
    if (table.isEmpty() || size == 0) {
      return 0;
    }
    boolean wide = file.header().wide();
    int entry = (plain ? 2 : 3) * (wide ? 8 : 4);
    long offset = file.offsetOf(tag, table.getAsLong());
    var at = file.cursor(0).window(offset, size);
    long last = 0;
    while (at.left() >= entry) {
      long next = at.offset() + entry;
      ElfFile.word(at, wide); // place
      last = Math.max(last, wide ? at.u64() >>> 32 : at.u32() >>> 8);
      at.seek(next);
    }
    return last == 0 ? 0 : last + 1;
  }
}
