package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The sections of one file, each fetched when something in it is first looked at, because a fetch
/// may mean to decompress it.
public final class Sections {
  private final ByteOrder order;
  private final boolean split;
  private final Function<String, Optional<MemorySegment>> source;
  private final Map<DwarfSection, MemorySegment> fetched = new EnumMap<>(DwarfSection.class);

  private Sections(
      ByteOrder order, boolean split, Function<String, Optional<MemorySegment>> source) {
    this.order = order;
    this.split = split;
    this.source = source;
  }

  /// The sections of a program, library or object file. `source` gives the bytes of a section by
  /// its name, decompressed and relocated.
  public static Sections of(ByteOrder order, Function<String, Optional<MemorySegment>> source) {
    return new Sections(order, false, source);
  }

  /// The sections of a `.dwo` file or a `.dwp` package, whose names end in `.dwo`.
  public static Sections ofSplit(
      ByteOrder order, Function<String, Optional<MemorySegment>> source) {
    return new Sections(order, true, source);
  }

  public ByteOrder order() {
    return order;
  }

  /// Whether these are the sections that a compiler split off.
  public boolean split() {
    return split;
  }

  /// The bytes of a section; empty where the file has no such section.
  public MemorySegment bytes(DwarfSection section) {
    var known = fetched.get(section);
    if (known == null) {
      known =
          source.apply(split ? section.splitTitle() : section.title()).orElse(MemorySegment.NULL);
      fetched.put(section, known);
    }
    return known;
  }

  /// A cursor over a whole section. Errors carry the section's name and the offset in it.
  Cursor cursor(DwarfSection section) {
    return new Cursor(section.title(), bytes(section), order, 0);
  }
}
