package faultline.abi;

import faultline.core.Place;

/// The order of places in a report: by file, then by line.
record SortKey(String file, long number) implements Comparable<SortKey> {
  static SortKey of(Place place) {
    return switch (place) {
      case Place.Line(String source, long number) -> new SortKey(source, number);
      case Place.Offset(String file, long offset) -> new SortKey(file, offset);
      case Place.Call _, Place.Process _, Place.Target _ -> new SortKey(place.text(), 0);
    };
  }

  @Override
  public int compareTo(SortKey other) {
    int files = file.compareTo(other.file);
    return files != 0 ? files : Long.compare(number, other.number);
  }
}
