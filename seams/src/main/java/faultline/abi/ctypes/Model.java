package faultline.abi.ctypes;

import faultline.abi.ConstantDeclaration;
import faultline.abi.Declarations;
import faultline.abi.FunctionDeclaration;
import faultline.abi.Layout;
import faultline.abi.LibraryUse;
import faultline.abi.Prototype;
import faultline.abi.Shape;
import faultline.abi.Shape.Sort;
import faultline.abi.VariableDeclaration;
import faultline.core.Place;
import faultline.core.Unread;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Turns what was found in programs into the contract model.
final class Model {
  private static final String LANGUAGE = "ctypes";
  private static final int POINTER = 8;
  private static final int DEEPEST = 32;
  private static final int BITS = 8;

  /// More values than anyone compares one by one.
  private static final int MOST = 1 << 16;

  private static final Shape INT = new Shape.Number("c_int", Sort.SIGNED, 4);

  private final List<LoadedLibrary> libraries;
  private final List<Program.VariableUse> variables;
  private final List<CType.Composite> composites;
  private final List<Program.NamedNumber> numbers;
  private final CtypesLayout.Python python;
  private final IdentityHashMap<CType.Composite, String> keys = new IdentityHashMap<>();

  Model(
      List<LoadedLibrary> libraries,
      List<Program.VariableUse> variables,
      List<CType.Composite> composites,
      List<Program.NamedNumber> numbers,
      CtypesLayout.Python python) {
    this.libraries = libraries;
    this.variables = variables;
    this.composites = composites;
    this.numbers = numbers;
    this.python = python;
    for (var one : composites) {
      keys.put(one, "ctypes " + one.place().text() + " " + one.name() + " " + keys.size());
    }
  }

  Declarations declarations(List<Unread> unread) {
    var layouts = new LinkedHashMap<String, Layout>();
    for (var one : composites) {
      // A class that only others are derived from has nothing to compare.
      if (!one.unknown().equals("it has no _fields_")) {
        layouts.put(key(one), layout(one));
      }
    }
    var functions = new ArrayList<FunctionDeclaration>();
    var uses = new ArrayList<LibraryUse>();
    for (var library : libraries) {
      uses.add(library.use());
      for (var function : library.functions().values()) {
        functions.add(function(library, function));
      }
    }
    var data = new ArrayList<VariableDeclaration>();
    for (var one : variables) {
      data.add(
          new VariableDeclaration(
              LANGUAGE,
              Optional.of(one.library().id()),
              one.symbol(),
              one.place(),
              one.quote(),
              shape(one.type(), 0)));
    }
    return new Declarations(uses, functions, data, constants(), layouts, List.of(), unread);
  }

  private List<ConstantDeclaration> constants() {
    var found = new ArrayList<ConstantDeclaration>();
    for (var one : numbers) {
      if (one.value().bitLength() < 64) {
        found.add(
            new ConstantDeclaration(
                LANGUAGE, one.name(), one.value().longValue(), one.place(), one.quote()));
      }
    }
    return found;
  }

  private String key(CType.Composite type) {
    return keys.computeIfAbsent(
        type, one -> "ctypes " + one.place().text() + " " + one.name() + " " + keys.size());
  }

  private FunctionDeclaration function(LoadedLibrary library, ForeignFunction function) {
    var parameters = function.parameters();
    var result = function.result();
    Optional<List<Prototype.Parameter>> taken = Optional.empty();
    if (parameters != null && parameters.value() instanceof PyValue.Items(var items, _)) {
      var list = new ArrayList<Prototype.Parameter>();
      for (var item : items) {
        list.add(new Prototype.Parameter("", passed(item), parameters.place()));
      }
      taken = Optional.of(list);
    }
    var returns =
        result == null
            ? new Prototype.Result(INT, false, null, "")
            : new Prototype.Result(result(result.value()), true, result.place(), result.quote());
    var said = parameters != null ? parameters : result;
    return new FunctionDeclaration(
        LANGUAGE,
        Optional.of(library.id()),
        function.symbol(),
        said == null ? function.first() : said.place(),
        said == null ? function.quote() : said.quote(),
        new Prototype(taken, returns, false, Optional.empty()),
        said != null,
        function.optional(),
        function.calls());
  }

