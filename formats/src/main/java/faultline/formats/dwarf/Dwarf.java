package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import faultline.formats.bytes.MalformedException;
import faultline.formats.bytes.RawText;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The debug information of one file.
///
/// All entries have one numbering: an entry of `.debug_info` is known by its offset there, an entry
/// of `.debug_types` (version 4) by its offset there plus the size of `.debug_info`.
///
/// A file may point into others, which the caller opens and gives: the alternate file that `dwz`
/// moved shared entries to, and for split debug information the program with the addresses. Tables
/// are kept once they were decoded, so that one object is for one thread.
public final class Dwarf {
  /// Longer names than any compiler writes. Without a limit, many names that point into one long
  /// run of bytes cost time that grows with the square of the file.
  static final int LONGEST_NAME = 1 << 18;

  private static final int WIDE = 0xffffffff;
  private static final long FIRST_RESERVED = 0xfffffff0L;

  private static final int COMPILE = 1;
  private static final int TYPE = 2;
  private static final int PARTIAL = 3;
  private static final int SKELETON = 4;
  private static final int SPLIT_COMPILE = 5;
  private static final int SPLIT_TYPE = 6;

  private record AbbreviationsKey(long offset, int addressSize, int offsetSize, boolean old) {}

  private final Sections sections;
  private final @Nullable Dwarf alternate;
  private final @Nullable Dwarf program;
  private final long typesBase;
  private final Map<AbbreviationsKey, Abbreviations> abbreviations = new HashMap<>();
  private final List<MalformedException> unread = new ArrayList<>();

  private @Nullable List<Unit> units;
  private @Nullable Map<Long, Unit> bySignature;
  private @Nullable Map<Long, Unit> skeletons;

  private Dwarf(Sections sections, @Nullable Dwarf alternate, @Nullable Dwarf program) {
    this.sections = sections;
    this.alternate = alternate;
    this.program = program;
    this.typesBase = sections.bytes(DwarfSection.INFO).byteSize();
  }

  /// The debug information in `sections`.
  public static Dwarf of(Sections sections) {
    return new Dwarf(sections, null, null);
  }

  /// The debug information in `sections` that points into the alternate file which `dwz` made.
  public static Dwarf of(Sections sections, Dwarf alternate) {
    return new Dwarf(sections, alternate, null);
  }

  /// The split-off debug information in `sections`, and the program it was split off from, which
  /// has its addresses. Types and functions can also be read without: then [#of(Sections)] is
  /// enough.
  public static Dwarf split(Sections sections, Dwarf program) {
    return new Dwarf(sections, null, program);
  }

  public Sections sections() {
    return sections;
  }

  /// The alternate file that was given.
  public Optional<Dwarf> alternate() {
    return Optional.ofNullable(alternate);
  }

  /// The units of the file, those of `.debug_types` last. Where a header is broken the list ends,
  /// since nothing says where the next one is; [#unread] tells.
  public List<Unit> units() {
    var known = units;
    if (known == null) {
      var found = new ArrayList<Unit>();
      readUnits(DwarfSection.INFO, DwarfSection.CU_INDEX, found);
      readUnits(DwarfSection.TYPES, DwarfSection.TU_INDEX, found);
      known = List.copyOf(found);
      units = known;
    }
    return known;
  }

  /// What of the sections' units could not be read, and why: whole units only, each with the
  /// reason.
  public List<MalformedException> unread() {
    units();
    return List.copyOf(unread);
  }

  private void readUnits(DwarfSection section, DwarfSection indexSection, List<Unit> found) {
    var at = sections.cursor(section);
    try {
      var index = PackageIndex.read(sections.cursor(indexSection), section);
      // From version 5 on units of types are in the same section, with an index of their own.
      var types =
          section == DwarfSection.INFO
              ? PackageIndex.read(sections.cursor(DwarfSection.TU_INDEX), section)
              : index;
      while (at.left() > 0) {
        var unit = unit(section, at, index, types);
        if (unit != null) {
          found.add(unit);
        }
      }
    } catch (MalformedException e) {
      unread.add(e);
    }
  }

