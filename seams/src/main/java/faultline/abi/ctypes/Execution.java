package faultline.abi.ctypes;

import faultline.core.Place;
import faultline.formats.python.Expression;
import faultline.formats.python.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Follows statements. What depends on something unknown is followed both ways, and a name that
/// then stands for two things stands for neither.
final class Execution {
  private static final int MOST_ROUNDS = 20_000;

  private final Program program;
  private final Scope scope;
  private final Evaluation evaluation;

  /// How many conditions that are not known are around the statement.
  private int conditions;

  /// How many of them are around the call that the statement is in.
  private int outerConditions;

  /// Whether a missing name of a library is caught here.
  private int guards;

  private final List<PyValue> results = new ArrayList<>();
  private final List<PyValue.Function> functions = new ArrayList<>();
  private final List<PyValue.ClassOf> classes = new ArrayList<>();
  private final Calls calls;

  Execution(Program program, Scope scope) {
    this(program, scope, new Calls());
  }

  Execution(Program program, Scope scope, Calls calls) {
    this.program = program;
    this.scope = scope;
    this.calls = calls;
    this.evaluation = new Evaluation(program, scope, this, calls);
  }

  /// Functions that were followed, and how deep calls are.
  static final class Calls {
    final java.util.Set<Object> followed =
        java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    int depth;
  }

  /// Takes over what is unknown around a call.
  void under(Execution caller) {
    conditions = caller.conditions;
    outerConditions = caller.conditions;
    guards = caller.guards;
  }

  boolean conditional() {
    return conditions > 0;
  }

  boolean guarded() {
    return guards > 0;
  }

  /// The statements of a file, and then the bodies of all functions that nothing called: a program
  /// declares in them too.
  ///
  /// @param declares whether it may have to do with ctypes; else it is only what others import
  void module(List<Statement> statements, boolean declares) {
    block(statements);
    if (!declares) {
      return;
    }
    for (int i = 0; i < classes.size(); i++) {
      objects(classes.get(i));
    }
    for (int i = 0; i < functions.size(); i++) {
      evaluation.visit(functions.get(i), List.of());
    }
  }

  /// An object of the class, made as nobody says how, and all methods with it.
  private void objects(PyValue.ClassOf type) {
    var self = PyValue.Instance.of(type);
    for (var first : List.of("__new__", "__init__")) {
      if (type.attributes().get(first) instanceof PyValue.Function function) {
        evaluation.visit(function, List.of(self));
      }
    }
    for (var attribute : List.copyOf(type.attributes().values())) {
      if (attribute instanceof PyValue.Function function) {
        evaluation.visit(function, List.of(self));
      }
    }
  }

  /// The values that a body returned, as one.
  PyValue result() {
    return results.isEmpty() ? PyValue.Nil.NONE : Merging.of(results);
  }

  /// Follows statements; true where it is certain that they return.
  boolean block(List<Statement> statements) {
    for (var statement : statements) {
      if (!program.step()) {
        return true;
      }
      if (statement(statement)) {
        return true;
      }
    }
    return false;
  }

  private boolean statement(Statement statement) {
    switch (statement) {
      case Statement.Assignment assignment -> {
        var value = evaluation.value(assignment.value());
        for (var target : assignment.targets()) {
          assign(target, value);
        }
      }
      case Statement.Augmented augmented -> augment(augmented);
      case Statement.Evaluated evaluated -> evaluation.effect(evaluated.expression());
      case Statement.ClassDefinition definition -> type(definition);
      case Statement.FunctionDefinition definition -> function(definition);
      case Statement.If choice -> {
        return choice(choice);
      }
      case Statement.For loop -> loop(loop);
      case Statement.While loop -> {
        evaluation.value(loop.test());
        maybe(() -> block(loop.body()));
      }
      case Statement.Try attempt -> {
        return attempt(attempt);
      }
      case Statement.With with -> {
        boolean guard = false;
        for (var context : with.contexts()) {
          var value = evaluation.value(context.value());
          context.target().ifPresent(target -> assign(target, value));
          guard |= context.value() instanceof Expression.Call call && suppresses(call);
        }
        guards += guard ? 1 : 0;
        boolean returns = block(with.body());
        guards -= guard ? 1 : 0;
        return returns && !guard;
      }
      case Statement.Import imported -> evaluation.imported(imported);
      case Statement.FromImport imported -> evaluation.imported(imported);
      case Statement.Return returned -> {
        results.add(returned.value().map(evaluation::value).orElse(PyValue.Nil.NONE));
        return conditions == outerConditions;
      }
      case Statement.Plain plain -> {
        return plain.word().equals("raise") && conditions == outerConditions;
      }
      case Statement.Unread unread -> program.unread(scope.source(), unread.line(), unread.why());
    }
    return false;
  }

