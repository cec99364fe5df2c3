package faultline.abi.ctypes;

import faultline.abi.LibraryUse.Name;
import faultline.abi.LibraryUse.Search;
import faultline.core.Place;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What Python and its modules `ctypes`, `os`, `sys`, `platform` and `pathlib` answer on Linux.
final class Builtins {
  private final Program program;
  private final Scope scope;

  Builtins(Program program, Scope scope) {
    this.program = program;
    this.scope = scope;
  }

  /// What a name stands for that the program did not give one.
  PyValue name(String name) {
    if (name.startsWith("ctypes.wintypes.")) {
      var type = SimpleTypes.ofWindows(name.substring(16));
      return type == null ? new PyValue.Known(name) : new PyValue.Type(type);
    }
    if (name.startsWith("ctypes.")) {
      var type = SimpleTypes.of(name.substring(7));
      return type == null ? new PyValue.Known(name) : new PyValue.Type(type);
    }
    return switch (name) {
      case "sys.platform" -> text("linux");
      case "os.name" -> text("posix");
      case "os.sep", "os.path.sep" -> text("/");
      case "sys.maxsize" -> PyValue.Whole.of(Long.MAX_VALUE);
      case "sys.byteorder" -> text("little");
      case "typing.TYPE_CHECKING" -> new PyValue.Truth(false);
      default -> new PyValue.Known(name);
    };
  }

  private static PyValue text(String text) {
    return new PyValue.Text(text, false);
  }

  /// The names of `from ctypes import *`.
  Map<String, PyValue> all(String module) {
    var found = new LinkedHashMap<String, PyValue>();
    if (module.equals("ctypes")) {
      for (var one : SimpleTypes.names()) {
        found.put(one, name("ctypes." + one));
      }
      for (var one :
          List.of(
              "Structure",
              "Union",
              "BigEndianStructure",
              "LittleEndianStructure",
              "BigEndianUnion",
              "LittleEndianUnion",
              "POINTER",
              "ARRAY",
              "CFUNCTYPE",
              "PYFUNCTYPE",
              "CDLL",
              "PyDLL",
              "cdll",
              "pydll",
              "pythonapi",
              "byref",
              "pointer",
              "cast",
              "sizeof",
              "alignment",
              "addressof",
              "create_string_buffer",
              "create_unicode_buffer",
              "c_buffer",
              "string_at",
              "get_errno")) {
        found.put(one, new PyValue.Known("ctypes." + one));
      }
    } else if (module.equals("ctypes.util")) {
      found.put("find_library", new PyValue.Known("ctypes.util.find_library"));
    }
    return found;
  }

  /// An attribute of a type of ctypes.
  PyValue attribute(CType type, String name) {
    return switch (name) {
      case "in_dll" -> new PyValue.Method(method("in_dll"), new PyValue.Type(type));
      case "from_buffer", "from_buffer_copy", "from_address", "from_param" ->
          new PyValue.Method(method("make"), new PyValue.Type(type));
      case "__name__" -> text(type.name());
      default -> new PyValue.Unknown("attribute " + name);
    };
  }

  private PyValue.Function method(String name) {
    return new PyValue.Function(name, List.of(), List.of(), scope);
  }

  PyValue call(String name, List<PyValue> given, Map<String, PyValue> named, int line) {
    var first = given.isEmpty() ? null : given.getFirst();
    return switch (name) {
      case "ctypes.CDLL", "ctypes.PyDLL", "ctypes.cdll.LoadLibrary", "ctypes.pydll.LoadLibrary" ->
          library(first != null ? first : named.get("name"), line);
      case "numpy.ctypeslib.load_library" -> numpy(given, line);
      case "ctypes.util.find_library" ->
          first instanceof PyValue.Text(String library, _)
              ? new PyValue.Known("find " + library)
              : new PyValue.Unknown("a library whose name is not known");
      case "ctypes.POINTER" -> pointer(first);
      case "ctypes.ARRAY" ->
          given.size() == 2
              ? Arithmetic.of("*", given.getFirst(), given.get(1), place(line))
              : new PyValue.Unknown("an array");
      case "ctypes.CFUNCTYPE", "ctypes.PYFUNCTYPE", "ctypes.WINFUNCTYPE" -> code(given, name);
      case "ctypes.sizeof", "ctypes.alignment" -> measure(first, name.endsWith("sizeof"));
      case "ctypes.byref",
          "ctypes.pointer",
          "ctypes.addressof",
          "ctypes.create_string_buffer",
          "ctypes.create_unicode_buffer",
          "ctypes.c_buffer" ->
          new PyValue.Reference();
      case "ctypes.cast" ->
          given.size() == 2 && given.get(1) instanceof PyValue.Type(CType type)
              ? new PyValue.Typed(type)
              : new PyValue.Reference();
      case "numpy.ctypeslib.ndpointer" -> new PyValue.Type(new CType.Handle("ndpointer"));
      default -> plain(name, given, first, line);
    };
  }

