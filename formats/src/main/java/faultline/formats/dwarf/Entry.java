package faultline.formats.dwarf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One entry, whose attributes can be asked for by name (DWARF 5, 2.1). Text, references and blocks
/// are followed when they are asked for.
///
/// For single entries: whoever reads a whole file takes an [EntryReader], which makes no objects.
public final class Entry {
  private final Unit unit;
  private final long offset;
  private final Abbreviation shape;
  private final long end;
  private final int[] forms;
  private final long[] values;
  private final long[] sizes;

  Entry(
      Unit unit,
      long offset,
      Abbreviation shape,
      long end,
      int[] forms,
      long[] values,
      long[] sizes) {
    this.unit = unit;
    this.offset = offset;
    this.shape = shape;
    this.end = end;
    this.forms = forms;
    this.values = values;
    this.sizes = sizes;
  }

  public Unit unit() {
    return unit;
  }

  /// The place among all entries of the file: the offset in `.debug_info`, or for an entry of
  /// `.debug_types` the offset there and the size of `.debug_info`.
  public long offset() {
    return offset;
  }

  /// One of [Tag], or any other number.
  public int tag() {
    return shape.tag;
  }

  public boolean has(int name) {
    return shape.find(name) >= 0;
  }

  /// The form of an attribute, or 0 where it is not there.
  public int form(int name) {
    int index = shape.find(name);
    return index < 0 ? 0 : forms[index];
  }

  /// A number, a flag, or an offset into another section; empty where the attribute is not there or
  /// is of another kind.
  public OptionalLong number(int name) {
    int index = shape.find(name);
    if (index < 0) {
      return OptionalLong.empty();
    }
    return switch (forms[index]) {
      case Form.SEC_OFFSET, Form.FLAG, Form.FLAG_PRESENT -> OptionalLong.of(values[index]);
      default ->
          Form.constant(forms[index]) ? OptionalLong.of(values[index]) : OptionalLong.empty();
    };
  }

  public boolean flag(int name) {
    int index = shape.find(name);
    return index >= 0 && values[index] != 0;
  }

  /// Text; empty where the attribute is not there, or where its text is in an alternate file that
  /// was not given.
  public Optional<String> text(int name) {
    int index = shape.find(name);
    if (index < 0 || !Form.text(forms[index])) {
      return Optional.empty();
    }
    return Optional.ofNullable(unit.file().text(unit, forms[index], values[index]));
  }

  public Optional<String> name() {
    return text(At.NAME);
  }

  /// An address, also where it is an index into `.debug_addr`; empty where the attribute is not
  /// there, is of another kind, or where that section is in a file that was not given.
  public OptionalLong address(int name) {
    int index = shape.find(name);
    if (index < 0) {
      return OptionalLong.empty();
    }
    if (forms[index] == Form.ADDR) {
      return OptionalLong.of(values[index]);
    }
    return Form.addressIndex(forms[index])
        ? unit.file().address(unit, values[index])
        : OptionalLong.empty();
  }

  /// The addresses of what this entry describes, in the order of the file (DWARF 5, 2.17): none
  /// where it has no code. Empty for a unit that was split off from a program that was not given.
  public Optional<List<Range>> ranges() {
    return Places.ranges(this);
  }

  /// Where a value is, as attribute `name` says, which is [At#LOCATION] for most: one place for all
  /// addresses or a list. None where the attribute is not there. Empty where that takes addresses
  /// of a program that was not given.
  public Optional<List<Located>> locations(int name) {
    return Places.locations(this, name);
  }

  /// The value of an attribute as it is written, whatever its form; 0 where it is not there.
  long raw(int name) {
    int index = shape.find(name);
    return index < 0 ? 0 : values[index];
  }

  /// The entry that an attribute refers to, in this file, in the alternate one, or by its
  /// signature; empty where the attribute is not there, where the alternate file was not given, or
  /// where no unit has the signature.
  public Optional<Entry> reference(int name) {
    int index = shape.find(name);
    return index < 0
        ? Optional.empty()
        : unit.file().reference(forms[index], values[index], offset);
  }

  /// The bytes of a block or an expression; empty where the attribute is not there or is no block.
  public Optional<MemorySegment> block(int name) {
    int index = shape.find(name);
    if (index < 0 || !Form.block(forms[index])) {
      return Optional.empty();
    }
    var section = unit.file().sections().bytes(unit.header().section());
    return Optional.of(section.asSlice(values[index], sizes[index]));
  }

  public boolean hasChildren() {
    return shape.children;
  }

  /// The entries directly below this one, in file order.
  public List<Entry> children() {
    var found = new ArrayList<Entry>();
    if (!shape.children) {
      return found;
    }
    var reader = EntryReader.behind(unit, end);
    while (reader.next()) {
      found.add(reader.entry());
      reader.skipChildren();
    }
    return found;
  }
}
