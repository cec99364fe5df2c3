package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import faultline.formats.bytes.MalformedException;
import java.util.Optional;

/// Reads the entries of one unit in file order, one for each [#next], into the same arrays.
///
/// This is how a whole file is read: it makes no objects. Attributes are known by their index among
/// those of the entry, and a value is a number whose meaning the form tells:
/// - numbers, flags, addresses and indexes are themselves; what is not signed by its form comes out
///   as unsigned;
/// - a reference to another entry of the file is that entry's offset, as [Entry#offset] counts
///   them; one into the alternate file is an offset there; one by signature is the signature;
/// - text is an offset into `.debug_info` itself, into a section of strings, or an index, which
///   [#text] follows;
/// - a block is the place of its first byte in the section, and [#size] its length.
public final class EntryReader {
  /// Deeper nesting than any compiler writes: the limit saves those who walk with recursion.
  private static final int DEEPEST = 1 << 12;

  private final Unit unit;
  private final Abbreviations abbreviations;
  private final Cursor at;

  /// What is added to a place in the unit to get its place among all entries.
  private final long base;

  private Abbreviation shape = EMPTY;
  private long offset;
  private int depth = -1;
  private boolean descends = true;
  private boolean decoded = true;
  private boolean list;
  private long[] values = new long[16];
  private long[] sizes = new long[16];
  private int[] forms = new int[16];

  private static final Abbreviation EMPTY =
      new Abbreviation(0, false, new int[0], new int[0], new long[0], 0);

  EntryReader(Unit unit, long start) {
    this.unit = unit;
    this.abbreviations = unit.abbreviations();
    this.base = unit.file().base(unit.header().section());
    long from = unit.offset() - base;
    this.at =
        unit.file()
            .sections()
            .cursor(unit.header().section())
            .window(from, unit.end() - unit.offset())
            .seek(start - base);
  }

  /// A reader of the entries from `start` on, up to the end of their list: the first of them has
  /// depth 0 and is no unit's first entry.
  static EntryReader behind(Unit unit, long start) {
    var reader = new EntryReader(unit, start);
    reader.list = true;
    return reader;
  }

  /// Moves to the next entry in file order, which is the first child where there is one. False at
  /// the end of the unit.
  public boolean next() {
    if (!decoded) {
      skip(shape);
    }
    if (descends) {
      depth++;
      if (depth > DEEPEST) {
        throw malformed("entries nested more than " + DEEPEST + " deep");
      }
    }
    while (at.left() > 0) {
      offset = base + at.offset();
      long code = at.uleb();
      if (code != 0) {
        var found = abbreviations.find(code);
        if (found == null) {
          throw malformed("entry of code " + code + ", which its table of shapes has not");
        }
        shape = found;
        descends = found.children;
        decoded = false;
        return true;
      }
      if (--depth < 0) {
        break; // more ends than beginnings are padding
      }
      if (depth == 0 && !list) {
        // The first entry's children have ended, and a unit has no second one.
        break;
      }
    }
    shape = EMPTY;
    descends = false;
    decoded = true;
    return false;
  }

  /// Passes over all children of this entry, so that [#next] moves to its sibling. What this entry
  /// says can still be asked for.
  public void skipChildren() {
    decode();
    if (!descends) {
      return;
    }
    descends = false;
    int sibling = shape.sibling;
    if (sibling >= 0) {
      long target = values[sibling];
      if (target > base + at.offset() && target <= unit.end()) {
        at.seek(target - base);
        return;
      }
    }
    long open = 1;
    while (open > 0 && at.left() > 0) {
      long start = at.offset();
      long code = at.uleb();
      if (code == 0) {
        open--;
        continue;
      }
      var found = abbreviations.find(code);
      if (found == null) {
        throw at.malformed(start, "entry of code " + code + ", which its table of shapes has not");
      }
      skip(found);
      if (found.children) {
        open++;
      }
    }
  }

  public Unit unit() {
    return unit;
  }

  /// The place of this entry among all entries of the file.
  public long offset() {
    return offset;
  }

  public int tag() {
    return shape.tag;
  }

  /// 0 for the first entry of the unit, 1 for its children, and so on.
  public int depth() {
    return depth;
  }

  /// Whether children follow, possibly none.
  public boolean hasChildren() {
    return shape.children;
  }

  /// How many attributes there are.
  public int count() {
    return shape.names.length;
  }

  /// The name of attribute `index`, one of [At] in most cases.
  public int name(int index) {
    return shape.names[index];
  }

  /// The form of attribute `index`, one of [Form].
  public int form(int index) {
    decode();
    return forms[index];
  }

  /// The value of attribute `index`.
  public long value(int index) {
    decode();
    return values[index];
  }

  /// The length in bytes of attribute `index`, where it is a block.
  public long size(int index) {
    decode();
    return sizes[index];
  }

  /// The index of the attribute with this name, or -1.
  public int find(int name) {
    return shape.find(name);
  }

  /// The text of attribute `index`, whose form must be one of text; empty where it is in an
  /// alternate file that was not given.
  public Optional<String> text(int index) {
    decode();
    return Optional.ofNullable(unit.file().text(unit, forms[index], values[index]));
  }

