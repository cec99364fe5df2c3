package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiRule;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.List;
import java.util.stream.Stream;

/// A function of which nothing is declared is called with another number of arguments than it
/// takes.
///
/// Also known as F01, at the call.
///
/// ## Why it breaks
///
/// Without a declaration nobody counts: the function reads a register or a place of the stack that
/// the caller never wrote.
///
/// ## Fix
///
/// Pass what the function takes, and declare it, so that the language counts.
@RuleInfo(
    id = "FL-ABI-141",
    name = "arguments-differ",
    severity = Severity.ERROR,
    explanation = "param-count")
public final class ArgumentsDiffer implements AbiRule {
  @Override
  public Stream<Finding> check(AbiPair pair) {
    return pair.functions().stream()
        .filter(bound -> bound.declaration().prototype().parameters().isEmpty())
        .filter(bound -> bound.function().isPresent() && bound.function().get().known())
        .flatMap(
            bound ->
                bound.declaration().call().counts().stream()
                    .filter(count -> wrong(bound, count))
                    .sorted()
                    .limit(1)
                    .map(count -> finding(bound, count)));
  }

  private static boolean wrong(BoundFunction bound, int count) {
    var taken = bound.function().orElseThrow().prototype();
    int number = taken.parameters().orElse(List.of()).size();
    return taken.variadic() ? count < number : count != number;
  }

  private Finding finding(BoundFunction bound, int count) {
    var name = bound.declaration().symbol();
    var function = bound.function().orElseThrow();
    return about(
        bound.library().tier(),
        false,
        bound.library(),
        name,
        name
            + ": it takes "
            + function.prototype().parameters().orElse(List.of()).size()
            + " parameters and is called with "
            + count,
        "the function reads an argument that nobody passed, or misses one",
        Fix.of("pass what it takes: " + function.quote()),
        calling(bound, bound.symbol().orElseThrow()),
        null);
  }
}
