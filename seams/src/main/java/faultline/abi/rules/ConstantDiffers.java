package faultline.abi.rules;

import faultline.abi.AbiObservation;
import faultline.abi.AbiPair;
import faultline.abi.AbiPair.BoundConstant;
import faultline.abi.AbiRule;
import faultline.abi.Difference;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.List;
import java.util.stream.Stream;

/// A number that a program copied from the library has another value there.
///
/// Also known as T15.
///
/// ## Why it breaks
///
/// A value of an enumeration is compiled into both sides. When one is put in between others, all
/// behind it change, and the program asks for something else than it means.
///
/// ## Fix
///
/// Give the name the value that the library has.
@RuleInfo(
    id = "FL-ABI-215",
    name = "constant-differs",
    severity = Severity.ERROR,
    explanation = "constant")
public final class ConstantDiffers implements AbiRule {
  @Override
  public Stream<Finding> check(AbiPair pair) {
    return pair.constants().stream()
        .filter(bound -> meant(pair, bound))
        .filter(
            bound ->
                bound.values().stream()
                    .noneMatch(value -> value.value() == bound.declaration().value()))
        .map(this::differs);
  }

  /// Whether the name is no accident: another one of the same enumeration has its value here.
  private static boolean meant(AbiPair pair, BoundConstant bound) {
    var file = source(bound);
    return pair.constants().stream()
        .filter(other -> other.library().equals(bound.library()))
        .filter(other -> source(other).equals(file))
        .filter(other -> !other.declaration().name().equals(bound.declaration().name()))
        .anyMatch(
            other ->
                other.values().stream()
                    .anyMatch(
                        value ->
                            bound.values().stream()
                                .anyMatch(mine -> mine.enumeration().equals(value.enumeration()))));
  }

  private static String source(BoundConstant bound) {
    var text = bound.declaration().place().text();
    return text.substring(0, Math.max(0, text.lastIndexOf(':')));
  }

  private Finding differs(BoundConstant bound) {
    var declaration = bound.declaration();
    var value = bound.values().getFirst();
    return about(
        bound.library().tier(),
        false,
        bound.library(),
        declaration.name(),
        declaration.name()
            + " is "
            + value.value()
            + " in the library ("
            + value.enumeration()
            + ") and "
            + declaration.value()
            + " here",
        "the library takes the number for another one",
        Fix.of("write " + declaration.name() + " = " + value.value()),
        List.of(
            new AbiObservation.Declared(
                declaration.place(), declaration.language(), declaration.quote()),
            new AbiObservation.Defined(value.place(), value.quote())),
        difference(declaration.name(), value.value(), declaration.value()));
  }

  private static Difference difference(String name, long expected, long actual) {
    return new Difference(
        Difference.Kind.CONSTANT,
        name,
        -1,
        String.valueOf(expected),
        String.valueOf(actual),
        -1,
        "",
        true,
        null,
        null,
        0,
        null,
        "");
  }
}
