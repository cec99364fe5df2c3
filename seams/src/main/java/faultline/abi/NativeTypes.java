package faultline.abi;

import faultline.abi.Shape.Sort;
import faultline.core.Place;
import faultline.formats.bytes.MalformedException;
import faultline.formats.dwarf.At;
import faultline.formats.dwarf.Entry;
import faultline.formats.dwarf.FileTable;
import faultline.formats.dwarf.Unit;
import faultline.formats.dwarf.types.Signature;
import faultline.formats.dwarf.types.Slot;
import faultline.formats.dwarf.types.Subprogram;
import faultline.formats.dwarf.types.Type;
import faultline.formats.dwarf.types.TypeRef;
import faultline.formats.dwarf.types.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Turns types of debug information into the shapes and layouts of the contract model.
final class NativeTypes {
  private static final int BITS = 8;
  private static final int DEEPEST = 24;

  /// No file has this name: for what has no place in any source.
  private final Place nowhere;

  private final UnaryOperator<String> shown;
  private final Types types = new Types();
  private final Map<String, Layout> layouts = new HashMap<>();
  private final Map<String, Integer> explored = new HashMap<>();
  private final Map<Unit, FileTable> files = new HashMap<>();

  /// @param shown how reports write a path
  NativeTypes(Place nowhere, UnaryOperator<String> shown) {
    this.nowhere = nowhere;
    this.shown = shown;
  }

  Map<String, Layout> layouts() {
    return layouts;
  }

  Library.Function function(Entry entry, String symbol, int depth) {
    var subprogram = types.function(entry);
    return new Library.Function(
        prototype(subprogram.signature(), depth, convention(subprogram)),
        subprogram.signature().prototyped() || !isC(entry.unit().language()),
        subprogram.noReturn(),
        place(entry),
        new Type.Function(subprogram.signature()).text(symbol));
  }

  /// C alone has functions whose parameters are open (DWARF 5, table 7.17, and its later numbers).
  private static boolean isC(int language) {
    return switch (language) {
      case 0, 0x01, 0x02, 0x0c, 0x1d, 0x2c, 0x3e -> true;
      default -> false;
    };
  }

  private static Optional<String> convention(Subprogram subprogram) {
    return subprogram.convention().isEmpty()
        ? Optional.empty()
        : Optional.of("calling convention " + subprogram.convention().getAsInt());
  }

  Library.Variable variable(Entry entry, String symbol, int depth) {
    var variable = types.variable(entry);
    var type = variable.type();
    return new Library.Variable(shape(type, depth, 0), place(entry), type.type().text(symbol));
  }

  private Prototype prototype(Signature signature, int depth, Optional<String> convention) {
    var parameters = new ArrayList<Prototype.Parameter>();
    for (var parameter : signature.parameters()) {
      parameters.add(
          new Prototype.Parameter(parameter.name(), shape(parameter.type(), depth, 0), null));
    }
    var returns = shape(signature.returns(), depth, 0);
    return new Prototype(
        Optional.of(parameters),
        new Prototype.Result(returns, true, null, ""),
        signature.variadic(),
        convention);
  }

  private Shape shape(TypeRef ref, int depth, int nested) {
    var type = ref.type();
    if (nested > DEEPEST) {
      return new Shape.Unknown(type.text(), "types nested too deep");
    }
    return shape(type, type.text(), ref, depth, nested);
  }

  private Shape shape(Type type, String text, @Nullable TypeRef ref, int depth, int nested) {
    return switch (type) {
      case Type.Alias alias ->
          shape(alias.target().type(), text, alias.target(), depth, nested + 1);
      case Type.Qualified qualified ->
          shape(qualified.target().type(), text, qualified.target(), depth, nested + 1);
      case Type.Nothing _ -> new Shape.Nothing(text);
      case Type.Base base -> base(base, text);
      case Type.Enumeration enumeration ->
          new Shape.Number(text, Sort.ENUMERATION, enumeration.size().orElse(4));
      case Type.Pointer pointer ->
          new Shape.Address(
              text, pointer.size().orElse(8), target(pointer.target(), depth, nested));
      case Type.MemberPointer _ -> new Shape.Unknown(text, "pointers to members of classes");
      case Type.Composite composite -> composite(composite, text, ref, depth);
      case Type.Array array when array.vector() -> new Shape.Unknown(text, "vector types");
      case Type.Array array -> series(array, text, depth, nested);
      case Type.Function function ->
          new Shape.Code(text, prototype(function.signature(), depth, Optional.empty()));
      case Type.Unspecified _ -> new Shape.Unknown(text, "a type without a description");
    };
  }

  private Shape target(TypeRef ref, int depth, int nested) {
    if (nested > DEEPEST) {
      return new Shape.Unknown("...", "types nested too deep");
    }
    // A const behind a pointer is told; a type of its own is not looked into.
    return shape(ref, depth, nested + 1);
  }

  private Shape series(Type.Array array, String text, int depth, int nested) {
    long count = 1;
    for (var one : array.counts()) {
      count = one.isEmpty() || count < 0 ? Layout.OPEN : count * one.getAsLong();
    }
    return new Shape.Series(
        text, shape(array.element(), depth, nested + 1), array.counts().isEmpty() ? -1 : count);
  }

