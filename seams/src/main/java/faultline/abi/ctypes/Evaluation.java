package faultline.abi.ctypes;

import faultline.core.Place;
import faultline.formats.python.Expression;
import faultline.formats.python.Statement;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Follows expressions.
final class Evaluation {
  private static final int DEEPEST_CALL = 24;
  private static final int MOST_ITEMS = 100_000;

  private final Program program;
  private final Scope scope;
  private final Execution execution;
  private final Execution.Calls calls;
  private final Builtins builtins;

  Evaluation(Program program, Scope scope, Execution execution, Execution.Calls calls) {
    this.program = program;
    this.scope = scope;
    this.execution = execution;
    this.calls = calls;
    this.builtins = new Builtins(program, scope);
  }

  private Place place(int line) {
    return new Place.Line(scope.source().shown(), line);
  }

  private static PyValue.Unknown unknown(String why) {
    return new PyValue.Unknown(why);
  }

  /// A statement that is an expression: nobody uses its value.
  void effect(Expression expression) {
    if (expression instanceof Expression.Call call) {
      call(call, false);
    } else {
      value(expression);
    }
  }

  PyValue value(Expression expression) {
    if (!program.step()) {
      return unknown("the program is too long to follow");
    }
    return switch (expression) {
      case Expression.Name name -> name(name);
      case Expression.Whole whole -> new PyValue.Whole(whole.value());
      case Expression.Real _ -> new PyValue.Real();
      case Expression.Text text -> new PyValue.Text(text.value(), text.bytes());
      case Expression.Formatted formatted -> formatted(formatted);
      case Expression.Fixed fixed ->
          switch (fixed.constant()) {
            case NONE -> PyValue.Nil.NONE;
            case TRUE -> new PyValue.Truth(true);
            case FALSE -> new PyValue.Truth(false);
            case ELLIPSIS -> unknown("...");
          };
      case Expression.Attribute attribute -> attribute(attribute);
      case Expression.Subscript subscript -> subscript(subscript);
      case Expression.Slice _ -> unknown("a slice");
      case Expression.Call call -> call(call, true);
      case Expression.Items items -> items(items);
      case Expression.Dictionary dictionary -> dictionary(dictionary);
      case Expression.Comprehension comprehension -> comprehension(comprehension);
      case Expression.Unary unary -> unary(unary);
      case Expression.Binary binary -> binary(binary);
      case Expression.Comparison comparison -> comparison(comparison);
      case Expression.Choice choice -> {
        var truth = truth(value(choice.test()));
        yield truth == null
            ? Merging.of(List.of(value(choice.then()), value(choice.otherwise())))
            : value(truth ? choice.then() : choice.otherwise());
      }
      case Expression.Lambda lambda ->
          new PyValue.Function(
              "lambda",
              lambda.parameters(),
              List.of(new Statement.Return(lambda.line(), Optional.of(lambda.body()))),
              scope);
      case Expression.Starred starred -> value(starred.value());
      case Expression.Named named -> {
        var value = value(named.value());
        scope.set(named.name(), value);
        yield value;
      }
      case Expression.Later later -> unknown("the value of " + later.word());
    };
  }

  private PyValue name(Expression.Name name) {
    var found = scope.find(name.id());
    return found != null ? found : builtins.name(name.id());
  }

  private PyValue formatted(Expression.Formatted formatted) {
    var text = new StringBuilder();
    for (var part : formatted.parts()) {
      switch (value(part)) {
        case PyValue.Text(String value, _) -> text.append(value);
        case PyValue.Whole(BigInteger value) -> text.append(value);
        default -> {
          return unknown("a text with something unknown in it");
        }
      }
    }
    return new PyValue.Text(text.toString(), false);
  }

  private PyValue items(Expression.Items items) {
    var values = new ArrayList<PyValue>();
    for (var item : items.items()) {
      var value = value(item);
      if (item instanceof Expression.Starred) {
        var inner = items(value);
        if (inner == null) {
          return unknown("a list with an unknown part");
        }
        values.addAll(inner);
      } else {
        values.add(value);
      }
    }
    // A member of a structure is where its name is written.
    int line = items.items().isEmpty() ? items.line() : items.items().getFirst().line();
    return new PyValue.Items(List.copyOf(values), place(line));
  }

