package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import java.util.List;
import java.util.Optional;

/// Follows attributes into the sections with addresses: which table or list of which file they
/// mean, for all versions and for units that were split off.
final class Places {
  private Places() {}

  /// The line table of a unit. What was split off shares the table of the unit that is left of it;
  /// a split file has a table of its own for the files that its types name.
  static Optional<LineTable> lines(Unit unit) {
    var sections = unit.file().sections();
    var entry = unit.entry();
    var lines = sections.cursor(DwarfSection.LINE);
    long base = unit.contributions().lines();
    if (entry.has(At.STMT_LIST)) {
      return Optional.of(LineProgram.read(unit, lines, base + entry.raw(At.STMT_LIST)));
    }
    if (!sections.split()) {
      return Optional.empty();
    }
    boolean code = unit.kind() == Unit.Kind.COMPILE || unit.kind() == Unit.Kind.SPLIT_COMPILE;
    var owner = code ? unit.file().owner(unit) : Optional.<Unit>empty();
    if (owner.isPresent()) {
      return owner.get().lines();
    }
    return lines.left() == 0 ? Optional.empty() : Optional.of(LineProgram.read(unit, lines, base));
  }

  static Optional<List<Range>> ranges(Entry entry) {
    var owner = entry.unit().file().owner(entry.unit());
    if (owner.isEmpty()) {
      return Optional.empty();
    }
    if (entry.has(At.RANGES)) {
      return Optional.of(rangeList(entry, owner.get()));
    }
    var low = entry.address(At.LOW_PC);
    if (low.isEmpty() || !entry.has(At.HIGH_PC)) {
      return Optional.of(List.of());
    }
    // From version 4 on the end may be written as the size.
    long start = low.getAsLong();
    long end = entry.address(At.HIGH_PC).orElse(start + entry.number(At.HIGH_PC).orElse(0));
    return Optional.of(end == start ? List.of() : List.of(new Range(start, end)));
  }

  private static List<Range> rangeList(Entry entry, Unit owner) {
    var unit = entry.unit();
    long value = entry.raw(At.RANGES);
    if (unit.version() >= 5) {
      var at = unit.file().sections().cursor(DwarfSection.RNGLISTS);
      boolean index = entry.form(At.RANGES) == Form.RNGLISTX;
      return RangeList.read(
          unit, at.seek(index ? entryOf(at, unit.root().rangeLists(), value, unit) : value));
    }
    // In version 4 lists stay in the program, and what was split off counts from the base there.
    long base = owner == unit ? 0 : owner.root().rangeLists();
    var at = owner.file().sections().cursor(DwarfSection.RANGES);
    return RangeList.readOld(unit, at.seek(base + value));
  }

  private static long entryOf(Cursor table, long base, long index, Unit unit) {
    int size = unit.offsetSize();
    return base + Dwarf.entryOf(table, base, index, size).unsigned(size);
  }

  static Optional<List<Located>> locations(Entry entry, int name) {
    int form = entry.form(name);
    var expression = entry.block(name);
    if (expression.isPresent()) {
      return Optional.of(List.of(new Located(Optional.empty(), expression.get())));
    }
    var unit = entry.unit();
    boolean list =
        switch (form) {
          case Form.LOCLISTX, Form.SEC_OFFSET -> true;
          case Form.DATA4, Form.DATA8 -> unit.version() < 4;
          default -> false;
        };
    if (!list) {
      return Optional.of(List.of());
    }
    if (unit.file().owner(unit).isEmpty()) {
      return Optional.empty();
    }
    long value = entry.raw(name);
    var sections = unit.file().sections();
    if (unit.version() >= 5) {
      var at = sections.cursor(DwarfSection.LOCLISTS);
      boolean index = form == Form.LOCLISTX;
      return Optional.of(
          LocationList.read(
              unit,
              at.seek(index ? entryOf(at, unit.root().locationLists(), value, unit) : value)));
    }
    var at = sections.cursor(DwarfSection.LOC);
    return Optional.of(
        sections.split()
            ? LocationList.read(unit, at.seek(unit.contributions().locationLists() + value))
            : LocationList.readOld(unit, at.seek(value)));
  }
}
