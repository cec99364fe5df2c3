package faultline.formats.dwarf;

import java.util.Arrays;
import java.util.Comparator;

/// Which of many ranges an address is in. Where ranges lie in one another the one that begins last
/// counts.
final class AddressMap {
  private record Part(long low, long high, int value) {}

  static final class Builder {
    private Part[] parts = new Part[16];
    private int count;

    void add(long low, long high, int value) {
      if (Long.compareUnsigned(low, high) >= 0) {
        return;
      }
      if (count == parts.length) {
        parts = Arrays.copyOf(parts, count * 2);
      }
      parts[count++] = new Part(low, high, value);
    }

    AddressMap build() {
      return new AddressMap(Arrays.copyOf(parts, count));
    }
  }

  private static final Comparator<Part> BY_START = (a, b) -> Long.compareUnsigned(a.low, b.low);

  private final Part[] parts;

  /// The highest end of all parts up to one, so that a search knows when to stop.
  private final long[] reach;

  private AddressMap(Part[] parts) {
    this.parts = parts;
    Arrays.sort(parts, BY_START);
    reach = new long[parts.length];
    long highest = 0;
    for (int i = 0; i < parts.length; i++) {
      highest = Long.compareUnsigned(highest, parts[i].high) < 0 ? parts[i].high : highest;
      reach[i] = highest;
    }
  }

  /// The value of the part that has the address, or -1.
  int find(long address) {
    int low = 0;
    int high = parts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(parts[middle].low, address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int i = low - 1; i >= 0 && Long.compareUnsigned(address, reach[i]) < 0; i--) {
      if (Long.compareUnsigned(address, parts[i].high) < 0) {
        return parts[i].value;
      }
    }
    return -1;
  }
}
