package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiRule;
import faultline.abi.Tier;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.List;
import java.util.stream.Stream;

/// A program asks a library for a function that it does not have.
///
/// Also known as S01 and S03.
///
/// ## Why it breaks
///
/// The loader looks up the name when it is first used, or when the library is loaded, and fails:
/// `AttributeError: undefined symbol`. C++ compilers, Windows and macOS decorate names, so that the
/// function may be there under another one.
///
/// ## Fix
///
/// Use the name that the library exports, or build the library with the function. A name that only
/// some versions have can be asked for: `hasattr(lib, "name")`.
@RuleInfo(
    id = "FL-ABI-001",
    name = "symbol-not-found",
    severity = Severity.ERROR,
    explanation = "symbol-missing")
public final class SymbolNotFound implements AbiRule {
  @Override
  public Stream<Finding> check(AbiPair pair) {
    return pair.functions().stream()
        .filter(bound -> bound.symbol().isEmpty())
        .filter(bound -> bound.library().hidden(bound.declaration().symbol()).isEmpty())
        .filter(bound -> !bound.declaration().optional())
        .map(this::missing);
  }

  private Finding missing(BoundFunction bound) {
    var name = bound.declaration().symbol();
    var library = bound.library();
    var near = library.similar().getOrDefault(name, List.of());
    return about(
        Tier.E0,
        false,
        library,
        name,
        library.file()
            + " has no function "
            + name
            + (near.isEmpty() ? "" : "; it has " + String.join(" and ", near)),
        "loading the function fails: undefined symbol",
        Fix.of(
            near.isEmpty()
                ? "build the library with " + name + ", or do not use it"
                : "use the name that the library exports: " + near.getFirst()),
        evidence(bound, "exports no " + name),
        null);
  }
}
