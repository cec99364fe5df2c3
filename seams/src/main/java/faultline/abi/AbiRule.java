package faultline.abi;

import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiPair.BoundLayout;
import faultline.abi.AbiPair.BoundVariable;
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
    var variables =
        pair.variables().stream()
            .flatMap(
                bound ->
                    bound.difference().stream()
                        .filter(difference -> wanted.contains(difference.kind()))
                        .map(difference -> about(bound, difference, consequence)));
    return Stream.of(functions, layouts, variables).flatMap(one -> one);
  }

  private Finding about(BoundVariable bound, Difference difference, String consequence) {
    var declaration = bound.declaration();
    var evidence = new ArrayList<AbiObservation>();
    evidence.add(
        new AbiObservation.Declared(
            declaration.place(), declaration.language(), declaration.quote()));
    bound
        .variable()
        .ifPresent(
            variable ->
                evidence.add(new AbiObservation.Defined(variable.place(), variable.quote())));
    bound.symbol().ifPresent(symbol -> evidence.add(Sides.exported(symbol)));
    return finding(
        difference.kind().word(),
        declaration.symbol() + ": " + difference.what(),
        Repair.of(declaration.language(), difference),
        details(
            bound.library().tier(),
            false,
            bound.library().target(),
            declaration.symbol(),
            consequence,
            evidence,
            difference),
        evidence,
        difference.grave());
  }

  /// A finding about a library as a whole.
  default Finding loading(
      Target target,
      AbiPair.ResolvedUse use,
      String cause,
      String consequence,
      Fix fix,
      String file) {
    var evidence =
        List.<AbiObservation>of(
            new AbiObservation.Declared(use.use().place(), use.use().language(), use.use().quote()),
            new AbiObservation.Loaded(
                new Place.Target(file), use.why().isEmpty() ? "DF_STATIC_TLS" : use.why()));
    return finding(
        cause, fix, details(Tier.E0, false, target, file, consequence, evidence, null), evidence);
  }

  /// A call of a function, what the library's source says of it, and its symbol.
  default List<AbiObservation> calling(BoundFunction bound, Library.Exported symbol) {
    var declaration = bound.declaration();
    var evidence = new ArrayList<AbiObservation>();
    evidence.add(
        new AbiObservation.Declared(
            declaration.call().place().orElse(declaration.place()),
            declaration.language(),
            "calls " + declaration.symbol()));
    bound
        .function()
        .ifPresent(
            function ->
                evidence.add(new AbiObservation.Defined(function.place(), function.quote())));
    evidence.add(Sides.exported(symbol));
    return List.copyOf(evidence);
  }

  /// The declaration of a variable, and a symbol of the library.
  default List<AbiObservation> evidence(BoundVariable bound, Library.Exported symbol) {
    var declaration = bound.declaration();
    return List.of(
        new AbiObservation.Declared(
            declaration.place(), declaration.language(), declaration.quote()),
        Sides.exported(symbol));
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
            bound.library().target(),
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
            bound.library().target(),
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
        details(tier, heuristic, library.target(), symbol, consequence, evidence, difference),
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
      Target target,
      String symbol,
      String consequence,
      List<AbiObservation> evidence,
      @Nullable Difference difference) {
    return Details.NONE
        .text("tier", tier.name())
        .flag("heuristic", heuristic)
        .text("abiTarget", target.name())
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
