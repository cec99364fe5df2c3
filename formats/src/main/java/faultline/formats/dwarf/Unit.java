package faultline.formats.dwarf;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One unit: what was compiled from one source file, a part that several share, or one type (DWARF
/// 5, 3.1 and 7.5.1). Its header is decoded, its entries are not.
public final class Unit {
  /// What a unit is for.
  public enum Kind {
    COMPILE,
    TYPE,
    PARTIAL,
    /// What is left in the program of a unit that was split off.
    SKELETON,
    SPLIT_COMPILE,
    SPLIT_TYPE
  }

  /// What all headers say. `offset` is the place of the header among all entries of the file (see
  /// [Dwarf]), `end` is that of the byte behind the unit.
  record Header(
      DwarfSection section,
      long offset,
      long end,
      long entries,
      int version,
      Kind kind,
      int addressSize,
      int offsetSize,
      long abbreviations,
      long id,
      long typeOffset) {}

  private final Dwarf file;
  private final Header header;
  private final PackageIndex.Contributions contributions;
  private @Nullable Abbreviations abbreviations;
  private @Nullable UnitRoot root;
  private @Nullable LineTable lines;

  Unit(Dwarf file, Header header, PackageIndex.Contributions contributions) {
    this.file = file;
    this.header = header;
    this.contributions = contributions;
  }

  public Dwarf file() {
    return file;
  }

  Header header() {
    return header;
  }

  PackageIndex.Contributions contributions() {
    return contributions;
  }

  /// The place of the header among all entries of the file, as [Entry#offset] counts them.
  public long offset() {
    return header.offset;
  }

  /// The place of the byte behind the unit.
  public long end() {
    return header.end;
  }

  /// 2 to 5.
  public int version() {
    return header.version;
  }

  /// What the unit is for. Before version 5 the header says nothing of it, and a unit of
  /// `.debug_info` counts as [Kind#COMPILE] whatever its first entry is.
  public Kind kind() {
    return header.kind;
  }

  /// The size of an address in bytes.
  public int addressSize() {
    return header.addressSize;
  }

  /// 4, or 8 in the 64-bit format of DWARF.
  public int offsetSize() {
    return header.offsetSize;
  }

  /// What binds a skeleton and its split unit, or the signature of a type; 0 where the header has
  /// none.
  public long id() {
    return header.id;
  }

  /// The place of the type in a unit that holds one type.
  public long typeOffset() {
    return header.offset + header.typeOffset;
  }

  /// The first entry, which describes the unit.
  public Entry entry() {
    return root().entry();
  }

  UnitRoot root() {
    var known = root;
    if (known == null) {
      known = UnitRoot.of(this);
      root = known;
    }
    return known;
  }

  /// The name of the source file, as the compiler was given it.
  public Optional<String> name() {
    return entry().text(At.NAME);
  }

  /// The compiler and its options.
  public Optional<String> producer() {
    return entry().text(At.PRODUCER);
  }

  /// The number of the source language (DWARF 5, table 7.17); 0 where it is not said.
  public int language() {
    return (int) entry().number(At.LANGUAGE).orElse(0);
  }

  /// Which lines the addresses of the unit come from; empty where the compiler wrote no table.
  public Optional<LineTable> lines() {
    var known = lines;
    if (known == null) {
      known = Places.lines(this).orElse(null);
      lines = known;
    }
    return Optional.ofNullable(known);
  }

  /// The address that lists of the unit count from (DWARF 5, 3.1.1): where the unit begins, or 0
  /// for one that is spread.
  long base() {
    return file.owner(this).map(unit -> unit.entry().address(At.LOW_PC).orElse(0)).orElse(0L);
  }

  /// The address with this index in `.debug_addr`.
  long address(long index) {
    return file.address(this, index)
        .orElseThrow(() -> file.malformed(offset(), "address of a program that was not given"));
  }

  /// A reader of all entries, which stands before the first.
  public EntryReader entries() {
    return new EntryReader(this, header.entries);
  }

  Abbreviations abbreviations() {
    var known = abbreviations;
    if (known == null) {
      known = file.abbreviations(this);
      abbreviations = known;
    }
    return known;
  }
}
