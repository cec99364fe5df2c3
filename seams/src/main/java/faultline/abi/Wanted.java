package faultline.abi;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What declarations ask of one library.
///
/// @param functions by symbol: how far types of that function have to be followed. 0 asks for no
///   structure, 1 for those that the function itself names, 2 for those behind pointers in them
/// @param variables symbols of variables
/// @param constants names of numbers
record Wanted(
    Map<String, Integer> functions, Map<String, Integer> variables, Set<String> constants) {
  private static final int DEEPEST = 6;

  Wanted {
    functions = Map.copyOf(functions);
    variables = Map.copyOf(variables);
    constants = Set.copyOf(constants);
  }

  /// What the declarations say of the library that one use leads to.
  static Wanted by(String use, Declarations declarations) {
    var functions = new HashMap<String, Integer>();
    for (var declaration : declarations.functions()) {
      if (declaration.library().isEmpty() || declaration.library().get().equals(use)) {
        int depth = depth(declaration.prototype(), declarations, new HashSet<>());
        functions.merge(declaration.symbol(), depth, Math::max);
      }
    }
    var variables = new HashMap<String, Integer>();
    for (var declaration : declarations.variables()) {
      if (declaration.library().isEmpty() || declaration.library().get().equals(use)) {
        variables.merge(
            declaration.symbol(),
            depth(declaration.shape(), declarations, new HashSet<>()),
            Math::max);
      }
    }
    var constants = new HashSet<String>();
    declarations.constants().forEach(constant -> constants.add(constant.name()));
    return new Wanted(functions, variables, constants);
  }

  private static int depth(Prototype prototype, Declarations declarations, Set<String> busy) {
    int deepest = depth(prototype.returns().shape(), declarations, busy);
    if (prototype.parameters().isPresent()) {
      for (var parameter : prototype.parameters().get()) {
        deepest = Math.max(deepest, depth(parameter.shape(), declarations, busy));
      }
    }
    return deepest;
  }

  private static int depth(Shape shape, Declarations declarations, Set<String> busy) {
    return switch (shape) {
      case Shape.Address address -> depth(address.target(), declarations, busy);
      case Shape.Series series -> depth(series.element(), declarations, busy);
      case Shape.Code code -> depth(code.prototype(), declarations, busy);
      case Shape.Composite composite -> {
        var layout = declarations.layouts().get(composite.key());
        if (layout == null) {
          yield 1;
        }
        if (busy.size() > DEEPEST || !busy.add(composite.key())) {
          yield DEEPEST;
        }
        int inner = 0;
        for (var field : layout.fields()) {
          inner = Math.max(inner, depth(field.shape(), declarations, busy));
        }
        busy.remove(composite.key());
        yield Math.min(DEEPEST, inner + 1);
      }
      case Shape.Number _, Shape.Nothing _, Shape.Unknown _ -> 0;
    };
  }

  Wanted and(Wanted other) {
    var both = new HashMap<>(functions);
    other.functions.forEach((name, depth) -> both.merge(name, depth, Math::max));
    var data = new HashMap<>(variables);
    other.variables.forEach((name, depth) -> data.merge(name, depth, Math::max));
    var names = new HashSet<>(constants);
    names.addAll(other.constants);
    return new Wanted(both, data, names);
  }
}
