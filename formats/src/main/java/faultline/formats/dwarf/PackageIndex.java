package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The index of a package of split debug information, `.dwp` (DWARF 5, 7.3.5, and the version 2
/// that GNU tools write): which stretches of the package's sections belong to a unit.
final class PackageIndex {
  /// Where the parts of one unit begin.
  record Contributions(
      long abbreviations, long lines, long strings, long locationLists, long rangeLists) {
    static final Contributions NONE = new Contributions(0, 0, 0, 0, 0);
  }

  private static final int INFO = 1;
  private static final int TYPES = 2;
  private static final int ABBREV = 3;
  private static final int LINE = 4;
  private static final int LOCATIONS = 5;
  private static final int STRING_OFFSETS = 6;
  private static final int RANGE_LISTS = 8;

  private static final PackageIndex EMPTY = new PackageIndex();

  private final NavigableMap<Long, Contributions> byPlace = new TreeMap<>();

  private PackageIndex() {}

  /// The parts of the unit at `place` of its section.
  Contributions of(long place) {
    var found = byPlace.floorEntry(place);
    return found == null ? Contributions.NONE : found.getValue();
  }

  /// The index in `at`, for the units of `section`.
  static PackageIndex read(Cursor at, DwarfSection section) {
    if (at.left() == 0) {
      return EMPTY;
    }
    // Version 2 is four bytes, version 5 two and two of padding.
    int first = at.u16();
    int second = at.u16();
    int version = first == 0 ? second : first;
    if (version != 2 && version != 5) {
      throw at.malformed(0, "index of version " + version);
    }
    long columns = at.u32();
    long units = at.u32();
    long slots = at.u32();
    if (columns > RANGE_LISTS) {
      throw at.malformed(4, columns + " columns, at most " + RANGE_LISTS + " are known");
    }
    at.skip(slots * (8 + 4)); // the hash table, which a reader of all units does not need
    var ids = new int[(int) columns];
    int place = -1;
    for (int i = 0; i < columns; i++) {
      ids[i] = at.i32();
      if (ids[i] == (section == DwarfSection.TYPES ? TYPES : INFO)) {
        place = i;
      }
    }
    var index = new PackageIndex();
    if (place < 0) {
      return index;
    }
    var row = new long[RANGE_LISTS + 1];
    for (long unit = 0; unit < units; unit++) {
      long start = 0;
      for (int i = 0; i < columns; i++) {
        long value = at.u32();
        if (ids[i] >= 0 && ids[i] < row.length) {
          row[ids[i]] = value;
        }
        if (i == place) {
          start = value;
        }
      }
      index.byPlace.put(
          start,
          new Contributions(
              row[ABBREV], row[LINE], row[STRING_OFFSETS], row[LOCATIONS], row[RANGE_LISTS]));
    }
    return index;
  }
}
