package faultline.abi;

import faultline.core.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a library has, as far as the declarations ask for it: the other side of a comparison.
///
/// @param file its path as reports write it
/// @param soname the name that programs are linked to, empty where it has none
/// @param tier what is known beside its symbols
/// @param symbols by name: those that were asked for, wherever they stand
/// @param similar by a name that was asked for and is not there: names that may be meant
/// @param functions what is known of the functions that were asked for, by symbol
/// @param variables what is known of the variables that were asked for, by symbol
/// @param layouts by the keys that shapes of this library have for them
/// @param constants values of enumerations by name, those that were asked for
/// @param exports whether other names are exported that rules ask for: `free` and its like
/// @param staticThreadLocals whether it needs room in the thread area that exists before it is
///   loaded
/// @param why why no more is known than the tier says
public record Library(
    String file,
    String soname,
    Target target,
    Tier tier,
    Map<String, List<Exported>> symbols,
    Map<String, List<String>> similar,
    Map<String, Function> functions,
    Map<String, Variable> variables,
    Map<String, Layout> layouts,
    Map<String, List<Constant>> constants,
    List<String> exports,
    boolean staticThreadLocals,
    String why) {

  /// What a symbol stands for.
  public enum Kind {
    FUNCTION,
    DATA,
    THREAD_LOCAL,
    /// A function that the loader chooses.
    CHOSEN
  }

  /// One entry of a symbol table. `visible` says whether a program can bind to it, `why` why not.
  public record Exported(
      String name,
      Kind kind,
      long size,
      String version,
      boolean visible,
      String why,
      Place place) {}

  /// A function. `place` is where the source declares it.
  ///
  /// @param known whether the parameters are told; C of the old style leaves them open
  public record Function(
      Prototype prototype, boolean known, boolean noReturn, Place place, String quote) {}

  /// A variable. `place` is where the source declares it.
  public record Variable(Shape shape, Place place, String quote) {}

  /// A value of an enumeration.
  public record Constant(String enumeration, long value, Place place, String quote) {}

  public Library {
    symbols = Map.copyOf(symbols);
    similar = Map.copyOf(similar);
    functions = Map.copyOf(functions);
    variables = Map.copyOf(variables);
    layouts = Map.copyOf(layouts);
    constants = Map.copyOf(constants);
    exports = List.copyOf(exports);
  }

  /// The symbol that a program gets, if it gets one.
  public Optional<Exported> exported(String name) {
    return symbols.getOrDefault(name, List.of()).stream().filter(Exported::visible).findFirst();
  }

  /// A symbol of that name that a program does not get.
  public Optional<Exported> hidden(String name) {
    return symbols.getOrDefault(name, List.of()).stream()
        .filter(symbol -> !symbol.visible())
        .findFirst();
  }
}
