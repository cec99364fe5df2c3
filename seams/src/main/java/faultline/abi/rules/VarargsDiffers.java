package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// An argument of an open list is declared with a type that C widens there.
///
/// Also known as F15.
///
/// ## Why it breaks
///
/// In an open list of parameters C passes a float as a double, and everything narrower than an int
/// as an int. A declaration that passes the narrow type leaves the rest of the bytes undefined.
///
/// ## Fix
///
/// Declare c_double and c_int for the arguments of an open list.
@RuleInfo(
    id = "FL-ABI-115",
    name = "varargs-differs",
    severity = Severity.ERROR,
    explanation = "varargs")
public final class VarargsDiffers implements AbiRule {
  private static final String CONSEQUENCE = "the function reads bytes that the caller never wrote";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.VARARGS);
  }
}
