package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import faultline.formats.bytes.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The accelerated access by name, `.debug_names` (DWARF 5, 6.1.1): which entries have a name,
/// without a look at the others. A file may hold several tables, one for each part that was linked.
public final class NameTable {
  private static final int WIDE = 0xffffffff;
  private static final long FIRST_RESERVED = 0xfffffff0L;
  private static final int VERSION = 5;

  private static final int INDEX_COMPILE_UNIT = 1;
  private static final int INDEX_TYPE_UNIT = 2;
  private static final int INDEX_DIE_OFFSET = 3;

  /// What the table says of one entry.
  ///
  /// @param tag what the entry describes
  /// @param offset its place among all entries of the file
  public record Named(int tag, long offset) {}

  private record Shape(int tag, long[] attributes) {}

  private final Dwarf file;
  private final Cursor at;
  private final int offsetSize;
  private final long units;
  private final long compileUnits;
  private final long localTypeUnits;
  private final long buckets;
  private final long names;
  private final long bucketsAt;
  private final long hashesAt;
  private final long textsAt;
  private final long entriesAt;
  private final long poolAt;
  private final Map<Long, Shape> shapes = new HashMap<>();

  private NameTable(Dwarf file, Cursor at, int offsetSize) {
    this.file = file;
    this.at = at;
    this.offsetSize = offsetSize;
    long start = at.offset();
    int version = at.u16();
    if (version != VERSION) {
      throw at.malformed(start, "table of names of version " + version);
    }
    at.skip(2);
    compileUnits = at.u32();
    localTypeUnits = at.u32();
    long foreign = at.u32();
    buckets = at.u32();
    names = at.u32();
    long shapesSize = at.u32();
    at.skip(at.u32()).align(4);
    units = at.offset();
    at.skip((compileUnits + localTypeUnits) * offsetSize).skip(foreign * 8);
    bucketsAt = at.offset();
    at.skip(buckets * 4);
    hashesAt = at.offset();
    at.skip(buckets == 0 ? 0 : names * 4);
    textsAt = at.offset();
    at.skip(names * offsetSize);
    entriesAt = at.offset();
    at.skip(names * offsetSize);
    var table = at.window(shapesSize);
    at.skip(shapesSize);
    poolAt = at.offset();
    shapes(table);
  }

  private void shapes(Cursor table) {
    while (table.left() > 0) {
      long code = table.uleb();
      if (code == 0) {
        return;
      }
      int tag = (int) table.uleb();
      var attributes = new ArrayList<Long>();
      while (true) {
        long name = table.uleb();
        long form = table.uleb();
        if (name == 0 && form == 0) {
          break;
        }
        attributes.add(name);
        attributes.add(form);
        if (form == Form.IMPLICIT_CONST) {
          attributes.add(table.sleb());
        }
      }
      shapes.put(code, new Shape(tag, attributes.stream().mapToLong(Long::longValue).toArray()));
    }
  }

  /// All tables of a file; none where the compiler wrote no such section.
  public static List<NameTable> of(Dwarf file) {
    var section = file.sections().cursor(DwarfSection.NAMES);
    var found = new ArrayList<NameTable>();
    while (section.left() > 0) {
      long start = section.offset();
      long length = section.u32();
      int size = 4;
      if (length == Integer.toUnsignedLong(WIDE)) {
        length = section.u64();
        size = 8;
      } else if (length >= FIRST_RESERVED) {
        throw section.malformed(
            start, "table of length 0x" + Long.toHexString(length) + ", a reserved one");
      }
      found.add(new NameTable(file, section.window(length), size));
      section.skip(length);
    }
    return found;
  }

  /// How many different names there are.
  public long size() {
    return names;
  }

  /// Name `index`, from 0 on.
  public String name(long index) {
    long text = at(textsAt, index, offsetSize).unsigned(offsetSize);
    return file.text(DwarfSection.STR, text);
  }