  private static boolean suppresses(Expression.Call call) {
    return call.function() instanceof Expression.Name name && name.id().equals("suppress")
        || call.function() instanceof Expression.Attribute attribute
            && attribute.name().equals("suppress");
  }

  private void maybe(Runnable body) {
    conditions++;
    body.run();
    conditions--;
  }

  private boolean choice(Statement.If choice) {
    var test = evaluation.value(choice.test());
    var truth = Evaluation.truth(test);
    if (truth != null) {
      return block(truth ? choice.body() : choice.otherwise());
    }
    return either(() -> block(choice.body()), () -> block(choice.otherwise()));
  }

  private interface Way {
    boolean follow();
  }

  /// Follows both ways from the same names.
  private boolean either(Way one, Way other) {
    var before = new LinkedHashMap<>(scope.names());
    conditions++;
    scope.names(new LinkedHashMap<>(before));
    boolean first = one.follow();
    var left = scope.names();
    scope.names(new LinkedHashMap<>(before));
    boolean second = other.follow();
    var right = scope.names();
    conditions--;
    scope.names(first ? right : second ? left : merged(before, left, right));
    return first && second;
  }

  private static Map<String, PyValue> merged(
      Map<String, PyValue> before, Map<String, PyValue> left, Map<String, PyValue> right) {
    var all = new LinkedHashMap<>(left);
    right.forEach(
        (name, value) -> {
          var mine = left.get(name);
          if (mine == null || mine.equals(value)) {
            all.put(name, value);
          } else if (value.equals(before.get(name)) && mine instanceof PyValue.Library) {
            all.put(name, mine);
          } else {
            all.put(name, Merging.of(List.of(mine, value)));
          }
        });
    return all;
  }

  private void loop(Statement.For loop) {
    var source = evaluation.value(loop.source());
    var items = Evaluation.items(source);
    if (items == null || items.size() > MOST_ROUNDS) {
      assign(loop.target(), new PyValue.Unknown("a loop over what is not known"));
      maybe(() -> block(loop.body()));
    } else {
      for (var item : items) {
        assign(loop.target(), item);
        if (block(loop.body())) {
          return;
        }
      }
    }
    block(loop.otherwise());
  }

  private boolean attempt(Statement.Try attempt) {
    boolean guard =
        attempt.handlers().stream()
            .anyMatch(handler -> handler.type().map(Execution::catchesNames).orElse(true));
    guards += guard ? 1 : 0;
    boolean caught = !attempt.handlers().isEmpty();
    conditions += caught ? 1 : 0;
    block(attempt.body());
    conditions -= caught ? 1 : 0;
    guards -= guard ? 1 : 0;
    for (var handler : attempt.handlers()) {
      var before = new LinkedHashMap<>(scope.names());
      handler.name().ifPresent(name -> scope.set(name, new PyValue.Unknown("an exception")));
      maybe(() -> block(handler.body()));
      var after = scope.names();
      // What the handler does instead stands behind what was tried.
      var names = new LinkedHashMap<>(after);
      before.forEach(
          (name, value) -> {
            var now = after.get(name);
            if (now != null && !now.equals(value)) {
              names.put(
                  name, value instanceof PyValue.Library ? Merging.of(List.of(value, now)) : value);
            }
          });
      scope.names(names);
    }
    boolean returns = block(attempt.otherwise());
    return block(attempt.last()) || returns && !caught;
  }

  private static boolean catchesNames(Expression type) {
    return switch (type) {
      case Expression.Name name ->
          name.id().equals("AttributeError")
              || name.id().equals("Exception")
              || name.id().equals("BaseException");
      case Expression.Items items -> items.items().stream().anyMatch(Execution::catchesNames);
      default -> false;
    };
  }

