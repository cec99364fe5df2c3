package faultline.formats.elf;

import faultline.formats.bytes.Cursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The versions that a file defines and needs, and which of them each dynamic symbol has.
final class Versions {
  /// Symbols name a version with 15 bits, so more than these cannot be referred to.
  static final int MOST = 1 << 15;

  private static final int HIDDEN = 0x8000;
  private static final int BASE = 1;
  private static final int WEAK = 2;

  private final ElfFile file;
  private final Dynamic dynamic;
  private final StringTable strings;

  Versions(ElfFile file, Dynamic dynamic) {
    this.file = file;
    this.dynamic = dynamic;
    this.strings = dynamic.strings();
  }

  List<VersionDefinition> defined() {
    var found = new ArrayList<VersionDefinition>();
    var table = dynamic.value(Dynamic.VERDEF);
    if (table.isEmpty()) {
      return found;
    }
    long offset = file.offsetOf(Dynamic.VERDEF, table.getAsLong());
    long left = dynamic.value(Dynamic.VERDEFNUM).orElse(0);
    for (long next = 1; left > 0 && next != 0; left--, offset += next) {
      var at = file.cursor(offset);
      at.u16(); // revision of the format, 1
      int flags = at.u16();
      int index = at.u16();
      int names = at.u16();
      at.u32(); // hash
      long name = at.u32();
      next = at.u32();
      if (names > 0) {
        long nameOffset = offset + name;
        found.add(
            new VersionDefinition(
                offset,
                index,
                strings.at(file.cursor(nameOffset).u32(), nameOffset),
                (flags & BASE) != 0,
                (flags & WEAK) != 0));
      }
      refuseMore(found.size(), offset);
    }
    return found;
  }

  List<VersionNeed> needed() {
    var found = new ArrayList<VersionNeed>();
    var table = dynamic.value(Dynamic.VERNEED);
    if (table.isEmpty()) {
      return found;
    }
    long offset = file.offsetOf(Dynamic.VERNEED, table.getAsLong());
    long left = dynamic.value(Dynamic.VERNEEDNUM).orElse(0);
    for (long next = 1, seen = 0; left > 0 && next != 0; left--, offset += next) {
      var at = file.cursor(offset);
      at.u16(); // revision of the format, 1
      int count = at.u16();
      var library = strings.at(at.u32(), offset);
      long first = at.u32();
      next = at.u32();
      needed(offset + first, count, library, found);
      refuseMore(Math.max(found.size(), seen++), offset);
    }
    return found;
  }

  private void needed(long first, int count, String library, List<VersionNeed> found) {
    long offset = first;
    for (long next = 1; count > 0 && next != 0; count--, offset += next) {
      var at = file.cursor(offset);
      at.u32(); // hash
      int flags = at.u16();
      int index = at.u16();
      var name = strings.at(at.u32(), offset);
      next = at.u32();
      found.add(new VersionNeed(offset, index, library, name, (flags & WEAK) != 0));
      refuseMore(found.size(), offset);
    }
  }

  private void refuseMore(long count, long offset) {
    if (count > MOST) {
      throw file.malformed(offset, "more than " + MOST + " versions");
    }
  }

  /// The version of each dynamic symbol, found by the symbol's place in the table.
  interface BySymbol {
    SymbolVersion of(long symbolIndex);
  }

  BySymbol bySymbol() {
    var table = dynamic.value(Dynamic.VERSYM);
    if (table.isEmpty()) {
      return _ -> SymbolVersion.NONE;
    }
    Map<Integer, SymbolVersion> plain = new HashMap<>();
    for (var version : defined()) {
      if (!version.base()) {
        plain.put(version.index() & ~HIDDEN, new SymbolVersion(version.name(), "", false));
      }
    }
    for (var version : needed()) {
      plain.put(
          version.index() & ~HIDDEN, new SymbolVersion(version.name(), version.library(), false));
    }
    Map<Integer, SymbolVersion> hidden = new HashMap<>();
    plain.forEach(
        (index, version) ->
            hidden.put(index, new SymbolVersion(version.name(), version.library(), true)));
    long start = file.offsetOf(Dynamic.VERSYM, table.getAsLong());
    Cursor at = file.cursor(start);
    return symbol -> {
      int mark = at.seek(start + 2 * symbol).u16();
      var versions = (mark & HIDDEN) != 0 ? hidden : plain;
      return versions.getOrDefault(mark & ~HIDDEN, SymbolVersion.NONE);
    };
  }
}