  /// The unit whose header is at the cursor, which is moved behind the unit; null for one that
  /// cannot be read although its end is known.
  private @Nullable Unit unit(
      DwarfSection section, Cursor at, PackageIndex index, PackageIndex types) {
    long start = at.offset();
    long length = at.u32();
    int offsetSize = 4;
    if (length == Integer.toUnsignedLong(WIDE)) {
      length = at.u64();
      offsetSize = 8;
    } else if (length >= FIRST_RESERVED) {
      throw at.malformed(
          start, "unit of length 0x" + Long.toHexString(length) + ", a reserved one");
    }
    var body = at.window(length);
    long end = at.offset() + length;
    at.skip(length);
    if (length == 0) {
      return null; // padding
    }
    try {
      return unit(section, start, end, offsetSize, body, index, types);
    } catch (MalformedException e) {
      unread.add(e);
      return null;
    }
  }

  private Unit unit(
      DwarfSection section,
      long start,
      long end,
      int offsetSize,
      Cursor at,
      PackageIndex index,
      PackageIndex types) {
    int version = at.u16();
    if (version < 2 || version > 5) {
      throw at.malformed(start, "unit of version " + version + ", of which 2 to 5 are known");
    }
    int type = section == DwarfSection.TYPES ? TYPE : COMPILE;
    int addressSize;
    long table;
    if (version >= 5) {
      type = at.u8();
      addressSize = at.u8();
      table = at.unsigned(offsetSize);
    } else {
      table = at.unsigned(offsetSize);
      addressSize = at.u8();
    }
    if (addressSize != 2 && addressSize != 4 && addressSize != 8) {
      throw at.malformed(start, "unit with addresses of " + addressSize + " bytes");
    }
    var kind =
        switch (type) {
          case COMPILE -> Unit.Kind.COMPILE;
          case TYPE -> Unit.Kind.TYPE;
          case PARTIAL -> Unit.Kind.PARTIAL;
          case SKELETON -> Unit.Kind.SKELETON;
          case SPLIT_COMPILE -> Unit.Kind.SPLIT_COMPILE;
          case SPLIT_TYPE -> Unit.Kind.SPLIT_TYPE;
          default -> throw at.malformed(start, "unit of unknown type " + type);
        };
    boolean oneType = kind == Unit.Kind.TYPE || kind == Unit.Kind.SPLIT_TYPE;
    boolean halved = kind == Unit.Kind.SKELETON || kind == Unit.Kind.SPLIT_COMPILE;
    long id = oneType || halved ? at.u64() : 0;
    long typeOffset = oneType ? at.unsigned(offsetSize) : 0;
    long base = base(section);
    var header =
        new Unit.Header(
            section,
            base + start,
            base + end,
            base + at.offset(),
            version,
            kind,
            addressSize,
            offsetSize,
            table,
            id,
            typeOffset);
    return new Unit(this, header, (oneType ? types : index).of(start));
  }

  /// What is added to an offset in the section to make it one among all entries.
  long base(DwarfSection section) {
    return section == DwarfSection.TYPES ? typesBase : 0;
  }

  Abbreviations abbreviations(Unit unit) {
    long offset = unit.header().abbreviations() + unit.contributions().abbreviations();
    var key =
        new AbbreviationsKey(offset, unit.addressSize(), unit.offsetSize(), unit.version() <= 2);
    var known = abbreviations.get(key);
    if (known == null) {
      known =
          Abbreviations.read(
              sections.cursor(DwarfSection.ABBREV).seek(offset),
              unit.addressSize(),
              unit.offsetSize(),
              unit.version());
      abbreviations.put(key, known);
    }
    return known;
  }

