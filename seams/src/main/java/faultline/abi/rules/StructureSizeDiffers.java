package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A structure is declared shorter or longer than the library has it, with all that it declares in
/// its place.
///
/// Also known as T03.
///
/// ## Why it breaks
///
/// If the program makes the structure and passes a pointer, the library writes past its end. Arrays
/// of it have the wrong stride.
///
/// ## Fix
///
/// Declare all members. A structure that only the library makes may be declared by its beginning.
@RuleInfo(
    id = "FL-ABI-203",
    name = "structure-size-differs",
    severity = Severity.ERROR,
    explanation = "size")
public final class StructureSizeDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "the library writes behind the end of the structure, or steps through an array with another stride";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.SIZE);
  }
}