  private PyValue plain(String name, List<PyValue> given, @Nullable PyValue first, int line) {
    return switch (name) {
      case "os.path.join" -> joined(given);
      case "os.path.dirname" ->
          first instanceof PyValue.Text(String path, _)
              ? text(Paths.folder(path))
              : unknown("a path");
      case "os.path.basename" ->
          first instanceof PyValue.Text(String path, _)
              ? text(Paths.name(path))
              : unknown("a path");
      case "os.path.abspath",
          "os.path.realpath",
          "os.path.normpath",
          "os.fspath",
          "str",
          "pathlib.Path",
          "pathlib.PurePath",
          "pathlib.PosixPath" ->
          given.size() > 1
              ? joined(given)
              : first instanceof PyValue.Text
                  ? first
                  : first instanceof PyValue.Whole(BigInteger number)
                      ? text(number.toString())
                      : first instanceof PyValue.Known(String found) && found.startsWith("find ")
                          ? first
                          : unknown("a text");
      case "platform.system" -> text("Linux");
      case "platform.machine" -> text("x86_64");
      case "platform.architecture" ->
          new PyValue.Items(List.of(text("64bit"), text("ELF")), place(line));
      case "struct.calcsize" ->
          first instanceof PyValue.Text(String format, _) && format.equals("P")
              ? PyValue.Whole.of(8)
              : unknown("a size");
      case "sys.platform.startswith" -> unknown("a condition");
      case "range" -> range(given, line);
      case "len" -> {
        var items = first == null ? null : Evaluation.items(first);
        yield items == null ? unknown("a length") : PyValue.Whole.of(items.size());
      }
      case "int" -> first instanceof PyValue.Whole ? first : unknown("a number");
      case "bool" -> {
        var truth = first == null ? null : Evaluation.truth(first);
        yield truth == null ? unknown("a condition") : new PyValue.Truth(truth);
      }
      case "list", "tuple", "sorted", "reversed", "set", "frozenset", "iter" -> {
        var items = first == null ? List.<PyValue>of() : Evaluation.items(first);
        yield items == null || name.equals("reversed") || name.equals("sorted")
            ? unknown("a list")
            : new PyValue.Items(items, place(line));
      }
      case "dict" -> first instanceof PyValue.Table ? first : unknown("a dictionary");
      case "enumerate" -> enumerated(first, line);
      case "zip" -> zipped(given, line);
      case "hasattr", "isinstance", "issubclass", "callable" -> unknown("a condition");
      case "id" -> unknown("an address");
      default -> unknown("the result of " + name);
    };
  }

  private static PyValue unknown(String why) {
    return new PyValue.Unknown(why);
  }

  private Place place(int line) {
    return new Place.Line(scope.source().shown(), line);
  }

  private static PyValue joined(List<PyValue> given) {
    var path = "";
    for (var part : given) {
      if (!(part instanceof PyValue.Text(String text, _))) {
        return unknown("a path with an unknown part");
      }
      path = Paths.join(path, text);
    }
    return text(path);
  }

  private PyValue range(List<PyValue> given, int line) {
    var numbers = given.stream().map(Evaluation::number).toList();
    if (numbers.isEmpty() || numbers.size() > 2 || numbers.contains(null)) {
      return unknown("a range");
    }
    var from = numbers.size() == 1 ? BigInteger.ZERO : numbers.getFirst();
    var count = numbers.getLast().subtract(from);
    if (count.bitLength() > 14) {
      return unknown("a long range");
    }
    var items = new ArrayList<PyValue>();
    for (int i = 0; i < count.intValue(); i++) {
      items.add(new PyValue.Whole(from.add(BigInteger.valueOf(i))));
    }
    return new PyValue.Items(List.copyOf(items), place(line));
  }