  private PyValue dictionary(Expression.Dictionary dictionary) {
    var entries = new LinkedHashMap<PyValue, PyValue>();
    for (var entry : dictionary.entries()) {
      var value = value(entry.value());
      if (entry.key().isPresent()) {
        entries.put(value(entry.key().get()), value);
      } else if (value instanceof PyValue.Table(var others)) {
        entries.putAll(others);
      } else {
        return unknown("a dictionary with an unknown part");
      }
    }
    return new PyValue.Table(entries);
  }

  private PyValue comprehension(Expression.Comprehension comprehension) {
    var inner = new Scope(scope.source(), scope);
    var within = new Evaluation(program, inner, execution, calls);
    if (comprehension.kind() == Expression.Kind.DICTIONARY) {
      var entries = new LinkedHashMap<PyValue, PyValue>();
      boolean known =
          within.clauses(
              comprehension.clauses(),
              0,
              inner,
              () ->
                  entries.put(
                      within.value(comprehension.key().orElseThrow()),
                      within.value(comprehension.element())));
      return known ? new PyValue.Table(entries) : unknown("a comprehension over the unknown");
    }
    var values = new ArrayList<PyValue>();
    boolean known =
        within.clauses(
            comprehension.clauses(),
            0,
            inner,
            () -> values.add(within.value(comprehension.element())));
    return known && values.size() < MOST_ITEMS
        ? new PyValue.Items(List.copyOf(values), place(comprehension.line()))
        : unknown("a comprehension over the unknown");
  }

  private boolean clauses(List<Expression.Clause> clauses, int index, Scope inner, Runnable body) {
    if (index == clauses.size()) {
      body.run();
      return true;
    }
    var clause = clauses.get(index);
    var items = items(value(clause.source()));
    if (items == null) {
      return false;
    }
    var names = new Execution(program, inner, calls);
    for (var item : items) {
      names.assign(clause.target(), item);
      boolean taken = true;
      for (var condition : clause.conditions()) {
        var truth = truth(value(condition));
        if (truth == null) {
          return false;
        }
        taken &= truth;
      }
      if (taken && !clauses(clauses, index + 1, inner, body)) {
        return false;
      }
    }
    return true;
  }

  private PyValue unary(Expression.Unary unary) {
    var value = value(unary.operand());
    if (unary.operator().equals("not")) {
      var truth = truth(value);
      return truth == null ? unknown("a condition") : new PyValue.Truth(!truth);
    }
    var number = number(value);
    if (number == null) {
      return value instanceof PyValue.Real ? value : unknown("arithmetic");
    }
    return new PyValue.Whole(
        switch (unary.operator()) {
          case "-" -> number.negate();
          case "~" -> number.not();
          default -> number;
        });
  }

  private PyValue binary(Expression.Binary binary) {
    var left = value(binary.left());
    if (binary.operator().equals("and") || binary.operator().equals("or")) {
      boolean and = binary.operator().equals("and");
      var truth = truth(left);
      if (truth == null) {
        var right = value(binary.right());
        return and ? unknown("a condition") : Merging.of(List.of(left, right));
      }
      return truth == and ? value(binary.right()) : left;
    }
    return Arithmetic.of(binary.operator(), left, value(binary.right()), place(binary.line()));
  }

  private PyValue comparison(Expression.Comparison comparison) {
    var left = value(comparison.left());
    for (int i = 0; i < comparison.operators().size(); i++) {
      var right = value(comparison.others().get(i));
      var holds = Arithmetic.compare(comparison.operators().get(i), left, right);
      if (holds == null) {
        return unknown("a comparison");
      }
      if (!holds) {
        return new PyValue.Truth(false);
      }
      left = right;
    }
    return new PyValue.Truth(true);
  }

