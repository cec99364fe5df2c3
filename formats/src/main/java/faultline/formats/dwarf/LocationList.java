package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads lists of locations: `.debug_loclists` (DWARF 5, 7.29), `.debug_loc` (DWARF 4, 2.6.2), and
/// what GNU tools write of it into split files of version 4.
final class LocationList {
  private static final int DEFAULT_LOCATION = 5;
  private static final int BASE_ADDRESS = 6;
  private static final int START_END = 7;
  private static final int START_LENGTH = 8;
  private static final int GNU_VIEW_PAIR = 9;

  private LocationList() {}

  /// The list at the cursor, as version 5 writes them.
  static List<Located> read(Unit unit, Cursor at) {
    var found = new ArrayList<Located>();
    int size = unit.addressSize();
    long base = unit.base();
    while (true) {
      long start = at.offset();
      int kind = at.u8();
      switch (kind) {
        case RangeList.END_OF_LIST -> {
          return found;
        }
        case RangeList.BASE_ADDRESSX -> base = unit.address(at.uleb());
        case RangeList.STARTX_ENDX ->
            add(found, unit.address(at.uleb()), unit.address(at.uleb()), at, size(unit, at));
        case RangeList.STARTX_LENGTH -> {
          long low = unit.address(at.uleb());
          long length = unit.version() >= 5 ? at.uleb() : at.u32();
          add(found, low, low + length, at, size(unit, at));
        }
        case RangeList.OFFSET_PAIR -> add(found, base + at.uleb(), base + at.uleb(), at, at.uleb());
        case DEFAULT_LOCATION -> found.add(new Located(Optional.empty(), at.slice(at.uleb())));
        case BASE_ADDRESS -> base = at.unsigned(size);
        case START_END -> add(found, at.unsigned(size), at.unsigned(size), at, at.uleb());
        case START_LENGTH -> {
          long low = at.unsigned(size);
          add(found, low, low + at.uleb(), at, at.uleb());
        }
        case GNU_VIEW_PAIR -> at.skipLeb().skipLeb();
        default -> throw at.malformed(start, "entry of kind " + kind + " in a list of locations");
      }
    }
  }

  /// The list at the cursor, as versions 2 to 4 write them.
  static List<Located> readOld(Unit unit, Cursor at) {
    var found = new ArrayList<Located>();
    int size = unit.addressSize();
    long base = unit.base();
    long selects = -1L >>> (64 - 8 * size);
    while (true) {
      long low = at.unsigned(size);
      long high = at.unsigned(size);
      if (low == 0 && high == 0) {
        return found;
      }
      if (low == selects) {
        base = high;
      } else {
        add(found, base + low, base + high, at, at.u16());
      }
    }
  }

  /// The size of an expression, which split files of version 4 write in two bytes.
  private static long size(Unit unit, Cursor at) {
    return unit.version() >= 5 ? at.uleb() : at.u16();
  }

  private static void add(List<Located> found, long low, long high, Cursor at, long size) {
    found.add(new Located(Optional.of(new Range(low, high)), at.slice(size)));
  }
}
