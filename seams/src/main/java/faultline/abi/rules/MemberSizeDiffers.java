package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A member of a structure is declared wider or narrower than the library has it.
///
/// Also known as T11.
///
/// ## Why it breaks
///
/// Bytes of its neighbour are read and overwritten with it, or a part of it is lost; members behind
/// it may be displaced too.
///
/// ## Fix
///
/// Declare the member with the width of the library.
@RuleInfo(
    id = "FL-ABI-211",
    name = "member-size-differs",
    severity = Severity.ERROR,
    explanation = "size")
public final class MemberSizeDiffers implements AbiRule {
  private static final String CONSEQUENCE =
      "bytes of a neighbour are read and overwritten, or a part of the member is lost";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.MEMBER_SIZE);
  }
}