  private Shape result(PyValue value) {
    return switch (value) {
      case PyValue.Nil _ -> new Shape.Nothing("None");
      // A function of the program gets an int, and gives what it likes.
      case PyValue.Function _, PyValue.Method _ -> INT;
      default -> shape(value, 0);
    };
  }

  /// A type in `argtypes`: an array is passed as a pointer to its first element.
  private Shape passed(PyValue value) {
    var shape = shape(value, 0);
    return shape instanceof Shape.Series series
        ? new Shape.Address(series.text(), POINTER, series.element())
        : shape;
  }

  private Shape shape(PyValue value, int depth) {
    if (depth > DEEPEST) {
      return new Shape.Unknown("...", "types nested too deep");
    }
    return switch (value) {
      case PyValue.Type(CType type) -> shape(type, depth);
      case PyValue.Nil _ -> new Shape.Nothing("None");
      case PyValue.Unknown(String why) ->
          new Shape.Unknown("?", "not known before it runs: " + why);
      case PyValue.Known(String name) -> new Shape.Unknown(name, "the type " + name);
      case PyValue.ClassOf type ->
          new Shape.Unknown(type.name(), "a class of the program converts it: " + type.name());
      default -> new Shape.Unknown("?", "no type of ctypes");
    };
  }

  private Shape shape(CType type, int depth) {
    return switch (type) {
      case CType.Simple simple -> number(simple);
      case CType.Handle handle -> handle(handle);
      case CType.Pointer pointer ->
          new Shape.Address(pointer.name(), POINTER, shape(pointer.target(), depth + 1));
      case CType.Series series ->
          new Shape.Series(series.name(), shape(series.element(), depth + 1), series.count());
      case CType.Code code ->
          new Shape.Address(
              code.name(), POINTER, new Shape.Code(code.name(), prototype(code, depth + 1)));
      case CType.Composite composite -> {
        var size =
            CtypesLayout.of(composite, python, 0) instanceof CtypesLayout.Laid(CtypesLayout layout)
                ? OptionalLong.of(layout.size())
                : OptionalLong.empty();
        yield new Shape.Composite(composite.name(), key(composite), size);
      }
    };
  }

  private Prototype prototype(CType.Code code, int depth) {
    var parameters = new ArrayList<Prototype.Parameter>();
    for (var one : code.parameters()) {
      parameters.add(new Prototype.Parameter("", shape(one, depth), null));
    }
    return new Prototype(
        Optional.of(parameters),
        new Prototype.Result(result(code.result()), true, null, ""),
        false,
        code.windows() ? Optional.of("stdcall") : Optional.empty());
  }

  private static Shape number(CType.Simple simple) {
    var sort =
        switch (simple.code()) {
          case '?' -> Sort.BOOLEAN;
          case 'c', 'u' -> Sort.CHARACTER;
          case 'f', 'd', 'g' -> Sort.FLOATING;
          case 'F', 'D', 'G' -> Sort.COMPLEX;
          case 'B', 'H', 'I', 'L', 'Q' -> Sort.UNSIGNED;
          default -> Sort.SIGNED;
        };
    boolean platform = simple.code() == 'l' || simple.code() == 'L';
    return new Shape.Number(simple.name(), sort, simple.bytes(), platform);
  }

  private static Shape handle(CType.Handle handle) {
    return switch (handle.name()) {
      case "c_char_p" ->
          new Shape.Address(
              "c_char_p",
              POINTER,
              new Shape.Number("c_char", Sort.CHARACTER, 1),
              Shape.Conversion.COPIED);
      case "c_wchar_p" ->
          new Shape.Address(
              "c_wchar_p",
              POINTER,
              new Shape.Number("c_wchar", Sort.CHARACTER, 4),
              Shape.Conversion.COPIED);
      default -> new Shape.Address(handle.name(), POINTER, new Shape.Nothing("anything"));
    };
  }

  /// The layout; where versions of Python have two and nobody knows which one runs, both.
  private Layout layout(CType.Composite type) {
    if (python != CtypesLayout.Python.UNKNOWN) {
      return layout(type, python);
    }
    var earlier = layout(type, CtypesLayout.Python.UP_TO_3_13);
    var later = layout(type, CtypesLayout.Python.FROM_3_14);
    return earlier.equals(later) ? earlier : earlier.or(later);
  }

