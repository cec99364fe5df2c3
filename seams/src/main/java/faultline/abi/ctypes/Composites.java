package faultline.abi.ctypes;

import faultline.core.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What classes of the program say when they derive from `Structure` or `Union`.
final class Composites {
  private static final Set<String> STRUCTURES =
      Set.of(
          "ctypes.Structure",
          "ctypes.Union",
          "ctypes.BigEndianStructure",
          "ctypes.LittleEndianStructure",
          "ctypes.BigEndianUnion",
          "ctypes.LittleEndianUnion");

  private Composites() {}

  /// The structure that a class with these bases is, or null.
  static CType.@Nullable Composite derived(String name, Place place, List<PyValue> bases) {
    for (var base : bases) {
      if (base instanceof PyValue.Known(String known) && STRUCTURES.contains(known)) {
        return new CType.Composite(
            name, place, known.endsWith("Union"), known.contains("BigEndian"), null);
      }
      if (base instanceof PyValue.Type(CType.Composite parent)) {
        return new CType.Composite(name, place, parent.union(), parent.swapped(), parent);
      }
    }
    return null;
  }

  /// An attribute of the class.
  static void set(CType.Composite type, String name, PyValue value, Scope.Source source) {
    switch (name) {
      case "_fields_" -> fields(type, value);
      case "_pack_" -> number(value).ifPresentOrElse(type::pack, () -> type.hide("its _pack_"));
      case "_align_" -> number(value).ifPresentOrElse(type::align, () -> type.hide("its _align_"));
      case "_layout_" -> {
        if (value instanceof PyValue.Text(String word, _)) {
          type.rule(word);
        } else {
          type.hide("its _layout_ is not known");
        }
      }
      case "_anonymous_" -> {
        var names = Evaluation.items(value);
        if (names != null) {
          type.anonymous(
              names.stream()
                  .map(one -> one instanceof PyValue.Text(String text, _) ? text : "")
                  .toList());
        }
      }
      default -> {
        // Everything else is for Python alone.
      }
    }
  }

  private static Optional<Long> number(PyValue value) {
    return value instanceof PyValue.Whole(var number)
        ? Optional.of(number.longValue())
        : value == PyValue.Nil.NONE ? Optional.of(0L) : Optional.empty();
  }

  private static void fields(CType.Composite type, PyValue value) {
    var items = Evaluation.items(value);
    if (items == null) {
      type.give(List.of());
      type.hide(
          "its _fields_: " + (value instanceof PyValue.Unknown(String why) ? why : "not a list"));
      return;
    }
    var members = new ArrayList<CType.Member>();
    for (var item : items) {
      var parts = Evaluation.items(item);
      if (parts == null
          || parts.size() < 2
          || !(parts.getFirst() instanceof PyValue.Text(String name, _))) {
        type.give(List.of());
        type.hide(
            "a member of _fields_: "
                + (item instanceof PyValue.Unknown(String why) ? why : "not a name and a type"));
        return;
      }
      Optional<Long> bits = Optional.empty();
      if (parts.size() > 2) {
        bits = number(parts.get(2));
        if (bits.isEmpty()) {
          type.give(List.of());
          type.hide("the width of the bit-field " + name);
          return;
        }
      }
      var place = item instanceof PyValue.Items(_, Place where) ? where : type.place();
      members.add(new CType.Member(name, parts.get(1), bits, place));
    }
    type.give(members);
  }
}
