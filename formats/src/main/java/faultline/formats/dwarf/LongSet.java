package faultline.formats.dwarf;

/// Numbers that were seen.
final class LongSet {
  private long[] slots;
  private int count;
  private boolean zero;

  LongSet(int expected) {
    slots = new long[Integer.highestOneBit(Math.max(expected, 64)) * 4];
  }

  /// True where the number was not there before.
  boolean add(long value) {
    if (value == 0) {
      boolean fresh = !zero;
      zero = true;
      return fresh;
    }
    int mask = slots.length - 1;
    int at = (int) (value ^ value >>> 32) & mask;
    while (slots[at] != 0) {
      if (slots[at] == value) {
        return false;
      }
      at = at + 1 & mask;
    }
    slots[at] = value;
    if (++count * 2 > slots.length) {
      grow();
    }
    return true;
  }

  private void grow() {
    var old = slots;
    slots = new long[old.length * 2];
    int mask = slots.length - 1;
    for (long value : old) {
      if (value != 0) {
        int at = (int) (value ^ value >>> 32) & mask;
        while (slots[at] != 0) {
          at = at + 1 & mask;
        }
        slots[at] = value;
      }
    }
  }
}
