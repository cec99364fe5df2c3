package faultline.abi.ctypes;

import java.util.ArrayList;
import java.util.List;

/// Where ctypes puts the members of a structure on a system with the C ABI of System V.
///
/// For all but bit-fields the rules are those of C compilers in every version. CPython up to 3.13
/// (`Modules/_ctypes/cfield.c`) gives bit-fields whole storage units of their own, 3.14
/// (`Lib/ctypes/_layout.py`) packs them as gcc does. Where the two differ the layout depends on who
/// runs the program.
///
/// @param places one for each member, in their order
record CtypesLayout(long size, long alignment, List<Place> places) {
  private static final int BITS = 8;

  /// Where one member is: `offset` in bits, `bits` its width, of a bit-field that alone.
  record Place(long offset, long bits, boolean bitField) {}

  /// Who runs the program.
  enum Python {
    UP_TO_3_13,
    FROM_3_14,
    UNKNOWN
  }

  /// The size and alignment of a type.
  record Extent(long size, long alignment) {}

  /// What a type of ctypes takes, or the reason why that is not known.
  sealed interface Measure {
    record Known(Extent extent) implements Measure {}

    record Not(String why) implements Measure {}
  }

  static Measure measure(PyValue value, Python python, int depth) {
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
          switch (measure(series.element(), python, depth + 1)) {
            case Measure.Known(Extent one) ->
                new Measure.Known(new Extent(one.size() * series.count(), one.alignment()));
            case Measure.Not not -> not;
          };
      case CType.Composite composite ->
          switch (of(composite, python, depth + 1)) {
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

  static Answer of(CType.Composite type, Python python, int depth) {
    if (!type.unknown().isEmpty()) {
      return new Unlaid(type.unknown());
    }
    if (!type.rule().isEmpty() && !type.rule().equals("gcc-sysv")) {
      return new Unlaid("its _layout_ is " + type.rule());
    }
    var earlier = new Walk(type, false);
    var later = new Walk(type, true);
    boolean bits = false;
    for (var member : type.members()) {
      switch (measure(member.type(), python, depth)) {
        case Measure.Not(String why) -> {
          return new Unlaid("member " + member.name() + ": " + why);
        }
        case Measure.Known(Extent extent) -> {
          long width = member.bits().orElse(1L);
          if (width <= 0 || width > extent.size() * BITS) {
            return new Unlaid("member " + member.name() + " is a bit-field of " + width + " bits");
          }
          bits |= member.bits().isPresent();
          earlier.add(member, extent);
          later.add(member, extent);
        }
      }
    }
    boolean same = earlier.layout().equals(later.layout()) && earlier.certain;
    if (!bits || same && type.pack() == 0 && !type.swapped()) {
      return new Laid(earlier.layout());
    }
    if (type.pack() > 0 || type.swapped() || python == Python.UNKNOWN) {
      return new Unlaid("versions of Python place its bit-fields differently");
    }
    return python == Python.FROM_3_14
        ? new Laid(later.layout())
        : earlier.certain
            ? new Laid(earlier.layout())
            : new Unlaid("its bit-fields have types of different widths");
  }

  /// The next free place, between members.
  private static final class Walk {
    private final CType.Composite type;
    private final boolean later;
    private final List<Place> places = new ArrayList<>();

    /// In bits.
    private long next;

    private long size;
    private long alignment = 1;

    /// Of earlier versions, the open storage unit of bit-fields: its width in bits, 0 for none.
    private long unit;

    private long taken;

    /// Whether earlier versions can read what they place.
    private boolean certain = true;

    Walk(CType.Composite type, boolean later) {
      this.type = type;
      this.later = later;
      if (type.align() > 0) {
        alignment = type.align();
      }
    }

    private long packed(long natural) {
      return type.pack() > 0 ? Math.min(type.pack(), natural) : natural;
    }

    void add(CType.Member member, Extent extent) {
      long align = packed(extent.alignment());
      alignment = Math.max(alignment, align);
      long width = extent.size() * BITS;
      if (type.union()) {
        size = Math.max(size, extent.size());
        places.add(new Place(0, member.bits().orElse(width), member.bits().isPresent()));
      } else if (member.bits().isEmpty()) {
        unit = 0;
        long start = up(next, align * BITS);
        places.add(new Place(start, width, false));
        next = start + width;
        size = next / BITS;
      } else if (later) {
        long bits = member.bits().get();
        boolean straddles = next / width != (next + bits - 1) / width;
        long start = straddles ? up(next, align * BITS) : next;
        places.add(new Place(start, bits, true));
        next = start + bits;
        size = up(next, BITS) / BITS;
      } else {
        unit(member.bits().get(), width, align);
      }
    }

    private static long up(long bits, long to) {
      return (bits + to - 1) / to * to;
    }

    /// A bit-field in a storage unit of its type, opened for it or for the one before it.
    private void unit(long bits, long width, long align) {
      certain &= unit == 0 || unit == width;
      if (unit == 0 || taken + bits > unit) {
        unit = width;
        taken = 0;
        next = up(next, align * BITS) + width;
        size = next / BITS;
      }
      places.add(new Place(next - unit + taken, bits, true));
      taken += bits;
    }

    CtypesLayout layout() {
      return new CtypesLayout(up(size, alignment), alignment, List.copyOf(places));
    }
  }
}
