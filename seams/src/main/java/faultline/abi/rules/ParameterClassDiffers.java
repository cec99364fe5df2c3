package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A number is declared whole where the library has a floating one, or the reverse.
///
/// Also known as F03.
///
/// ## Why it breaks
///
/// Whole and floating numbers travel in different registers: the function reads one that the caller
/// never wrote.
///
/// ## Fix
///
/// Declare c_float or c_double where C has float or double, and a whole type where it has one.
@RuleInfo(
    id = "FL-ABI-103",
    name = "parameter-class-differs",
    severity = Severity.ERROR,
    explanation = "param-class")
public final class ParameterClassDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "the function reads another register than the caller writes";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.PARAM_CLASS);
  }
}
