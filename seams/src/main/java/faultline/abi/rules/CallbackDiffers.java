package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A callback is declared with other parameters or another result than the library calls it with.
///
/// Also known as F22.
///
/// ## Why it breaks
///
/// The library passes what it has; the program reads what it declared. There is no check on either
/// side.
///
/// ## Fix
///
/// Declare the type of the callback as the library has it: CFUNCTYPE(result, parameters...).
@RuleInfo(
    id = "FL-ABI-122",
    name = "callback-differs",
    severity = Severity.ERROR,
    explanation = "callback")
public final class CallbackDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "the callback reads arguments that the library did not pass, or the library reads a result that it did not give";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.CALLBACK);
  }
}
