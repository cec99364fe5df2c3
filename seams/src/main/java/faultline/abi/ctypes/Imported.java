package faultline.abi.ctypes;

import faultline.abi.LibraryUse.Name;
import faultline.abi.LibraryUse.Search;
import faultline.core.Place;
import faultline.formats.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a module said when it was imported, put over what its source says: types and prototypes are
/// those of the module, places those of the source.
final class Imported {
  private final Program program;
  private final Scope.Source source;
  private final List<Json.Fields> types = new ArrayList<>();
  private final Map<Integer, PyValue> made = new HashMap<>();

  Imported(Program program, Scope.Source source) {
    this.program = program;
    this.source = source;
  }

  void apply(Json.Fields said) {
    for (var one : items(said, "types")) {
      types.add(one instanceof Json.Fields fields ? fields : new Json.Fields(Map.of()));
    }
    for (int i = 0; i < types.size(); i++) {
      type(i);
    }
    for (var one : items(said, "functions")) {
      if (one instanceof Json.Fields function) {
        function(function);
      }
    }
  }

  private void function(Json.Fields function) {
    var symbol = text(function, "symbol");
    var library = library(text(function, "library"), symbol);
    var place = library.place();
    var known =
        library
            .functions()
            .computeIfAbsent(symbol, _ -> new ForeignFunction(symbol, place, symbol, false));
    var items = function.byName().get("parameters");
    if (items instanceof Json.Items(var values)) {
      var parameters = values.stream().map(one -> type((int) number(one))).toList();
      var before = known.parameters();
      known.parameters(
          new ForeignFunction.Said(
              new PyValue.Items(parameters, before == null ? known.first() : before.place()),
              before == null ? known.first() : before.place(),
              before == null ? known.quote() : before.quote(),
              false));
    }
    var result = type((int) number(function.byName().get("result")));
    var before = known.result();
    // An int is what a function returns of which nobody said anything.
    boolean standard = result instanceof PyValue.Type(CType.Simple simple) && simple.code() == 'i';
    if (before != null || !standard) {
      known.result(
          new ForeignFunction.Said(
              result,
              before == null ? known.first() : before.place(),
              before == null ? known.quote() : before.quote(),
              false));
    }
  }

  /// The library that the source loads for the function, or one of its own.
  private LoadedLibrary library(String name, String symbol) {
    var file = name.substring(name.lastIndexOf('/') + 1);
    for (var one : program.libraries()) {
      if (one.functions().containsKey(symbol) || one.named(file)) {
        one.name(named(name));
        return one;
      }
    }
    var fresh = program.library(source, 1, "imported " + name);
    fresh.name(named(name));
    return fresh;
  }

  private static Name named(String name) {
    return name.isEmpty()
        ? new Name(Search.PROGRAM, "")
        : name.startsWith("/") ? new Name(Search.PATH, name) : new Name(Search.LOADER, name);
  }

  private PyValue type(int number) {
    if (number < 0 || number >= types.size()) {
      return new PyValue.Unknown("a type that was not told");
    }
    var known = made.get(number);
    if (known == null) {
      var fields = types.get(number);
      if (text(fields, "kind").equals("composite")) {
        return composite(number, fields);
      }
      made.put(number, new PyValue.Unknown("a type that contains itself"));
      known = plain(fields);
      made.put(number, known);
    }
    return known;
  }

  private PyValue plain(Json.Fields fields) {
    return switch (text(fields, "kind")) {
      case "none" -> PyValue.Nil.NONE;
      case "simple" -> simple(fields);
      case "pointer" -> {
        var to = type((int) number(fields.byName().get("to")));
        yield new PyValue.Type(new CType.Pointer("POINTER(" + name(to) + ")", to));
      }
      case "array" -> {
        var of = type((int) number(fields.byName().get("of")));
        long count = number(fields.byName().get("count"));
        yield new PyValue.Type(new CType.Series(name(of) + " * " + count, of, count));
      }
      case "code" -> {
        var parameters =
            items(fields, "parameters").stream().map(one -> type((int) number(one))).toList();
        yield new PyValue.Type(
            new CType.Code(
                "CFUNCTYPE(...)",
                type((int) number(fields.byName().get("result"))),
                parameters,
                false));
      }
      default -> new PyValue.Unknown("a class of the program converts it: " + text(fields, "name"));
    };
  }

  private static String name(PyValue value) {
    return value instanceof PyValue.Type(CType type) ? type.name() : "?";
  }

  private static PyValue simple(Json.Fields fields) {
    var name = text(fields, "name");
    var code = text(fields, "code");
    var handle =
        switch (code) {
          case "z" -> "c_char_p";
          case "Z" -> "c_wchar_p";
          case "P", "O", "X" -> "c_void_p";
          default -> "";
        };
    return new PyValue.Type(
        handle.isEmpty()
            ? new CType.Simple(
                name,
                code.isEmpty() ? 'i' : code.charAt(0),
                (int) number(fields.byName().get("size")))
            : new CType.Handle(handle));
  }

  /// The structure of the source that has the name, or one of its own.
  private PyValue composite(int number, Json.Fields fields) {
    var name = text(fields, "name");
    var shown = program.shown(Path.of(text(fields, "file")));
    var found =
        program.composites().stream()
            .filter(one -> one.name().equals(name) && one.place().text().startsWith(shown + ":"))
            .findFirst();
    var type =
        found.orElseGet(
            () -> {
              var fresh =
                  new CType.Composite(
                      name,
                      new Place.Line(shown, 1),
                      flag(fields, "union"),
                      flag(fields, "swapped"),
                      null);
              program.composite(fresh);
              return fresh;
            });
    var value = new PyValue.Type(type);
    made.put(number, value);
    var places = new HashMap<String, Place>();
    type.own().forEach(member -> places.put(member.name(), member.place()));
    var members = new ArrayList<CType.Member>();
    for (var base : found.isPresent() ? List.<Json>of() : items(fields, "base")) {
      if (type((int) number(base)) instanceof PyValue.Type(CType.Composite parent)) {
        members.addAll(parent.members());
      }
    }
    for (var one : items(fields, "fields")) {
      if (one instanceof Json.Fields field) {
        long bits = number(field.byName().get("bits"));
        var member = text(field, "name");
        members.add(
            new CType.Member(
                member,
                type((int) number(field.byName().get("type"))),
                bits == 0 ? Optional.empty() : Optional.of(bits),
                places.getOrDefault(member, type.place())));
      }
    }
    type.hide("");
    type.pack(number(fields.byName().get("pack")));
    type.align(number(fields.byName().get("align")));
    type.anonymous(
        items(fields, "anonymous").stream()
            .map(one -> one instanceof Json.Text(String text) ? text : "")
            .toList());
    type.give(members);
    return value;
  }

  private static List<Json> items(Json.Fields fields, String name) {
    return fields.byName().get(name) instanceof Json.Items(var values) ? values : List.of();
  }

  static String text(Json.Fields fields, String name) {
    return fields.byName().get(name) instanceof Json.Text(String text) ? text : "";
  }

  private static boolean flag(Json.Fields fields, String name) {
    return fields.byName().get(name) instanceof Json.Bool(boolean set) && set;
  }

  static long number(@org.jspecify.annotations.Nullable Json value) {
    return value instanceof Json.Number one ? one.whole().orElse(-1) : -1;
  }
}