  private void augment(Statement.Augmented augmented) {
    var sum =
        evaluation.value(
            new Expression.Binary(
                augmented.line(), augmented.operator(), augmented.target(), augmented.value()));
    assign(augmented.target(), sum);
  }

  private void function(Statement.FunctionDefinition definition) {
    var function =
        new PyValue.Function(
            definition.name(), definition.parameters(), definition.body(), functionScope());
    for (var decorator : definition.decorators()) {
      evaluation.decorate(decorator, function);
    }
    functions.add(function);
    boolean plain =
        definition.decorators().isEmpty()
            || definition.decorators().stream().allMatch(Execution::harmless);
    scope.set(
        definition.name(), plain ? function : new PyValue.Unknown("a function with a decorator"));
  }

  /// Decorators that leave a function what it is.
  private static boolean harmless(Expression decorator) {
    var name =
        switch (decorator) {
          case Expression.Name one -> one.id();
          case Expression.Attribute one -> one.name();
          case Expression.Call call ->
              call.function() instanceof Expression.Attribute one
                  ? one.name()
                  : call.function() instanceof Expression.Name one ? one.id() : "";
          default -> "";
        };
    return List.of("staticmethod", "classmethod", "lru_cache", "cache", "wraps", "property")
        .contains(name);
  }

  /// Functions see the names of their module, and not those of the class around them.
  private Scope functionScope() {
    return inClass ? scope.module() : scope;
  }

  private boolean inClass;

  private void type(Statement.ClassDefinition definition) {
    var bases = new ArrayList<PyValue>();
    for (var base : definition.bases()) {
      if (base.name().isEmpty() && base.stars() == 0) {
        bases.add(evaluation.value(base.value()));
      }
    }
    var place = new Place.Line(scope.source().shown(), definition.line());
    var composite = Composites.derived(definition.name(), place, bases);
    var inner = new Scope(scope.source(), scope);
    var execution = new Execution(program, inner, calls);
    execution.inClass = true;
    execution.conditions = conditions;
    if (composite == null) {
      execution.block(definition.body());
      var attributes = new LinkedHashMap<>(inner.names());
      for (var base : bases) {
        if (base instanceof PyValue.ClassOf parent) {
          parent.attributes().forEach(attributes::putIfAbsent);
        }
      }
      var made = new PyValue.ClassOf(definition.name(), attributes, bases);
      classes.add(made);
      // Its own functions are followed with an object.
      scope.set(definition.name(), made);
      return;
    }
    program.composite(composite);
    // A member may be a pointer to the structure itself only behind the class.
    execution.block(definition.body());
    inner.names().forEach((name, value) -> Composites.set(composite, name, value, scope.source()));
    functions.addAll(execution.functions);
    if (!definition.decorators().isEmpty() && !composite.unknown().isEmpty()) {
      composite.hide("a decorator may give its members");
    }
    scope.set(definition.name(), new PyValue.Type(composite));
  }

  /// Gives a value to what stands on the left of an assignment.
  void assign(Expression target, PyValue value) {
    switch (target) {
      case Expression.Name name -> {
        scope.set(name.id(), value);
        if (value instanceof PyValue.Whole(var number)
            && (scope.module() == scope || inClass)
            && conditions == 0) {
          program.number(
              new Program.NamedNumber(
                  name.id(),
                  number,
                  new Place.Line(scope.source().shown(), name.line()),
                  scope.source().line(name.line())));
        }
      }
      case Expression.Items items -> {
        var values = Evaluation.items(value);
        for (int i = 0; i < items.items().size(); i++) {
          assign(
              items.items().get(i),
              values != null && values.size() == items.items().size()
                  ? values.get(i)
                  : new PyValue.Unknown("part of what is not known"));
        }
      }
      case Expression.Starred starred ->
          assign(starred.value(), new PyValue.Unknown("the rest of a list"));
      case Expression.Attribute attribute ->
          evaluation.attribute(
              evaluation.value(attribute.of()), attribute.name(), value, attribute.line());
      case Expression.Subscript subscript -> evaluation.store(subscript, value);
      default -> {
        // Nothing else can be assigned to.
      }
    }
  }
}