  private PyValue enumerated(@Nullable PyValue first, int line) {
    var items = first == null ? null : Evaluation.items(first);
    if (items == null) {
      return unknown("a list");
    }
    var pairs = new ArrayList<PyValue>();
    for (int i = 0; i < items.size(); i++) {
      pairs.add(new PyValue.Items(List.of(PyValue.Whole.of(i), items.get(i)), place(line)));
    }
    return new PyValue.Items(List.copyOf(pairs), place(line));
  }

  private PyValue zipped(List<PyValue> given, int line) {
    var lists = given.stream().map(Evaluation::items).toList();
    if (lists.isEmpty() || lists.contains(null)) {
      return unknown("a list");
    }
    int shortest = lists.stream().mapToInt(List::size).min().orElse(0);
    var rows = new ArrayList<PyValue>();
    for (int i = 0; i < shortest; i++) {
      int at = i;
      rows.add(
          new PyValue.Items(
              lists.stream().map(list -> list.get(at)).collect(Collectors.toList()), place(line)));
    }
    return new PyValue.Items(List.copyOf(rows), place(line));
  }

  private static PyValue pointer(@Nullable PyValue target) {
    if (target == null) {
      return unknown("a pointer to nothing");
    }
    if (target == PyValue.Nil.NONE) {
      return new PyValue.Type(new CType.Handle("c_void_p"));
    }
    var name = target instanceof PyValue.Type(CType type) ? type.name() : "?";
    return new PyValue.Type(new CType.Pointer("POINTER(" + name + ")", target));
  }

  private static PyValue code(List<PyValue> given, String name) {
    if (given.isEmpty()) {
      return unknown("a callback without a result type");
    }
    var text =
        given.stream()
            .map(
                one ->
                    one instanceof PyValue.Type(CType type)
                        ? type.name()
                        : one == PyValue.Nil.NONE ? "None" : "?")
            .collect(Collectors.joining(", "));
    var word = name.substring(name.indexOf('.') + 1);
    return new PyValue.Type(
        new CType.Code(
            word + "(" + text + ")",
            given.getFirst(),
            List.copyOf(given.subList(1, given.size())),
            word.startsWith("WIN")));
  }

  private PyValue measure(@Nullable PyValue value, boolean size) {
    var type =
        value instanceof PyValue.Typed(CType one) && one != null ? new PyValue.Type(one) : value;
    return type != null
            && CtypesLayout.measure(type, program.python(), 0)
                instanceof CtypesLayout.Measure.Known(CtypesLayout.Extent extent)
        ? PyValue.Whole.of(size ? extent.size() : extent.alignment())
        : unknown("a size");
  }

  private PyValue numpy(List<PyValue> given, int line) {
    return given.size() == 2
            && given.getFirst() instanceof PyValue.Text(String name, _)
            && given.get(1) instanceof PyValue.Text(String folder, _)
        ? library(text(Paths.join(folder, name.contains(".so") ? name : name + ".so")), line)
        : library(unknown("a path"), line);
  }

  private PyValue library(@Nullable PyValue name, int line) {
    var what =
        switch (name) {
          case PyValue.Text(String text, _) -> text;
          case PyValue.Known(String known) -> known;
          case null, default -> "";
        };
    var library = program.library(scope.source(), line, what);
    switch (name) {
      case null -> library.name(new Name(Search.PROGRAM, ""));
      case PyValue.Nil _ -> library.name(new Name(Search.PROGRAM, ""));
      case PyValue.Text(String text, _) -> library.name(named(text));
      case PyValue.Known(String known) when known.startsWith("find ") ->
          library.name(new Name(Search.LINKER, known.substring(5)));
      case PyValue.Unknown(String why) ->
          library.unknown("the name of the library is not known before the program runs: " + why);
      default -> library.unknown("the name of the library is not known before the program runs");
    }
    return new PyValue.Library(library);
  }

  /// A name with a slash is a path, from the folder of the program as from any.
  private Name named(String text) {
    if (!text.contains("/")) {
      return new Name(Search.LOADER, text);
    }
    var folder = scope.source().path().getParent();
    return new Name(
        Search.PATH, folder == null ? text : folder.resolve(text).normalize().toString());
  }
}
