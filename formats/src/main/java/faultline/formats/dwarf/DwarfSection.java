package faultline.formats.dwarf;

/// The sections that debug information is spread over (DWARF 5, appendix B; and what GNU tools
/// added). Object files of split debug information have the same ones with `.dwo` at the end of
/// their names.
public enum DwarfSection {
  INFO(".debug_info"),
  TYPES(".debug_types"),
  ABBREV(".debug_abbrev"),
  STR(".debug_str"),
  STR_OFFSETS(".debug_str_offsets"),
  LINE(".debug_line"),
  LINE_STR(".debug_line_str"),
  ADDR(".debug_addr"),
  RANGES(".debug_ranges"),
  RNGLISTS(".debug_rnglists"),
  LOC(".debug_loc"),
  LOCLISTS(".debug_loclists"),
  NAMES(".debug_names"),
  CU_INDEX(".debug_cu_index"),
  TU_INDEX(".debug_tu_index");

  private final String title;

  DwarfSection(String title) {
    this.title = title;
  }

  /// The name in the file, such as `.debug_info`.
  public String title() {
    return title;
  }

  /// The name in an object file or a package of split debug information. The two indexes of a
  /// package have no other name there.
  public String splitTitle() {
    return this == CU_INDEX || this == TU_INDEX ? title : title + ".dwo";
  }
}