  /// This entry as an object, which stays as it is when the reader moves on.
  public Entry entry() {
    decode();
    int count = count();
    var copiedForms = new int[count];
    var copiedValues = new long[count];
    var copiedSizes = new long[count];
    System.arraycopy(forms, 0, copiedForms, 0, count);
    System.arraycopy(values, 0, copiedValues, 0, count);
    System.arraycopy(sizes, 0, copiedSizes, 0, count);
    return new Entry(
        unit, offset, shape, base + at.offset(), copiedForms, copiedValues, copiedSizes);
  }

  MalformedException malformed(String what) {
    return at.malformed(at.offset(), what);
  }

  private void decode() {
    if (decoded) {
      return;
    }
    decoded = true;
    int count = shape.names.length;
    if (count > values.length) {
      values = new long[count * 2];
      sizes = new long[count * 2];
      forms = new int[count * 2];
    }
    for (int i = 0; i < count; i++) {
      int form = shape.forms[i];
      while (form == Form.INDIRECT) {
        form = indirect();
      }
      forms[i] = form;
      values[i] = read(i, form);
    }
  }

  private int indirect() {
    long form = at.uleb();
    if (form < 0 || form > 0xffff || form == Form.IMPLICIT_CONST) {
      throw malformed("indirect form 0x" + Long.toHexString(form));
    }
    return (int) form;
  }

  private long read(int index, int form) {
    return switch (form) {
      case Form.DATA1, Form.FLAG, Form.STRX1, Form.ADDRX1 -> at.u8();
      case Form.DATA2, Form.STRX2, Form.ADDRX2 -> at.u16();
      case Form.STRX3, Form.ADDRX3 -> at.u24();
      case Form.DATA4, Form.STRX4, Form.ADDRX4, Form.REF_SUP4 -> at.u32();
      case Form.DATA8, Form.REF_SIG8, Form.REF_SUP8 -> at.u64();
      case Form.SDATA -> at.sleb();
      case Form.UDATA,
          Form.STRX,
          Form.ADDRX,
          Form.LOCLISTX,
          Form.RNGLISTX,
          Form.GNU_ADDR_INDEX,
          Form.GNU_STR_INDEX ->
          at.uleb();
      case Form.IMPLICIT_CONST -> shape.constants[index];
      case Form.FLAG_PRESENT -> 1;
      case Form.ADDR -> at.unsigned(unit.addressSize());
      case Form.STRP,
          Form.LINE_STRP,
          Form.SEC_OFFSET,
          Form.STRP_SUP,
          Form.GNU_REF_ALT,
          Form.GNU_STRP_ALT ->
          at.unsigned(unit.offsetSize());
      case Form.REF1 -> unit.offset() + at.u8();
      case Form.REF2 -> unit.offset() + at.u16();
      case Form.REF4 -> unit.offset() + at.u32();
      case Form.REF8 -> unit.offset() + at.u64();
      case Form.REF_UDATA -> unit.offset() + at.uleb();
      case Form.REF_ADDR ->
          at.unsigned(unit.version() <= 2 ? unit.addressSize() : unit.offsetSize());
      case Form.STRING -> {
        long start = at.offset();
        at.skipText();
        yield start;
      }
      case Form.BLOCK1 -> block(index, at.u8());
      case Form.BLOCK2 -> block(index, at.u16());
      case Form.BLOCK4 -> block(index, at.u32());
      case Form.BLOCK, Form.EXPRLOC -> block(index, at.uleb());
      case Form.DATA16 -> block(index, 16);
      default -> throw malformed("form 0x" + Integer.toHexString(form) + " is not known");
    };
  }

  private long block(int index, long size) {
    long start = at.offset();
    at.skip(size);
    sizes[index] = size;
    return start;
  }

  private void skip(Abbreviation passed) {
    if (passed.size != Form.VARIES) {
      at.skip(passed.size);
      return;
    }
    for (int form : passed.forms) {
      skip(form);
    }
  }

  private void skip(int form) {
    int size = Form.size(form, unit.addressSize(), unit.offsetSize(), unit.version());
    if (size != Form.VARIES) {
      at.skip(size);
      return;
    }
    switch (form) {
      case Form.SDATA,
          Form.UDATA,
          Form.REF_UDATA,
          Form.STRX,
          Form.ADDRX,
          Form.LOCLISTX,
          Form.RNGLISTX,
          Form.GNU_ADDR_INDEX,
          Form.GNU_STR_INDEX ->
          at.skipLeb();
      case Form.STRING -> at.skipText();
      case Form.BLOCK1 -> at.skip(at.u8());
      case Form.BLOCK2 -> at.skip(at.u16());
      case Form.BLOCK4 -> at.skip(at.u32());
      case Form.BLOCK, Form.EXPRLOC -> at.skip(at.uleb());
      case Form.INDIRECT -> {
        int meant = Form.INDIRECT;
        while (meant == Form.INDIRECT) {
          meant = indirect();
        }
        skip(meant);
      }
      default -> throw malformed("form 0x" + Integer.toHexString(form) + " is not known");
    }
  }
}
