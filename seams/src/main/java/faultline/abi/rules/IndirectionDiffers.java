package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A pointer is declared where the library takes a value, or a value where it takes a pointer.
///
/// Also known as F21.
///
/// ## Why it breaks
///
/// The function takes an address for a number, or a number for an address, and reads or writes
/// there.
///
/// ## Fix
///
/// Declare POINTER(T) where C has T *, and T where it has T.
@RuleInfo(
    id = "FL-ABI-121",
    name = "indirection-differs",
    severity = Severity.ERROR,
    explanation = "param-class")
public final class IndirectionDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "an address is taken for a value, or a value for an address";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.INDIRECTION);
  }
}