  /// The entries with name `index`.
  public List<Named> entries(long index) {
    long offset = at(entriesAt, index, offsetSize).unsigned(offsetSize);
    at.seek(poolAt + offset);
    var found = new ArrayList<Named>();
    while (true) {
      long start = at.offset();
      long code = at.uleb();
      if (code == 0) {
        return found;
      }
      var shape = shapes.get(code);
      if (shape == null) {
        throw at.malformed(start, "entry of code " + code + ", which its table of shapes has not");
      }
      found.add(entry(shape));
    }
  }

  private Named entry(Shape shape) {
    long unit = compileUnits == 1 ? 0 : -1;
    long offset = -1;
    boolean type = false;
    var attributes = shape.attributes;
    for (int i = 0; i < attributes.length; i += 2) {
      int form = (int) attributes[i + 1];
      long value;
      if (form == Form.IMPLICIT_CONST) {
        value = attributes[i + 2];
      } else {
        value = value(form);
      }
      switch ((int) attributes[i]) {
        case INDEX_COMPILE_UNIT -> unit = value;
        case INDEX_TYPE_UNIT -> {
          unit = value;
          type = true;
        }
        case INDEX_DIE_OFFSET -> offset = value;
        default -> {
          // The parent and a hash of the type, of which the entry itself says more.
        }
      }
      if (form == Form.IMPLICIT_CONST) {
        i++;
      }
    }
    if (offset < 0 || unit < 0 || unit >= (type ? localTypeUnits : compileUnits)) {
      throw at.malformed(at.offset(), "name of an entry of no unit of this file");
    }
    long behind = at.offset();
    long place = at(units, type ? compileUnits + unit : unit, offsetSize).unsigned(offsetSize);
    at.seek(behind);
    return new Named(shape.tag, place + offset);
  }

  private long value(int form) {
    return switch (form) {
      case Form.FLAG_PRESENT -> 1;
      case Form.UDATA, Form.REF_UDATA -> at.uleb();
      case Form.SDATA -> at.sleb();
      default -> {
        int size = Form.size(form, 8, offsetSize, VERSION);
        if (size != 1 && size != 2 && size != 4 && size != 8) {
          throw at.malformed(at.offset(), "index of form 0x" + Integer.toHexString(form));
        }
        yield at.unsigned(size);
      }
    };
  }

  /// The entries with this name, found by its hash where the table has hashes.
  public List<Named> find(String name) {
    var found = new ArrayList<Named>();
    if (buckets == 0) {
      for (long i = 0; i < names; i++) {
        if (name(i).equals(name)) {
          found.addAll(entries(i));
        }
      }
      return found;
    }
    int hash = hash(name);
    long bucket = Integer.toUnsignedLong(hash) % buckets;
    long first = at(bucketsAt, bucket, 4).u32();
    if (first == 0) {
      return found;
    }
    for (long i = first - 1; i < names; i++) {
      int other = at(hashesAt, i, 4).i32();
      if (Integer.toUnsignedLong(other) % buckets != bucket) {
        break;
      }
      if (other == hash && name(i).equals(name)) {
        found.addAll(entries(i));
      }
    }
    return found;
  }

  /// The hash of a name, which is one for all spellings in upper and lower case (DWARF 5, 6.1.1.4.5
  /// and 7.33).
  static int hash(String name) {
    int hash = 5381;
    var folded = name.toLowerCase(Locale.ROOT).replace('ı', 'i');
    for (byte next : folded.getBytes(StandardCharsets.UTF_8)) {
      hash = hash * 33 + Byte.toUnsignedInt(next);
    }
    return hash;
  }

  private Cursor at(long table, long index, int size) {
    if (index < 0 || index >= names && table != units && table != bucketsAt) {
      throw new MalformedException(
          DwarfSection.NAMES.title(), table, "index " + index + " is outside its table");
    }
    return at.seek(table + index * size);
  }
}
