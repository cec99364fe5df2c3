package faultline.formats.dwarf;

import faultline.formats.bytes.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The entries of a file that say something about types and signatures, without the bodies of
/// functions: what [EntryIndex] needs while it finds out which of them are the same. Columns and
/// not objects, because there are hundreds of thousands.
final class Outline {
  static final byte DECLARATION = 1;
  static final byte EXTERNAL = 2;

  /// A reference that leads nowhere.
  static final long NOWHERE = -1;

  /// Set in references into the alternate file.
  static final long ALTERNATE = 1L << 62;

  private static final int DEEPEST = 1 << 12;

  final Dwarf dwarf;
  final Names names;
  final List<MalformedException> unread = new ArrayList<>();

  int count;
  long[] offset = new long[1 << 12];

  /// What the entry says about itself, as one number: its tag, sizes and values, not its name.
  long[] own = new long[1 << 12];

  /// The entry's type, or the entry that it completes.
  long[] type = new long[1 << 12];

  long[] origin = new long[1 << 12];
  int[] name = new int[1 << 12];
  int[] linkageName = new int[1 << 12];

  /// The entry around this one, -1 for none, and the last one inside it.
  int[] parent = new int[1 << 12];

  int[] last = new int[1 << 12];
  short[] tag = new short[1 << 12];
  byte[] flags = new byte[1 << 12];

  private int[] byOffset = new int[0];

  /// The row at each depth of nesting, -1 where the entry has none.
  private final int[] open = new int[DEEPEST + 2];

  Outline(Dwarf dwarf) {
    this.dwarf = dwarf;
    this.names = new Names(dwarf);
    unread.addAll(dwarf.unread());
    for (var unit : dwarf.units()) {
      int before = count;
      try {
        read(unit);
      } catch (MalformedException e) {
        unread.add(e);
        // What was read of a broken unit stays, but nothing is left open.
        for (int row = before; row < count; row++) {
          last[row] = Math.max(last[row], row);
        }
      }
    }
    hash();
  }

  private void read(Unit unit) {
    var reader = unit.entries();
    open[0] = -1;
    while (reader.next()) {
      int depth = reader.depth();
      int parentRow = depth == 0 ? -1 : open[depth - 1];
      int parentTag = parentRow < 0 ? 0 : tag[parentRow];
      switch (reader.tag()) {
        case Tag.COMPILE_UNIT, Tag.PARTIAL_UNIT, Tag.TYPE_UNIT, Tag.SKELETON_UNIT ->
            open[depth] = -1;
        case Tag.NAMESPACE,
            Tag.MODULE,
            Tag.STRUCTURE_TYPE,
            Tag.CLASS_TYPE,
            Tag.UNION_TYPE,
            Tag.INTERFACE_TYPE,
            Tag.ENUMERATION_TYPE,
            Tag.ARRAY_TYPE,
            Tag.SUBROUTINE_TYPE,
            Tag.VARIANT_PART,
            Tag.VARIANT,
            Tag.SUBPROGRAM ->
            open[depth] = add(reader, parentRow);
        case Tag.VARIABLE -> {
          if (parentTag != Tag.SUBPROGRAM) {
            add(reader, parentRow);
          }
          reader.skipChildren();
        }
        case Tag.FORMAL_PARAMETER,
            Tag.UNSPECIFIED_PARAMETERS,
            Tag.MEMBER,
            Tag.INHERITANCE,
            Tag.ENUMERATOR,
            Tag.SUBRANGE_TYPE,
            Tag.BASE_TYPE,
            Tag.POINTER_TYPE,
            Tag.REFERENCE_TYPE,
            Tag.RVALUE_REFERENCE_TYPE,
            Tag.PTR_TO_MEMBER_TYPE,
            Tag.CONST_TYPE,
            Tag.VOLATILE_TYPE,
            Tag.RESTRICT_TYPE,
            Tag.ATOMIC_TYPE,
            Tag.PACKED_TYPE,
            Tag.SHARED_TYPE,
            Tag.IMMUTABLE_TYPE,
            Tag.DYNAMIC_TYPE,
            Tag.TYPEDEF,
            Tag.TEMPLATE_ALIAS,
            Tag.UNSPECIFIED_TYPE,
            Tag.STRING_TYPE,
            Tag.SET_TYPE,
            Tag.COARRAY_TYPE -> {
          add(reader, parentRow);
          reader.skipChildren();
        }
        default -> {
          open[depth] = -1;
          reader.skipChildren();
        }
      }
    }
  }