  /// Whether a value counts as true, or null where that is not known.
  static @Nullable Boolean truth(PyValue value) {
    return switch (value) {
      case PyValue.Truth(boolean set) -> set;
      case PyValue.Whole(BigInteger number) -> number.signum() != 0;
      case PyValue.Text(String text, _) -> !text.isEmpty();
      case PyValue.Items(var items, _) -> !items.isEmpty();
      case PyValue.Table(var entries) -> !entries.isEmpty();
      case PyValue.Nil _ -> false;
      case PyValue.Type _,
          PyValue.Library _,
          PyValue.Foreign _,
          PyValue.Function _,
          PyValue.Method _,
          PyValue.ClassOf _,
          PyValue.Module _,
          PyValue.Reference _ ->
          true;
      case PyValue.Real _,
          PyValue.Typed _,
          PyValue.Known _,
          PyValue.Instance _,
          PyValue.Unknown _ ->
          null;
    };
  }

  static @Nullable List<PyValue> items(PyValue value) {
    return switch (value) {
      case PyValue.Items(var items, _) -> items;
      case PyValue.Table(var entries) -> List.copyOf(entries.keySet());
      case PyValue.Text(String text, boolean bytes) when !bytes ->
          text.chars()
              .mapToObj(c -> (PyValue) new PyValue.Text(String.valueOf((char) c), false))
              .toList();
      default -> null;
    };
  }

  static @Nullable BigInteger number(PyValue value) {
    return switch (value) {
      case PyValue.Whole(BigInteger number) -> number;
      case PyValue.Truth(boolean set) -> set ? BigInteger.ONE : BigInteger.ZERO;
      default -> null;
    };
  }

  private PyValue attribute(Expression.Attribute attribute) {
    return attribute(value(attribute.of()), attribute.name(), attribute.line());
  }

  /// The value of an attribute.
  PyValue attribute(PyValue of, String name, int line) {
    return switch (of) {
      case PyValue.Known(String known) -> builtins.name(known + "." + name);
      case PyValue.Module(Scope module) -> {
        var found = module.names().get(name);
        yield found == null ? unknown("the name " + name + " of a module") : found;
      }
      case PyValue.Library(LoadedLibrary library) -> foreign(library, name, line);
      case PyValue.Foreign(ForeignFunction function) ->
          switch (name) {
            case "argtypes" -> said(function.parameters());
            case "restype" -> said(function.result());
            default -> unknown("attribute " + name);
          };
      case PyValue.Instance instance -> {
        var found = instance.attributes().get(name);
        if (found == null) {
          found = instance.type().attributes().get(name);
          if (found instanceof PyValue.Function function) {
            found = new PyValue.Method(function, instance);
          }
        }
        yield found == null ? unknown("attribute " + name) : found;
      }
      case PyValue.ClassOf type -> {
        var found = type.attributes().get(name);
        yield found == null ? unknown("attribute " + name) : found;
      }
      case PyValue.Type(CType type) -> builtins.attribute(type, name);
      case PyValue.Text text ->
          name.equals("parent")
              ? new PyValue.Text(Paths.folder(text.value()), false)
              : name.equals("name")
                  ? new PyValue.Text(Paths.name(text.value()), false)
                  : new PyValue.Method(textMethod(name), text);
      case PyValue.Items items -> new PyValue.Method(textMethod(name), items);
      case PyValue.Table table -> new PyValue.Method(textMethod(name), table);
      default -> unknown("attribute " + name);
    };
  }

  /// A method of a value of the language itself: its name is all that there is of it.
  private PyValue.Function textMethod(String name) {
    return new PyValue.Function(name, List.of(), List.of(), scope);
  }

  private static PyValue said(ForeignFunction.@Nullable Said said) {
    return said == null ? unknown("not declared yet") : said.value();
  }

  private PyValue foreign(LoadedLibrary library, String name, int line) {
    if (name.startsWith("__") && name.endsWith("__") || name.equals("_handle")) {
      return unknown("attribute " + name);
    }
    if (name.equals("_name") || name.equals("_FuncPtr")) {
      return unknown("attribute " + name);
    }
    boolean guarded = execution.guarded() || library.asksFor(name);
    var known =
        library
            .functions()
            .computeIfAbsent(
                name,
                _ -> new ForeignFunction(name, place(line), scope.source().line(line), guarded));
    if (!guarded && !execution.conditional()) {
      known.needed();
    }
    return new PyValue.Foreign(known);
  }

