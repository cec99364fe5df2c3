package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A pointer is declared to point to something else than the library reads or writes there.
///
/// Also known as F11.
///
/// ## Why it breaks
///
/// The pointer arrives, and what is behind it is read with another width or meaning; what is
/// written there may go past its end.
///
/// ## Fix
///
/// Declare the type that the function reads or writes.
@RuleInfo(
    id = "FL-ABI-111",
    name = "pointee-differs",
    severity = Severity.ERROR,
    explanation = "param-class")
public final class PointeeDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "what is behind the pointer is read, or overwritten, as something else";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.POINTEE);
  }
}
