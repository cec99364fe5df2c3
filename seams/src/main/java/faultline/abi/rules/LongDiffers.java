package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A long of C is declared with a width that it does not have on this platform.
///
/// Also known as F07.
///
/// ## Why it breaks
///
/// long has 8 bytes on 64-bit Linux and macOS and 4 on Windows. Half of it is cut off, or 4 bytes
/// too many are read.
///
/// ## Fix
///
/// Declare the type that follows the platform: c_long and c_ulong in ctypes.
@RuleInfo(id = "FL-ABI-107", name = "long-differs", severity = Severity.ERROR, explanation = "long")
public final class LongDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "half of the value is cut off, or read from where nobody wrote it";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.LONG);
  }
}