  private Layout layout(CType.Composite type, CtypesLayout.Python python) {
    return switch (CtypesLayout.of(type, python, 0)) {
      case CtypesLayout.Unlaid(String why) ->
          new Layout(
              type.name(),
              type.union(),
              OptionalLong.empty(),
              type.pack() > 0,
              List.of(),
              false,
              why,
              Set.of(),
              type.place(),
              Optional.empty());
      case CtypesLayout.Laid(CtypesLayout laid) -> {
        var fields = new ArrayList<Layout.Field>();
        var parts = new HashSet<String>();
        parts(type, parts);
        boolean whole = flatten(type, laid, python, 0, "", fields, 0);
        yield new Layout(
            type.name(),
            type.union(),
            OptionalLong.of(laid.size()),
            type.pack() > 0,
            fields,
            whole,
            whole ? "" : "it has more than " + MOST + " values",
            parts,
            type.place(),
            Optional.empty());
      }
    };
  }

  /// The keys of the structures that are inside of one.
  private void parts(CType.Composite type, Set<String> into) {
    for (var member : type.members()) {
      var value = member.type();
      while (value instanceof PyValue.Type(CType.Series series)) {
        value = series.element();
      }
      if (value instanceof PyValue.Type(CType.Composite inner) && into.add(key(inner))) {
        parts(inner, into);
      }
    }
  }

  private boolean flatten(
      CType.Composite type,
      CtypesLayout laid,
      CtypesLayout.Python python,
      long start,
      String path,
      List<Layout.Field> into,
      int depth) {
    boolean whole = depth < DEEPEST;
    for (int i = 0; whole && i < type.members().size(); i++) {
      var member = type.members().get(i);
      var where = laid.places().get(i);
      var name = type.anonymous().contains(member.name()) ? "" : member.name();
      var inner = path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
      whole =
          where.bitField()
              ? into.add(
                  new Layout.Field(
                      inner,
                      start + where.offset(),
                      where.bits(),
                      shape(member.type(), 0),
                      Layout.SINGLE,
                      true,
                      member.place()))
              : value(
                  member.type(),
                  python,
                  start + where.offset(),
                  inner,
                  member.place(),
                  into,
                  depth + 1);
    }
    return whole;
  }

  private boolean value(
      PyValue value,
      CtypesLayout.Python python,
      long offset,
      String path,
      Place place,
      List<Layout.Field> into,
      int depth) {
    if (into.size() > MOST || !(value instanceof PyValue.Type(CType type))) {
      return false;
    }
    switch (type) {
      case CType.Composite composite -> {
        return CtypesLayout.of(composite, python, 0) instanceof CtypesLayout.Laid(CtypesLayout laid)
            && flatten(composite, laid, python, offset, path, into, depth);
      }
      case CType.Series series -> {
        return series(series, python, offset, path, place, into, depth);
      }
      default -> {
        var shape = shape(type, 0);
        long bits = shape.size().orElse(0) * BITS;
        return into.add(new Layout.Field(path, offset, bits, shape, Layout.SINGLE, false, place));
      }
    }
  }

  private boolean series(
      CType.Series series,
      CtypesLayout.Python python,
      long offset,
      String path,
      Place place,
      List<Layout.Field> into,
      int depth) {
    PyValue element = series.element();
    long count = series.count();
    while (element instanceof PyValue.Type(CType.Series inner)) {
      count *= inner.count();
      element = inner.element();
    }
    if (!(element instanceof PyValue.Type(CType type))
        || !(CtypesLayout.measure(element, python, 0)
            instanceof CtypesLayout.Measure.Known(CtypesLayout.Extent extent))) {
      return false;
    }
    if (!(type instanceof CType.Composite)) {
      return into.add(
          new Layout.Field(
              path, offset, extent.size() * BITS, shape(type, 0), count, false, place));
    }
    boolean whole = true;
    for (long i = 0; whole && i < count; i++) {
      whole =
          value(
              element,
              python,
              offset + i * extent.size() * BITS,
              path + "[" + i + "]",
              place,
              into,
              depth + 1);
    }
    return whole;
  }
}