  /// Gives a value to an attribute.
  void attribute(PyValue of, String name, PyValue value, int line) {
    switch (of) {
      case PyValue.Foreign(ForeignFunction function) -> {
        var said =
            new ForeignFunction.Said(
                value, place(line), scope.source().line(line), execution.conditional());
        switch (name) {
          case "argtypes" -> function.parameters(said);
          case "restype" -> function.result(said);
          case "errcheck" -> function.checked();
          default -> {
            // Nothing else is about the prototype.
          }
        }
      }
      case PyValue.Type(CType.Composite type) -> Composites.set(type, name, value, scope.source());
      case PyValue.Instance instance -> {
        var before = instance.attributes().get(name);
        instance
            .attributes()
            .put(
                name,
                before != null && execution.conditional()
                    ? Merging.of(List.of(before, value))
                    : value);
      }
      case PyValue.ClassOf type -> type.attributes().put(name, value);
      case PyValue.Module(Scope module) -> module.set(name, value);
      default -> {
        // Nothing that declarations are about.
      }
    }
  }

  private PyValue subscript(Expression.Subscript subscript) {
    var of = value(subscript.of());
    var index = value(subscript.index());
    return switch (of) {
      case PyValue.Library(LoadedLibrary library) when index instanceof PyValue.Text(var name, _) ->
          foreign(library, name, subscript.line());
      case PyValue.Known(String loader) when loader.equals("ctypes.cdll") ->
          builtins.call("ctypes.CDLL", List.of(index), java.util.Map.of(), subscript.line());
      case PyValue.Table(var entries) -> {
        var found = entries.get(index);
        yield found == null ? unknown("an entry of a dictionary") : found;
      }
      case PyValue.Items(var items, _) -> {
        var number = number(index);
        if (number == null || number.bitLength() > 31) {
          yield unknown("an element of a list");
        }
        int at = number.intValue() < 0 ? items.size() + number.intValue() : number.intValue();
        yield at >= 0 && at < items.size() ? items.get(at) : unknown("an element of a list");
      }
      default -> unknown("an element of what is not known");
    };
  }

  void store(Expression.Subscript subscript, PyValue value) {
    if (value(subscript.of()) instanceof PyValue.Table(var entries)) {
      entries.put(value(subscript.index()), value);
    }
  }

  private PyValue call(Expression.Call call, boolean used) {
    var function = value(call.function());
    var given = new ArrayList<PyValue>();
    var named = new LinkedHashMap<String, PyValue>();
    boolean open = false;
    for (var argument : call.arguments()) {
      var value = value(argument.value());
      if (argument.name().isPresent()) {
        named.put(argument.name().get(), value);
      } else if (argument.stars() == 0) {
        given.add(value);
      } else {
        var more = argument.stars() == 1 ? items(value) : null;
        open |= more == null;
        given.addAll(more == null ? List.of() : more);
      }
    }
    return call(function, given, named, open, call, used);
  }

