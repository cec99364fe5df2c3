package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiRule;
import faultline.abi.Shape;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.List;
import java.util.stream.Stream;

/// A plain number is passed to a function of which nothing is declared, where it takes a wider one.
///
/// Also known as F02 and F03, at the call.
///
/// ## Why it breaks
///
/// ctypes passes a number that has no type as a C int: 2**40 arrives as 0, and a floating parameter
/// is read from a register that nobody wrote.
///
/// ## Fix
///
/// Declare `argtypes`, or give the number its type in the call: `c_size_t(n)`.
@RuleInfo(
    id = "FL-ABI-142",
    name = "plain-number-passed",
    severity = Severity.WARNING,
    explanation = "param-width")
public final class PlainNumberPassed implements AbiRule {
  @Override
  public Stream<Finding> check(AbiPair pair) {
    return pair.functions().stream()
        .filter(bound -> bound.declaration().prototype().parameters().isEmpty())
        .filter(bound -> bound.function().isPresent() && bound.function().get().known())
        .flatMap(
            bound ->
                bound.declaration().call().bare().stream()
                    .sorted()
                    .filter(place -> wider(bound, place))
                    .limit(1)
                    .map(place -> finding(bound, place)));
  }

  private static boolean wider(BoundFunction bound, int place) {
    var taken = bound.function().orElseThrow().prototype().parameters().orElse(List.of());
    return place < taken.size()
        && taken.get(place).shape() instanceof Shape.Number number
        && (number.bytes() > 4 || !number.whole());
  }

  private Finding finding(BoundFunction bound, int place) {
    var name = bound.declaration().symbol();
    var function = bound.function().orElseThrow();
    var taken = function.prototype().parameters().orElse(List.of()).get(place);
    var found =
        about(
            bound.library().tier(),
            false,
            bound.library(),
            name,
            name
                + ": argument "
                + (place + 1)
                + " is "
                + taken.shape().text()
                + ", and a plain number is passed as a C int",
            "large numbers arrive as others, and floating ones not at all",
            Fix.of("declare argtypes of " + name + ": " + function.quote()),
            calling(bound, bound.symbol().orElseThrow()),
            null);
    boolean floating = taken.shape() instanceof Shape.Number number && !number.whole();
    return floating ? found.with(Severity.ERROR) : found;
  }
}
