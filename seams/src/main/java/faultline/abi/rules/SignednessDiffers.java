package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A number is declared with a sign where the library has none, or the reverse.
///
/// Also known as F04.
///
/// ## Why it breaks
///
/// Small values are the same. Large ones turn negative, and negative ones turn large: an error code
/// of -1 becomes 4294967295 and is no longer below zero.
///
/// ## Fix
///
/// Declare the type with the sign of the one in C.
@RuleInfo(
    id = "FL-ABI-104",
    name = "signedness-differs",
    severity = Severity.WARNING,
    explanation = "signedness")
public final class SignednessDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "negative and very large values are taken for each other";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.SIGNEDNESS);
  }
}
