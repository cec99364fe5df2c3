package faultline.abi.ctypes;

import faultline.abi.Declarations;
import faultline.core.Place;
import faultline.core.Unread;
import faultline.formats.bytes.MalformedException;
import faultline.formats.json.Json;
import faultline.formats.python.PythonReader;
import faultline.formats.python.Statement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All modules of the programs of a tree, each followed once, and what was found in them.
final class Program {
  /// Steps of evaluation for one file with what it calls: enough for tables of thousands of
  /// functions, and an end for loops that never come to theirs.
  private static final int MOST_STEPS = 1_000_000;

  /// Where modules come from.
  interface Modules {
    /// The source of the module that `from` imports by a dotted name; `dots` counts leading ones.
    Optional<Scope.Source> find(Path from, int dots, String name);
  }

  private final Modules modules;
  private CtypesLayout.Python python;
  private final Map<Path, Scope> known = new HashMap<>();
  private final Map<String, LoadedLibrary> libraries = new LinkedHashMap<>();
  private final Map<String, VariableUse> variables = new LinkedHashMap<>();
  private final List<CType.Composite> composites = new ArrayList<>();
  private final List<NamedNumber> numbers = new ArrayList<>();
  private final List<Unread> unread = new ArrayList<>();
  private int steps;

  /// A variable that a program takes from a library.
  record VariableUse(
      LoadedLibrary library, String symbol, PyValue type, Place place, String quote) {}

  /// A number that a program gives a name.
  record NamedNumber(String name, java.math.BigInteger value, Place place, String quote) {}

  Program(Modules modules, CtypesLayout.Python python) {
    this.modules = modules;
    this.python = python;
  }

  /// Follows one file, unless it was followed already.
  Scope follow(Scope.Source source) {
    var scope = known.get(source.path());
    if (scope != null) {
      return scope;
    }
    scope = new Scope(source, null);
    known.put(source.path(), scope);
    scope.set("__file__", new PyValue.Text(source.path().toString(), false));
    scope.set("__name__", new PyValue.Text("module", false));
    List<Statement> statements;
    try {
      statements = PythonReader.read(String.join("\n", source.lines()) + "\n");
    } catch (MalformedException e) {
      unread.add(new Unread(new Place.Target(source.shown()), e.what()));
      return scope;
    }
    steps = 0;
    new Execution(this, scope).module(statements, source.declares());
    return scope;
  }

  /// Who runs the program.
  CtypesLayout.Python python() {
    return python;
  }

  /// Whether there is still patience; once there is none, nothing more of the file is followed.
  boolean step() {
    return ++steps < MOST_STEPS;
  }

  void unread(Scope.Source source, int line, String why) {
    var place = new Place.Line(source.shown(), line);
    if (source.declares() && unread.stream().noneMatch(one -> one.place().equals(place))) {
      unread.add(new Unread(place, why));
    }
  }

  @Nullable Scope module(Scope.Source from, int dots, String name) {
    int kept = steps;
    var found = modules.find(from.path(), dots, name).map(this::follow).orElse(null);
    steps = kept;
    return found;
  }

  LoadedLibrary library(Scope.Source source, int line, String what) {
    var id = "ctypes " + source.shown() + ":" + line + " " + what;
    return libraries.computeIfAbsent(
        id, _ -> new LoadedLibrary(id, new Place.Line(source.shown(), line), source.line(line)));
  }

  List<LoadedLibrary> libraries() {
    return List.copyOf(libraries.values());
  }

  List<CType.Composite> composites() {
    return composites;
  }

  /// A path as reports write it, for files that were followed.
  String shown(Path path) {
    var scope = known.get(path.toAbsolutePath().normalize());
    return scope == null ? path.toString() : scope.source().shown();
  }

  /// Takes over what a module of this file said when it was imported.
  void imported(Scope.Source source, Json.Fields said) {
    python =
        Imported.number(said.byName().get("version")) >= 14
            ? CtypesLayout.Python.FROM_3_14
            : CtypesLayout.Python.UP_TO_3_13;
    new Imported(this, source).apply(said);
    var error = Imported.text(said, "error");
    if (error.isEmpty()) {
      // It said itself what could not be followed.
      unread.removeIf(one -> one.place().text().startsWith(source.shown() + ":"));
    } else {
      unread(source, 1, "importing it ended early: " + error);
    }
  }

  void composite(CType.Composite type) {
    composites.add(type);
  }

  void variable(VariableUse use) {
    variables.put(use.library().id() + " " + use.symbol(), use);
  }

  void number(NamedNumber number) {
    numbers.add(number);
  }

  Declarations declarations() {
    return new Model(
            List.copyOf(libraries.values()),
            List.copyOf(variables.values()),
            composites,
            numbers,
            python)
        .declarations(unread);
  }
}
