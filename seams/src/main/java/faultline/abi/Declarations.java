package faultline.abi;

import faultline.core.NotChecked;
import faultline.core.Unread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All that the programs of one language say about libraries: one side of every comparison.
///
/// @param layouts by the keys that shapes of this side have for them
public record Declarations(
    List<LibraryUse> libraries,
    List<FunctionDeclaration> functions,
    List<VariableDeclaration> variables,
    List<ConstantDeclaration> constants,
    Map<String, Layout> layouts,
    List<NotChecked> notChecked,
    List<Unread> unread) {

  public static final Declarations NONE =
      new Declarations(List.of(), List.of(), List.of(), List.of(), Map.of(), List.of(), List.of());

  public Declarations {
    libraries = List.copyOf(libraries);
    functions = List.copyOf(functions);
    variables = List.copyOf(variables);
    constants = List.copyOf(constants);
    layouts = Map.copyOf(layouts);
    notChecked = List.copyOf(notChecked);
    unread = List.copyOf(unread);
  }

  /// These and others. Keys and ids of sides do not meet: they begin with the language.
  public Declarations and(Declarations other) {
    var all = new LinkedHashMap<>(layouts);
    all.putAll(other.layouts);
    return new Declarations(
        joined(libraries, other.libraries),
        joined(functions, other.functions),
        joined(variables, other.variables),
        joined(constants, other.constants),
        all,
        joined(notChecked, other.notChecked),
        joined(unread, other.unread));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
