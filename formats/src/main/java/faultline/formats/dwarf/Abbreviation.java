package faultline.formats.dwarf;

/// The shape of entries: their tag, and the names and forms of their attributes (DWARF 5, 7.5.3).
///
/// Arrays and not lists of records: every entry of a file goes through here.
final class Abbreviation {
  final int tag;
  final boolean children;
  final int[] names;
  final int[] forms;
  final long[] constants;

  /// The size of each entry's attributes in bytes, or [Form#VARIES].
  final int size;

  /// Where the first sibling attribute is, as an index; -1 without one.
  final int sibling;

  Abbreviation(int tag, boolean children, int[] names, int[] forms, long[] constants, int size) {
    this.tag = tag;
    this.children = children;
    this.names = names;
    this.forms = forms;
    this.constants = constants;
    this.size = size;
    int found = -1;
    for (int i = 0; i < names.length; i++) {
      if (names[i] == At.SIBLING && Form.local(forms[i])) {
        found = i;
        break;
      }
    }
    this.sibling = found;
  }

  /// The index of attribute `name`, or -1.
  int find(int name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i] == name) {
        return i;
      }
    }
    return -1;
  }
}
