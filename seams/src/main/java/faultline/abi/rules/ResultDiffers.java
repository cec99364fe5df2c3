package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// The result of a function is declared as something else than it is, or not declared where a
/// language then supposes an int.
///
/// Also known as F05.
///
/// ## Why it breaks
///
/// In ctypes a function without restype returns a C int. A pointer or a 64-bit number loses its
/// upper half, which works as long as addresses are small; a floating result is read from a
/// register that has nothing to do with it.
///
/// ## Fix
///
/// Declare the result: restype in ctypes. None is right for void alone.
@RuleInfo(
    id = "FL-ABI-105",
    name = "result-differs",
    severity = Severity.ERROR,
    explanation = "return")
public final class ResultDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "the value that the program gets is not the one that the function gave";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.RETURN);
  }
}
