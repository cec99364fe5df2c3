package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import java.util.ArrayList;
import java.util.List;

/// Reads lists of ranges: `.debug_rnglists` (DWARF 5, 7.25) and `.debug_ranges` (DWARF 4, 2.17.3).
final class RangeList {
  static final int END_OF_LIST = 0;
  static final int BASE_ADDRESSX = 1;
  static final int STARTX_ENDX = 2;
  static final int STARTX_LENGTH = 3;
  static final int OFFSET_PAIR = 4;
  private static final int BASE_ADDRESS = 5;
  private static final int START_END = 6;
  private static final int START_LENGTH = 7;

  private RangeList() {}

  /// The list at the cursor, as version 5 writes them.
  static List<Range> read(Unit unit, Cursor at) {
    var found = new ArrayList<Range>();
    int size = unit.addressSize();
    long base = unit.base();
    while (true) {
      long start = at.offset();
      int kind = at.u8();
      switch (kind) {
        case END_OF_LIST -> {
          return found;
        }
        case BASE_ADDRESSX -> base = unit.address(at.uleb());
        case STARTX_ENDX -> add(found, unit.address(at.uleb()), unit.address(at.uleb()));
        case STARTX_LENGTH -> {
          long low = unit.address(at.uleb());
          add(found, low, low + at.uleb());
        }
        case OFFSET_PAIR -> add(found, base + at.uleb(), base + at.uleb());
        case BASE_ADDRESS -> base = at.unsigned(size);
        case START_END -> add(found, at.unsigned(size), at.unsigned(size));
        case START_LENGTH -> {
          long low = at.unsigned(size);
          add(found, low, low + at.uleb());
        }
        default -> throw at.malformed(start, "entry of kind " + kind + " in a list of ranges");
      }
    }
  }

  /// The list at the cursor, as versions 3 and 4 write them.
  static List<Range> readOld(Unit unit, Cursor at) {
    var found = new ArrayList<Range>();
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
        add(found, base + low, base + high);
      }
    }
  }

  /// A range of no addresses says nothing.
  private static void add(List<Range> found, long low, long high) {
    if (low != high) {
      found.add(new Range(low, high));
    }
  }
}
