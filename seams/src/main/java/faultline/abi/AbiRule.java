package faultline.abi;

import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiPair.BoundLayout;
import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.Place;
import faultline.core.Rule;
import faultline.core.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A rule about declarations and the libraries that they meet.
///
/// Of the parameters of a function, and of the members of a structure, the first difference tells
/// the others: a rule asks [BoundFunction#parameters] and [BoundLayout#differences] for it, so that
/// one faulty declaration gives one finding.
public interface AbiRule extends Rule<AbiPair> {

  /// All functions, structures and variables whose first difference is of one of these kinds.
  default Stream<Finding> told(AbiPair pair, String consequence, Difference.Kind... kinds) {
    var wanted = Set.of(kinds);
    var functions =
        pair.functions().stream()
            .flatMap(
                bound ->
                    Stream.concat(bound.parameters().stream().limit(1), bound.result().stream())
                        .filter(difference -> wanted.contains(difference.kind()))
                        .map(
                            difference ->
                                about(
                                    bound,
                                    difference,
                                    difference.what(),
                                    consequence,
                                    Repair.of(bound, difference))));
    var layouts =
        pair.layouts().stream()
            .flatMap(
                bound ->
                    bound.differences().stream()
                        .limit(1)
                        .filter(difference -> wanted.contains(difference.kind()))
                        .map(
                            difference ->
                                about(
                                    bound,
                                    difference,
                                    difference.what(),
                                    consequence,
                                    Repair.of(bound, difference))));
    return Stream.concat(functions, layouts);
  }

  /// The declaration of a function, and what the library has or lacks.
  default List<AbiObservation> evidence(BoundFunction bound, String library) {
    return List.of(
        Sides.declared(bound.declaration()),
        new AbiObservation.Loaded(new Place.Target(bound.library().file()), library));
  }

  /// The declaration of a function, and a symbol of the library.
  default List<AbiObservation> evidence(BoundFunction bound, Library.Exported symbol) {
    return List.of(Sides.declared(bound.declaration()), Sides.exported(symbol));
  }

  /// A finding about a function with the names of the report's contract.
  ///
  /// @param consequence what happens to a program that uses it
  default Finding about(
      BoundFunction bound, Difference difference, String cause, String consequence, Fix fix) {
    var evidence = new ArrayList<AbiObservation>();
    var declaration = bound.declaration();
    evidence.add(
        difference.declared() == null || difference.declared().equals(declaration.place())
            ? Sides.declared(declaration)
            : new AbiObservation.Declared(
                difference.declared(),
                declaration.language(),
                difference.declared().equals(declaration.prototype().returns().place())
                    ? declaration.prototype().returns().quote()
                    : declaration.symbol()));
    bound
        .function()
        .ifPresent(
            function ->
                evidence.add(new AbiObservation.Defined(function.place(), function.quote())));
    bound.symbol().ifPresent(symbol -> evidence.add(Sides.exported(symbol)));
    return finding(
        difference.kind().word(),
        declaration.symbol() + ": " + cause,
        fix,
        details(
            tier(bound.library()),
            false,
            bound.library(),
            declaration.symbol(),
            consequence,
            evidence,
            difference),
        evidence,
        difference.grave());
  }

  /// A finding about a structure with the names of the report's contract.
  ///
  /// @param consequence what happens to a program that uses it
  default Finding about(
      BoundLayout bound, Difference difference, String cause, String consequence, Fix fix) {
    var declared = bound.declared();
    var defined = bound.defined();
    var evidence = new ArrayList<AbiObservation>();
    evidence.add(
        new AbiObservation.Declared(
            difference.declared() == null ? declared.place() : difference.declared(),
            bound.language(),
            declared.name()
                + (difference.index() >= 0
                    ? "." + difference.member() + ": " + difference.actual()
                    : ": " + difference.actual())));
    evidence.add(
        new AbiObservation.Defined(
            difference.defined() == null ? defined.place() : difference.defined(),
            defined.name()
                + (difference.index() >= 0
                    ? "." + difference.member() + ": " + difference.expected()
                    : ": " + difference.expected())));
    evidence.add(
        new AbiObservation.Loaded(
            new Place.Target(bound.library().file()), "used by " + bound.via()));
    return finding(
        difference.kind().word(),
        declared.name()
            + ": "
            + cause
            + (difference.later() == 0
                ? ""
                : ", and "
                    + difference.later()
                    + " more "
                    + (difference.later() == 1 ? "is" : "are")
                    + " wrong"),
        fix,
        details(
            tier(bound.library()),
            false,
            bound.library(),
            declared.name(),
            consequence,
            evidence,
            difference),
        evidence,
        difference.grave());
  }

  /// A finding with other evidence.
  default Finding about(
      Tier tier,
      boolean heuristic,
      Library library,
      String symbol,
      String cause,
      String consequence,
      Fix fix,
      List<AbiObservation> evidence,
      @Nullable Difference difference) {
    return finding(
        cause,
        fix,
        details(tier, heuristic, library, symbol, consequence, evidence, difference),
        evidence);
  }

  private Finding finding(
      String explanation,
      String cause,
      Fix fix,
      Details details,
      List<AbiObservation> evidence,
      boolean grave) {
    var found = finding(explanation, cause, fix, details, evidence);
    return grave || found.severity() != Severity.ERROR ? found : found.with(Severity.WARNING);
  }

  private static Tier tier(Library library) {
    return library.tier();
  }

  private static Details details(
      Tier tier,
      boolean heuristic,
      Library library,
      String symbol,
      String consequence,
      List<AbiObservation> evidence,
      @Nullable Difference difference) {
    return Details.NONE
        .text("tier", tier.name())
        .flag("heuristic", heuristic)
        .text("abiTarget", library.target().name())
        .text("symbol", symbol)
        .text("consequence", consequence)
        .list("sides", Sides.details(evidence))
        .nested("difference", difference == null ? null : difference(difference))
        .absent("proof");
  }

  private static Details difference(Difference difference) {
    var details =
        Details.NONE
            .text("kind", difference.kind().word())
            .text("member", difference.member().isEmpty() ? null : difference.member());
    details =
        difference.index() < 0
            ? details.absent("index")
            : details.number("index", difference.index());
    details = details.text("expected", difference.expected()).text("actual", difference.actual());
    details =
        difference.offset() < 0
            ? details.absent("offset")
            : details.number("offset", difference.offset());
    return details.number("later", difference.later());
  }
}
