package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A function is declared with another number of parameters than the library takes.
///
/// Also known as F01.
///
/// ## Why it breaks
///
/// The function reads a register or a place of the stack that the caller never wrote, or the caller
/// passes what nobody takes. There is no check at run time: names alone are compared.
///
/// ## Fix
///
/// Declare as many parameters as the function has, in its order.
@RuleInfo(
    id = "FL-ABI-101",
    name = "parameter-count-differs",
    severity = Severity.ERROR,
    explanation = "param-count")
public final class ParameterCountDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "the function reads an argument that nobody passed, or misses one";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.PARAM_COUNT);
  }
}