  /// The unit that has the entry at `offset`.
  public Optional<Unit> unitAt(long offset) {
    var all = units();
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).offset() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 || offset >= all.get(low - 1).end()
        ? Optional.empty()
        : Optional.of(all.get(low - 1));
  }

  /// The entry at `offset`, which must be the place of one.
  public Entry entry(long offset) {
    var unit =
        unitAt(offset)
            .filter(found -> offset >= found.header().entries())
            .orElseThrow(
                () ->
                    malformed(offset, "reference to 0x" + Long.toHexString(offset) + ", no entry"));
    var reader = new EntryReader(unit, offset);
    if (!reader.next()) {
      throw malformed(offset, "reference to the end of a list of entries");
    }
    return reader.entry();
  }

  /// The unit of the type with this signature (DWARF 5, 7.32).
  public Optional<Unit> typeUnit(long signature) {
    var known = bySignature;
    if (known == null) {
      known = new HashMap<>();
      for (var unit : units()) {
        if (unit.kind() == Unit.Kind.TYPE || unit.kind() == Unit.Kind.SPLIT_TYPE) {
          known.putIfAbsent(unit.id(), unit);
        }
      }
      bySignature = known;
    }
    return Optional.ofNullable(known.get(signature));
  }

  /// The entry that a value of a form refers to.
  Optional<Entry> reference(int form, long value, long usedAt) {
    if (Form.local(form)) {
      return Optional.of(entry(value));
    }
    if (Form.alternate(form)) {
      return alternate == null ? Optional.empty() : Optional.of(alternate.entry(value));
    }
    if (form == Form.REF_SIG8) {
      return typeUnit(value).map(unit -> entry(unit.typeOffset()));
    }
    throw malformed(usedAt, "form 0x" + Integer.toHexString(form) + " is no reference");
  }

  /// The text that a value of a form stands for; null where it is in a file that was not given.
  @Nullable String text(Unit unit, int form, long value) {
    return switch (form) {
      case Form.STRING -> text(unit.header().section(), value);
      case Form.STRP -> text(DwarfSection.STR, value);
      case Form.LINE_STRP -> text(DwarfSection.LINE_STR, value);
      case Form.STRP_SUP, Form.GNU_STRP_ALT ->
          alternate == null ? null : alternate.text(DwarfSection.STR, value);
      default -> {
        if (!Form.textIndex(form)) {
          throw malformed(unit.offset(), "form 0x" + Integer.toHexString(form) + " is no text");
        }
        yield text(DwarfSection.STR, stringOffset(unit, value));
      }
    };
  }

  /// The offset in `.debug_str` that entry `index` of the unit's part of `.debug_str_offsets` has.
  long stringOffset(Unit unit, long index) {
    var at = sections.cursor(DwarfSection.STR_OFFSETS);
    return entryOf(at, unit.root().stringOffsets(), index, unit.offsetSize())
        .unsigned(unit.offsetSize());
  }

  /// A cursor at entry `index` of a table of numbers of `size` bytes each that begins at `base`.
  static Cursor entryOf(Cursor table, long base, long index, int size) {
    if (index < 0 || index > table.left() / size) {
      throw table.malformed(
          base, "index " + Long.toUnsignedString(index) + " is outside its table");
    }
    return table.seek(base + index * size);
  }

  String text(DwarfSection section, long offset) {
    var bytes = sections.bytes(section);
    long size = bytes.byteSize();
    if (offset < 0 || offset >= size) {
      throw new MalformedException(
          section.title(), 0, "text at 0x" + Long.toHexString(offset) + " is outside");
    }
    long end = Math.min(size, offset + LONGEST_NAME);
    for (long i = offset; i < end; i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, i) == 0) {
        return RawText.decode(bytes.asSlice(offset, i - offset));
      }
    }
    throw new MalformedException(
        section.title(),
        offset,
        end == size
            ? "text without a NUL at its end"
            : "text of more than " + LONGEST_NAME + " bytes");
  }

  /// The unit that has the addresses of this one: itself, or what is left of it in the program that
  /// it was split off from. Empty where that program was not given.
  Optional<Unit> owner(Unit unit) {
    if (!sections.split()) {
      return Optional.of(unit);
    }
    return program == null ? Optional.empty() : program.skeleton(unit.root().splitId());
  }

  private Optional<Unit> skeleton(long id) {
    var known = skeletons;
    if (known == null) {
      known = new HashMap<>();
      for (var unit : units()) {
        if (unit.kind() == Unit.Kind.COMPILE || unit.kind() == Unit.Kind.SKELETON) {
          known.putIfAbsent(unit.root().splitId(), unit);
        }
      }
      skeletons = known;
    }
    return Optional.ofNullable(known.get(id));
  }

  /// The address with this index, which is in the program where the unit was split off.
  OptionalLong address(Unit unit, long index) {
    var owner = owner(unit);
    if (owner.isEmpty()) {
      return OptionalLong.empty();
    }
    long base = owner.get().root().addresses();
    return OptionalLong.of(owner.get().file().address(base, unit.addressSize(), index));
  }

  private long address(long base, int size, long index) {
    return entryOf(sections.cursor(DwarfSection.ADDR), base, index, size).unsigned(size);
  }

  /// The bytes of a section, for readers of its contents.
  MemorySegment bytes(DwarfSection section) {
    return sections.bytes(section);
  }

  MalformedException malformed(long offset, String what) {
    boolean types = offset >= typesBase && sections.bytes(DwarfSection.TYPES).byteSize() > 0;
    var section = types ? DwarfSection.TYPES : DwarfSection.INFO;
    return sections.cursor(section).malformed(offset - base(section), what);
  }
}
