package faultline.abi;

import faultline.core.Place;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a function takes and gives, as one side says it.
///
/// @param parameters empty where the side does not say what the function takes
/// @param returns the value it gives; [Shape.Nothing] for none
/// @param variadic whether more may follow the parameters
/// @param convention the calling convention where it is not the usual one
public record Prototype(
    Optional<List<Parameter>> parameters,
    Result returns,
    boolean variadic,
    Optional<String> convention) {

  /// One parameter. `place` is where it is declared, if that is not where the function is.
  public record Parameter(String name, Shape shape, @Nullable Place place) {}

  /// What comes back. `said` is false where the language supplied it because nobody did. `quote` is
  /// the line at `place`.
  public record Result(Shape shape, boolean said, @Nullable Place place, String quote) {}

  public Prototype {
    parameters = parameters.map(List::copyOf);
  }

  /// The prototype of an ordinary function.
  public static Prototype of(List<Parameter> parameters, Shape returns) {
    return new Prototype(
        Optional.of(parameters), new Result(returns, true, null, ""), false, Optional.empty());
  }
}