  private PyValue call(
      PyValue function,
      List<PyValue> given,
      java.util.Map<String, PyValue> named,
      boolean open,
      Expression.Call call,
      boolean used) {
    return switch (function) {
      case PyValue.Known(String name) ->
          name.equals("getattr") || name.equals("setattr") || name.equals("hasattr")
              ? byName(name, given, call.line())
              : builtins.call(name, given, named, call.line());
      case PyValue.Type(CType type) -> {
        if (type instanceof CType.Code code
            && !given.isEmpty()
            && given.getFirst() instanceof PyValue.Items(var parts, _)
            && parts.size() == 2
            && parts.getFirst() instanceof PyValue.Text(String name, _)
            && parts.get(1) instanceof PyValue.Library(LoadedLibrary library)) {
          yield prototyped(code, library, name, call.line());
        }
        yield new PyValue.Typed(type);
      }
      case PyValue.Foreign(ForeignFunction foreign) -> {
        foreign.call(
            place(call.line()),
            used,
            open
                ? new ForeignFunction.Passed(Set.of(), Set.of(), -1)
                : new ForeignFunction.Passed(bare(given), temporaries(call, given), given.size()));
        yield foreign.result() != null
                && foreign.result().value() instanceof PyValue.Type(CType type)
                && !(type instanceof CType.Simple)
            ? new PyValue.Typed(type)
            : unknown("the result of " + foreign.symbol());
      }
      case PyValue.Function one -> called(one, given, named, open);
      case PyValue.Method(PyValue.Function one, PyValue.Instance self) -> {
        var all = new ArrayList<PyValue>(List.of(self));
        all.addAll(given);
        yield called(one, all, named, open);
      }
      case PyValue.Method(PyValue.Function method, PyValue.Type type) -> {
        if (method.name().equals("in_dll")
            && given.size() == 2
            && given.getFirst() instanceof PyValue.Library(LoadedLibrary library)
            && given.get(1) instanceof PyValue.Text(String name, _)) {
          program.variable(
              new Program.VariableUse(
                  library, name, type, place(call.line()), scope.source().line(call.line())));
        }
        yield new PyValue.Typed(type.type());
      }
      case PyValue.Method(PyValue.Function method, PyValue self) ->
          Arithmetic.method(self, method.name(), given, place(call.line()));
      case PyValue.ClassOf type -> {
        var self = PyValue.Instance.of(type);
        if (type.attributes().get("__init__") instanceof PyValue.Function init) {
          var all = new ArrayList<PyValue>(List.of(self));
          all.addAll(given);
          called(init, all, named, open);
        }
        yield self;
      }
      default -> unknown("the result of a call");
    };
  }

  /// `getattr(library, name)` and its like.
  private PyValue byName(String function, List<PyValue> given, int line) {
    if (given.size() < 2 || !(given.get(1) instanceof PyValue.Text(String name, _))) {
      if (!given.isEmpty() && given.getFirst() instanceof PyValue.Library) {
        program.unread(scope.source(), line, "a function of a library whose name is not known");
      }
      return unknown("an attribute whose name is not known");
    }
    switch (function) {
      case "getattr" -> {
        if (given.getFirst() instanceof PyValue.Library(LoadedLibrary library)
            && given.size() > 2) {
          library.optional(name);
        }
        return attribute(given.getFirst(), name, line);
      }
      case "setattr" -> {
        if (given.size() > 2) {
          attribute(given.getFirst(), name, given.get(2), line);
        }
        return PyValue.Nil.NONE;
      }
      default -> {
        if (given.getFirst() instanceof PyValue.Library(LoadedLibrary library)) {
          library.optional(name);
        }
        return unknown("whether there is such an attribute");
      }
    }
  }

  /// `CFUNCTYPE(c_int, c_int)(("name", library))` declares a function.
  private PyValue prototyped(CType.Code code, LoadedLibrary library, String name, int line) {
    var found = foreign(library, name, line);
    if (found instanceof PyValue.Foreign(ForeignFunction function)) {
      var quote = scope.source().line(line);
      boolean conditional = execution.conditional();
      function.parameters(
          new ForeignFunction.Said(
              new PyValue.Items(code.parameters(), place(line)), place(line), quote, conditional));
      function.result(new ForeignFunction.Said(code.result(), place(line), quote, conditional));
    }
    return found;
  }

