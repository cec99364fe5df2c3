package faultline.abi;

import faultline.core.Details;
import faultline.core.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The two sides of a finding: as evidence for a reader, and as the report's contract names them.
final class Sides {
  private Sides() {}

  static AbiObservation declared(FunctionDeclaration declaration) {
    return new AbiObservation.Declared(
        declaration.place(), declaration.language(), declaration.quote());
  }

  static AbiObservation exported(Library.Exported symbol) {
    return new AbiObservation.Symbol(
        symbol.place(),
        (symbol.visible() ? "exports " : "has ")
            + symbol.name()
            + (symbol.version().isEmpty() ? "" : ", version " + symbol.version())
            + (symbol.visible() ? "" : ", " + symbol.why()));
  }

  /// `sides[]` of the contract, from the evidence.
  static List<Details> details(List<AbiObservation> evidence) {
    var sides = new ArrayList<Details>();
    for (var seen : evidence) {
      var side =
          switch (seen) {
            case AbiObservation.Declared(_, String language, _) ->
                Details.NONE.text("role", "declaration").text("language", language);
            case AbiObservation.Defined _, AbiObservation.Symbol _, AbiObservation.Loaded _ ->
                Details.NONE.text("role", "binary").absent("language");
          };
      sides.add(place(side, seen.place()).text("quote", seen.quote()));
    }
    return sides;
  }

  private static Details place(Details side, @Nullable Place place) {
    return switch (place) {
      case Place.Line(String source, long number) ->
          side.text("file", source).number("line", number).absent("offset");
      case Place.Offset(String file, long offset) ->
          side.text("file", file).absent("line").number("offset", offset);
      case null -> side.absent("file").absent("line").absent("offset");
      default -> side.text("file", place.text()).absent("line").absent("offset");
    };
  }
}
