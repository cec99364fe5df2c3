package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// An array in a structure is declared with another length than the library has it.
///
/// Also known as T10.
///
/// ## Why it breaks
///
/// All members behind it are displaced, unless padding absorbs the difference; elements behind the
/// end belong to somebody else.
///
/// ## Fix
///
/// Declare the length of the library.
@RuleInfo(
    id = "FL-ABI-210",
    name = "array-length-differs",
    severity = Severity.ERROR,
    explanation = "array-length")
public final class ArrayLengthDiffers implements AbiRule {
  private static final String CONSEQUENCE = "elements behind the end belong to another member";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.ARRAY_LENGTH);
  }
}
