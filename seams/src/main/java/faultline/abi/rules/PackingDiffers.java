package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A structure is packed on one side and not on the other.
///
/// Also known as T04.
///
/// ## Why it breaks
///
/// Without padding the members follow each other directly: every one behind the first gap is
/// elsewhere.
///
/// ## Fix
///
/// Pack it where the library packs it: _pack_ in ctypes.
@RuleInfo(
    id = "FL-ABI-204",
    name = "packing-differs",
    severity = Severity.ERROR,
    explanation = "pack")
public final class PackingDiffers implements AbiRule {
  private static final String CONSEQUENCE = "members are read and written at wrong bytes";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.PACK);
  }
}
