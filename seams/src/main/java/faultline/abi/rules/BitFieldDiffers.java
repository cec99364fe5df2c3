package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A bit-field is declared with another width or at another bit than the library has it.
///
/// Also known as T08.
///
/// ## Why it breaks
///
/// Its neighbours in the same storage unit are read and overwritten with it.
///
/// ## Fix
///
/// Declare the bit-fields with the types and widths of the library, and all of them.
@RuleInfo(
    id = "FL-ABI-208",
    name = "bit-field-differs",
    severity = Severity.ERROR,
    explanation = "bit-field")
public final class BitFieldDiffers implements AbiRule {
  private static final String CONSEQUENCE = "bits of a neighbour are read and overwritten";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.BIT_FIELD);
  }
}
