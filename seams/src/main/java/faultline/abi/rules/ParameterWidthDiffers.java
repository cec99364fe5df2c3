package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A value is declared wider or narrower than the library has it.
///
/// Also known as F02.
///
/// ## Why it breaks
///
/// Bytes that do not fit are cut off, and bytes that were never written are read: a size of 2**40
/// arrives as 0, a pointer loses its upper half.
///
/// ## Fix
///
/// Declare the type that has the width of the one in C.
@RuleInfo(
    id = "FL-ABI-102",
    name = "parameter-width-differs",
    severity = Severity.ERROR,
    explanation = "param-width")
public final class ParameterWidthDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "bytes of the value are cut off, or read from where nobody wrote them";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.PARAM_WIDTH);
  }
}
