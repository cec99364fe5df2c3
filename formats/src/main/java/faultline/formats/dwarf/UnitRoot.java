package faultline.formats.dwarf;

/// Where a unit's parts of the other sections begin, which the attributes of its first entry say
/// (DWARF 5, 3.1.1).
record UnitRoot(
    Entry entry,
    long stringOffsets,
    long addresses,
    long rangeLists,
    long locationLists,
    long splitId) {
  /// The header of a contribution to `.debug_str_offsets` or of a table of lists: length, version
  /// and two bytes; lists count their offsets in another 4.
  private static final int STRINGS_HEADER = 8;

  private static final int LISTS_HEADER = 12;
  private static final int WIDER = 8;

  static UnitRoot of(Unit unit) {
    var reader = unit.entries();
    if (!reader.next()) {
      throw reader.malformed("unit without an entry");
    }
    var entry = reader.entry();
    boolean split = unit.file().sections().split();
    int wider = unit.offsetSize() == 8 ? WIDER : 0;
    // A split unit cannot say where its parts begin: they are the first and only ones of the object
    // file, or those that the index of the package gives. Headers came with version 5.
    boolean headers = split && unit.version() >= 5;
    var parts = unit.contributions();
    long strings = parts.strings() + (headers ? STRINGS_HEADER + wider : 0);
    long ranges = parts.rangeLists() + (headers ? LISTS_HEADER + wider : 0);
    long locations = parts.locationLists() + (headers ? LISTS_HEADER + wider : 0);
    return new UnitRoot(
        entry,
        offset(entry, At.STR_OFFSETS_BASE, strings),
        offset(entry, At.ADDR_BASE, offset(entry, At.GNU_ADDR_BASE, 0)),
        offset(entry, At.RNGLISTS_BASE, offset(entry, At.GNU_RANGES_BASE, ranges)),
        offset(entry, At.LOCLISTS_BASE, locations),
        offset(entry, At.GNU_DWO_ID, unit.id()));
  }

  private static long offset(Entry entry, int name, long otherwise) {
    return entry.number(name).orElse(otherwise);
  }
}
