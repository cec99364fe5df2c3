package faultline.abi;

import faultline.core.Place;
import java.util.Optional;
import java.util.Set;

/// What a program says about one function of a library.
///
/// @param library the [LibraryUse#id] that it is looked up in; empty where the program does not
///   say, as with `extern` declarations
/// @param place where it is declared, or first used where it is not
/// @param quote that line
/// @param declared false where nothing is said but the name
/// @param optional whether the program goes on without it
/// @param call what is known of how it is called
public record FunctionDeclaration(
    String language,
    Optional<String> library,
    String symbol,
    Place place,
    String quote,
    Prototype prototype,
    boolean declared,
    boolean optional,
    Call call) {

  /// How the program calls a function, as far as it can be seen.
  ///
  /// @param resultUsed whether some call does something with the result
  /// @param bare the places, counted from 0, at which some call passes a plain number without a
  ///   type of its own
  /// @param counts with how many arguments it is called, where that can be seen
  /// @param temporaries the places at which some call passes a callback that nobody keeps
  /// @param place the first call
  public record Call(
      boolean called,
      boolean resultUsed,
      Set<Integer> bare,
      Set<Integer> counts,
      Set<Integer> temporaries,
      Optional<Place> place) {
    public static final Call UNKNOWN =
        new Call(false, true, Set.of(), Set.of(), Set.of(), Optional.empty());

    public Call {
      bare = Set.copyOf(bare);
      counts = Set.copyOf(counts);
      temporaries = Set.copyOf(temporaries);
    }
  }
}
