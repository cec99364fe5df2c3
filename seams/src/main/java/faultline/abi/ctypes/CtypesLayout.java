package faultline.abi.ctypes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where ctypes puts the members of a structure on a system with the C ABI of System V.
///
/// The rules are those of CPython up to 3.12 (`Modules/_ctypes/cfield.c`, `stgdict.c`), which for
/// all but bit-fields are those of later ones and of C compilers.
///
/// @param places one for each member, in their order
record CtypesLayout(long size, long alignment, List<Place> places) {
  private static final int BITS = 8;

  /// Where one member is: `offset` in bits, `bits` its width, of a bit-field that alone.
  record Place(long offset, long bits, boolean bitField) {}

  /// The size and alignment of a type.
  record Extent(long size, long alignment) {}

  /// What a type of ctypes takes, or the reason why that is not known.
  sealed interface Measure {
    record Known(Extent extent) implements Measure {}

    record Not(String why) implements Measure {}
  }

  static Measure measure(PyValue value, int depth) {
    if (!(value instanceof PyValue.Type(CType type))) {
      return new Measure.Not(
          value instanceof PyValue.Unknown(String why) ? why : "no type of ctypes");
    }
    if (depth > 32) {
      return new Measure.Not("types nested too deep");
    }
    return switch (type) {
      case CType.Simple simple -> new Measure.Known(new Extent(simple.bytes(), simple.bytes()));
      case CType.Pointer _, CType.Code _, CType.Handle _ -> new Measure.Known(new Extent(8, 8));
      case CType.Series series ->
          switch (measure(series.element(), depth + 1)) {
            case Measure.Known(Extent one) ->
                new Measure.Known(new Extent(one.size() * series.count(), one.alignment()));
            case Measure.Not not -> not;
          };
      case CType.Composite composite ->
          switch (of(composite, depth + 1)) {
            case Laid(CtypesLayout layout) ->
                new Measure.Known(new Extent(layout.size(), layout.alignment()));
            case Unlaid(String why) -> new Measure.Not(why);
          };
    };
  }

  /// A layout, or the reason why there is none.
  sealed interface Answer {}

  record Laid(CtypesLayout layout) implements Answer {}

  record Unlaid(String why) implements Answer {}

  static Answer of(CType.Composite type, int depth) {
    if (!type.unknown().isEmpty()) {
      return new Unlaid(type.unknown());
    }
    if (!type.rule().isEmpty() && !type.rule().equals("gcc-sysv")) {
      return new Unlaid("its _layout_ is " + type.rule());
    }
    var walk = new Walk(type);
    for (var member : type.members()) {
      switch (measure(member.type(), depth)) {
        case Measure.Not(String why) -> {
          return new Unlaid("member " + member.name() + ": " + why);
        }
        case Measure.Known(Extent extent) -> {
          var problem = walk.add(member, extent);
          if (problem.isPresent()) {
            return new Unlaid("member " + member.name() + ": " + problem.get());
          }
        }
      }
    }
    return new Laid(walk.layout());
  }

  /// The state of `PyCField_FromDesc` between members.
  private static final class Walk {
    private final CType.Composite type;
    private final List<Place> places = new ArrayList<>();
    private long size;
    private long offset;
    private long alignment = 1;

    /// The open storage unit of bit-fields: its width in bits, 0 for none, and how much is taken.
    private long unit;

    private long taken;

    Walk(CType.Composite type) {
      this.type = type;
      if (type.align() > 0) {
        alignment = type.align();
      }
    }

    private long packed(long natural) {
      return type.pack() > 0 ? Math.min(type.pack(), natural) : natural;
    }

    Optional<String> add(CType.Member member, Extent extent) {
      long bits = member.bits().orElse(0L);
      if (member.bits().isPresent() && (bits <= 0 || bits > extent.size() * BITS)) {
        return Optional.of("a bit-field of " + bits + " bits");
      }
      if (type.union()) {
        size = Math.max(size, extent.size());
        alignment = Math.max(alignment, packed(extent.alignment()));
        boolean field = member.bits().isPresent();
        long start = field && type.swapped() ? extent.size() * BITS - bits : 0;
        places.add(new Place(start, field ? bits : extent.size() * BITS, field));
        return Optional.empty();
      }
      if (member.bits().isPresent()) {
        if (type.swapped() || unit > 0 && unit != extent.size() * BITS) {
          return Optional.of("versions of Python place such bit-fields differently");
        }
        bitField(bits, extent);
      } else {
        unit = 0;
        taken = 0;
        places.add(new Place(place(extent) * BITS, extent.size() * BITS, false));
      }
      return Optional.empty();
    }

    /// Aligns, takes the member's bytes and returns where they begin.
    private long place(Extent extent) {
      long align = packed(extent.alignment());
      offset = (offset + align - 1) / align * align;
      long start = offset;
      offset += extent.size();
      size = offset;
      alignment = Math.max(alignment, align);
      return start;
    }

    private void bitField(long bits, Extent extent) {
      long width = extent.size() * BITS;
      if (unit == 0 || taken + bits > unit) {
        unit = width;
        taken = 0;
        place(extent);
      }
      places.add(new Place((offset - extent.size()) * BITS + taken, bits, true));
      taken += bits;
    }

    CtypesLayout layout() {
      long whole = (size + alignment - 1) / alignment * alignment;
      return new CtypesLayout(whole, alignment, List.copyOf(places));
    }
  }
}