  private static Set<Integer> bare(List<PyValue> given) {
    var places = new HashSet<Integer>();
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i) instanceof PyValue.Whole || given.get(i) instanceof PyValue.Truth) {
        places.add(i);
      }
    }
    return places;
  }

  /// The places at which a callback is made in the call itself.
  private static Set<Integer> temporaries(Expression.Call call, List<PyValue> given) {
    var places = new HashSet<Integer>();
    for (int i = 0; i < Math.min(given.size(), call.arguments().size()); i++) {
      if (call.arguments().get(i).value() instanceof Expression.Call
          && given.get(i) instanceof PyValue.Typed(CType type)
          && type instanceof CType.Code) {
        places.add(i);
      }
    }
    return places;
  }

  /// Follows the body of a function with these arguments.
  private PyValue called(
      PyValue.Function function,
      List<PyValue> given,
      java.util.Map<String, PyValue> named,
      boolean open) {
    if (calls.depth >= DEEPEST_CALL || !program.step()) {
      return unknown("calls that are nested too deep");
    }
    var inner = new Scope(function.scope().source(), function.scope());
    bind(function, given, named, open, inner);
    calls.followed.add(function.body());
    calls.depth++;
    var run = new Execution(program, inner, calls);
    run.under(execution);
    run.block(function.body());
    calls.depth--;
    return run.result();
  }

  private void bind(
      PyValue.Function function,
      List<PyValue> given,
      java.util.Map<String, PyValue> named,
      boolean open,
      Scope inner) {
    int at = 0;
    var left = new LinkedHashMap<>(named);
    for (var parameter : function.parameters()) {
      if (parameter.stars() == 1) {
        var rest = List.copyOf(given.subList(Math.min(at, given.size()), given.size()));
        at = given.size();
        inner.set(
            parameter.name(), open ? unknown("arguments") : new PyValue.Items(rest, place(0)));
      } else if (parameter.stars() == 2) {
        var entries = new LinkedHashMap<PyValue, PyValue>();
        left.forEach((name, value) -> entries.put(new PyValue.Text(name, false), value));
        inner.set(parameter.name(), new PyValue.Table(entries));
      } else if (at < given.size()) {
        inner.set(parameter.name(), given.get(at++));
      } else {
        var value = left.remove(parameter.name());
        inner.set(
            parameter.name(),
            value != null
                ? value
                : !open && parameter.standard().isPresent()
                    ? new Evaluation(program, function.scope(), execution, calls)
                        .value(parameter.standard().get())
                    : unknown("the parameter " + parameter.name()));
      }
    }
  }

  /// Follows a function that nothing called, unless something did.
  void visit(PyValue.Function function, List<PyValue> first) {
    if (calls.followed.contains(function.body())) {
      return;
    }
    var given = new ArrayList<>(first);
    var parameters = function.parameters();
    for (int i = first.size(); i < parameters.size(); i++) {
      if (parameters.get(i).stars() == 0) {
        given.add(unknown("the parameter " + parameters.get(i).name()));
      }
    }
    called(function, given, new LinkedHashMap<>(), true);
  }

  /// Decorators are evaluated for what they declare.
  void decorate(Expression decorator, PyValue function) {
    value(decorator);
  }

  void imported(Statement.Import imported) {
    for (var alias : imported.names()) {
      var module = program.module(scope.source(), 0, alias.name());
      var head = alias.name().split("\\.", 2)[0];
      if (alias.as().isPresent()) {
        scope.set(alias.as().get(), module(module, alias.name()));
      } else if (head.equals(alias.name())) {
        scope.set(head, module(module, alias.name()));
      } else {
        scope.set(head, new PyValue.Known(head));
      }
    }
  }

  private static PyValue module(@Nullable Scope module, String name) {
    return module == null ? new PyValue.Known(name) : new PyValue.Module(module);
  }

  void imported(Statement.FromImport imported) {
    var module = program.module(scope.source(), imported.dots(), imported.module());
    for (var alias : imported.names()) {
      if (alias.name().equals("*")) {
        if (module != null) {
          module.names().forEach(this::publish);
        } else if (imported.dots() == 0) {
          builtins.all(imported.module()).forEach(scope::set);
        }
        continue;
      }
      var name = alias.as().orElse(alias.name());
      var found = module == null ? null : module.names().get(alias.name());
      if (found == null) {
        var separator = imported.module().isEmpty() ? "" : ".";
        var inner =
            program.module(
                scope.source(), imported.dots(), imported.module() + separator + alias.name());
        found =
            inner != null
                ? new PyValue.Module(inner)
                : module != null || imported.dots() > 0
                    ? unknown("the name " + alias.name() + " of a module")
                    : builtins.name(imported.module() + "." + alias.name());
      }
      scope.set(name, found);
    }
  }

  private void publish(String name, PyValue value) {
    if (!name.startsWith("__")) {
      scope.set(name, value);
    }
  }
}