  private int add(EntryReader reader, int parentRow) {
    int row = count;
    if (row == offset.length) {
      grow(row * 2);
    }
    int entryTag = reader.tag();
    long self = mix(0, classOf(entryTag));
    long to = NOWHERE;
    long completes = NOWHERE;
    int title = Names.NONE;
    int linkage = Names.NONE;
    byte mark = 0;
    int attributes = reader.count();
    for (int i = 0; i < attributes; i++) {
      int attribute = reader.name(i);
      switch (attribute) {
        case At.NAME -> title = names.of(reader, i);
        case At.LINKAGE_NAME, At.MIPS_LINKAGE_NAME -> linkage = names.of(reader, i);
        case At.TYPE -> to = reference(reader, i);
        case At.SPECIFICATION, At.ABSTRACT_ORIGIN, At.SIGNATURE -> completes = reference(reader, i);
        case At.DECLARATION -> mark |= reader.value(i) != 0 ? DECLARATION : 0;
        case At.EXTERNAL -> mark |= reader.value(i) != 0 ? EXTERNAL : 0;
        case At.DATA_MEMBER_LOCATION -> self = mix(mix(self, attribute), location(reader, i));
        case At.BYTE_SIZE,
            At.BIT_SIZE,
            At.BIT_OFFSET,
            At.DATA_BIT_OFFSET,
            At.ENCODING,
            At.ALIGNMENT,
            At.CONST_VALUE,
            At.COUNT,
            At.LOWER_BOUND,
            At.UPPER_BOUND,
            At.BYTE_STRIDE,
            At.BIT_STRIDE,
            At.PROTOTYPED,
            At.NORETURN,
            At.CALLING_CONVENTION,
            At.GNU_VECTOR,
            At.DISCR_VALUE,
            At.VARIABLE_PARAMETER,
            At.GO_KIND ->
            self = mix(mix(self, attribute), number(reader, i));
        default -> {
          // Places in the source, visibility and the like do not make another type.
        }
      }
    }
    offset[row] = reader.offset();
    own[row] = self;
    type[row] = to;
    origin[row] = completes;
    name[row] = title;
    linkageName[row] = linkage;
    parent[row] = parentRow;
    last[row] = row;
    tag[row] = (short) entryTag;
    flags[row] = mark;
    for (int around = parentRow; around >= 0; around = parent[around]) {
      last[around] = row;
    }
    count++;
    return row;
  }

  /// What has one layout has one class, whatever keyword the language spells it with.
  static int classOf(int tag) {
    return tag == Tag.CLASS_TYPE || tag == Tag.INTERFACE_TYPE ? Tag.STRUCTURE_TYPE : tag;
  }

  static long mix(long hash, long value) {
    long mixed = (hash ^ value) * 0x9e3779b97f4a7c15L;
    return mixed ^ mixed >>> 32;
  }

  private long reference(EntryReader reader, int index) {
    int form = reader.form(index);
    long value = reader.value(index);
    if (Form.local(form)) {
      return value & Long.MAX_VALUE & ~ALTERNATE;
    }
    if (form == Form.REF_SIG8) {
      return dwarf.typeUnit(value).map(Unit::typeOffset).orElse(NOWHERE);
    }
    return Form.alternate(form) ? value & Long.MAX_VALUE | ALTERNATE : NOWHERE;
  }

  private long number(EntryReader reader, int index) {
    int form = reader.form(index);
    // A bound that is computed at run time is none that can be compared.
    return Form.block(form) || Form.local(form) ? reader.size(index) : reader.value(index);
  }

  private long location(EntryReader reader, int index) {
    return Form.block(reader.form(index))
        ? Expression.constant(dwarf, reader, index).orElse(reader.size(index) << 32)
        : reader.value(index);
  }

  private void grow(int size) {
    offset = Arrays.copyOf(offset, size);
    own = Arrays.copyOf(own, size);
    type = Arrays.copyOf(type, size);
    origin = Arrays.copyOf(origin, size);
    name = Arrays.copyOf(name, size);
    linkageName = Arrays.copyOf(linkageName, size);
    parent = Arrays.copyOf(parent, size);
    last = Arrays.copyOf(last, size);
    tag = Arrays.copyOf(tag, size);
    flags = Arrays.copyOf(flags, size);
  }

  private void hash() {
    byOffset = new int[Integer.highestOneBit(Math.max(count, 8)) * 4];
    int mask = byOffset.length - 1;
    for (int row = 0; row < count; row++) {
      int at = slot(offset[row], mask);
      while (byOffset[at] != 0) {
        at = at + 1 & mask;
      }
      byOffset[at] = row + 1;
    }
  }

  private static int slot(long key, int mask) {
    return (int) (key * 0x9e3779b97f4a7c15L >>> 32) & mask;
  }

  /// The row of the entry at an offset, or -1.
  int row(long at) {
    int mask = byOffset.length - 1;
    int place = slot(at, mask);
    while (byOffset[place] != 0) {
      int row = byOffset[place] - 1;
      if (offset[row] == at) {
        return row;
      }
      place = place + 1 & mask;
    }
    return -1;
  }
}