  private static Shape base(Type.Base base, String text) {
    long size = base.size().orElse(0);
    // `long long` has one width everywhere, and a typedef means the width that it has.
    boolean platform = text.contains("long") && !text.contains("long long");
    return switch (base.encoding()) {
      case SIGNED -> new Shape.Number(text, Sort.SIGNED, size, platform);
      case UNSIGNED -> new Shape.Number(text, Sort.UNSIGNED, size, platform);
      case BOOLEAN -> new Shape.Number(text, Sort.BOOLEAN, size);
      case SIGNED_CHARACTER, UNSIGNED_CHARACTER, UNICODE ->
          new Shape.Number(text, Sort.CHARACTER, size);
      case FLOATING -> new Shape.Number(text, Sort.FLOATING, size);
      case COMPLEX -> new Shape.Number(text, Sort.COMPLEX, size);
      case DECIMAL_FLOATING, ADDRESS, OTHER ->
          new Shape.Unknown(text, "the type " + base.name() + ", which no other language has");
    };
  }

  private Shape composite(Type.Composite composite, String text, @Nullable TypeRef ref, int depth) {
    var entry = ref == null ? Optional.<Entry>empty() : ref.entry();
    var key =
        entry
            .map(
                one ->
                    System.identityHashCode(one.unit().file())
                        + "@"
                        + Long.toHexString(one.offset()))
            .orElse("?" + text);
    if (depth > 0 && explored.getOrDefault(key, 0) < depth) {
      explored.put(key, depth);
      layouts.put(key, layout(composite, text, entry, depth - 1));
    }
    return new Shape.Composite(text, key, composite.size());
  }

  private Layout layout(Type.Composite composite, String text, Optional<Entry> entry, int depth) {
    var flat = faultline.formats.dwarf.types.Layout.of(composite);
    var places = entry.map(this::members).orElse(Map.of());
    var fields = new ArrayList<Layout.Field>();
    for (var slot : flat.slots()) {
      fields.add(field(slot, places, depth));
    }
    return new Layout(
        text.replaceFirst("^((const|volatile|restrict) )+", ""),
        composite.composition() == Type.Composition.UNION,
        composite.declaration() ? OptionalLong.empty() : flat.size(),
        packed(flat),
        fields,
        flat.complete(),
        flat.complete() ? "" : "the debug information does not tell all of it",
        Set.of(),
        entry.map(this::place).orElse(nowhere),
        Optional.empty());
  }

  private Layout.Field field(Slot slot, Map<String, Place> places, int depth) {
    var type = slot.type();
    var shape = shape(type, type.text(), null, depth, 0);
    long count =
        slot.count().isEmpty()
            ? Layout.SINGLE
            : slot.count().getAsLong() == Slot.OPEN ? Layout.OPEN : slot.count().getAsLong();
    var head = slot.path().split("[.\\[]", 2)[0];
    return new Layout.Field(
        slot.path(), slot.offset(), slot.bits(), shape, count, slot.bitField(), places.get(head));
  }

  /// Whether some value is where its own alignment would not let it be.
  private static boolean packed(faultline.formats.dwarf.types.Layout flat) {
    for (var slot : flat.slots()) {
      long width = slot.bits() / BITS;
      boolean power = width > 0 && Long.bitCount(width) == 1 && width <= 16;
      if (!slot.bitField() && power && slot.offset() % slot.bits() != 0) {
        return true;
      }
    }
    long widest =
        flat.slots().stream()
            .filter(slot -> !slot.bitField() && Long.bitCount(slot.bits()) == 1)
            .mapToLong(slot -> Math.min(16, slot.bits() / BITS))
            .max()
            .orElse(1);
    return flat.size().orElse(0) % Math.max(1, widest) != 0;
  }

  private Map<String, Place> members(Entry composite) {
    var found = new HashMap<String, Place>();
    for (var child : composite.children()) {
      child.name().ifPresent(name -> found.putIfAbsent(name, place(child)));
    }
    return found;
  }

  /// Where the source declares what an entry describes.
  Place place(Entry entry) {
    var at = entry;
    for (int i = 0; i < DEEPEST && !at.has(At.DECL_LINE); i++) {
      var next = at;
      var original = next.reference(At.ABSTRACT_ORIGIN).or(() -> next.reference(At.SPECIFICATION));
      if (original.isEmpty()) {
        break;
      }
      at = original.get();
    }
    var line = at.number(At.DECL_LINE);
    var file = at.number(At.DECL_FILE);
    if (line.isEmpty() || file.isEmpty()) {
      return nowhere;
    }
    return path(at.unit(), file.getAsLong())
        .<Place>map(path -> new Place.Line(shown.apply(path), line.getAsLong()))
        .orElse(nowhere);
  }

  private Optional<String> path(Unit unit, long number) {
    try {
      var table = files.get(unit);
      if (table == null) {
        table = FileTable.of(unit);
        files.put(unit, table);
      }
      return table.path(number);
    } catch (MalformedException _) {
      return Optional.empty(); // without the names of files the types are still good
    }
  }

  /// The values of an enumeration whose names are asked for.
  List<Map.Entry<String, Library.Constant>> constants(Entry enumeration, Set<String> wanted) {
    var found = new ArrayList<Map.Entry<String, Library.Constant>>();
    if (types.of(enumeration) instanceof Type.Enumeration all) {
      for (var one : all.enumerators()) {
        if (wanted.contains(one.name())) {
          found.add(
              Map.entry(
                  one.name(),
                  new Library.Constant(
                      all.text(),
                      one.value(),
                      place(enumeration),
                      one.name() + " = " + one.value())));
        }
      }
    }
    return found;
  }
}
