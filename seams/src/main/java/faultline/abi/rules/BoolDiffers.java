package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A boolean of one byte is declared with another width, or another number as a boolean.
///
/// Also known as F06.
///
/// ## Why it breaks
///
/// C defines the lowest byte of a _Bool alone; the others hold what was there before, so that false
/// may be read as true.
///
/// ## Fix
///
/// Declare the one-byte boolean of the language: c_bool in ctypes.
@RuleInfo(id = "FL-ABI-106", name = "bool-differs", severity = Severity.ERROR, explanation = "bool")
public final class BoolDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "false can be read as true, because only one byte is defined";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.BOOL);
  }
}
