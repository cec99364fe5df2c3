package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiRule;
import faultline.abi.Library.Exported;
import faultline.abi.Tier;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A program asks a library for a function that it contains and does not export.
///
/// Also known as S02.
///
/// ## Why it breaks
///
/// The loader looks in the dynamic symbol table alone. A function that is `static`, hidden by
/// `-fvisibility=hidden`, or local by a version script is not there.
///
/// ## Fix
///
/// Give it `__attribute__((visibility("default")))`, take `static` away, or name it under `global:`
/// in the version script.
@RuleInfo(
    id = "FL-ABI-002",
    name = "symbol-not-exported",
    severity = Severity.ERROR,
    explanation = "symbol-hidden")
public final class SymbolNotExported implements AbiRule {
  @Override
  public Stream<Finding> check(AbiPair pair) {
    return pair.functions().stream()
        .filter(bound -> bound.symbol().isEmpty() && !bound.declaration().optional())
        .flatMap(
            bound ->
                bound.library().hidden(bound.declaration().symbol()).stream()
                    .map(symbol -> hidden(bound, symbol)));
  }

  private Finding hidden(BoundFunction bound, Exported symbol) {
    var name = bound.declaration().symbol();
    return about(
        Tier.E0,
        false,
        bound.library(),
        name,
        bound.library().file() + " contains " + name + " and does not export it: " + symbol.why(),
        "loading the function fails: undefined symbol",
        Fix.of("export " + name + " from the library"),
        evidence(bound, symbol),
        null);
  }
}
