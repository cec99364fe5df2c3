package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// Two members of a structure have changed places.
///
/// Also known as T12.
///
/// ## Why it breaks
///
/// Where both have the same width nothing else gives them away: each is read and written as the
/// other.
///
/// ## Fix
///
/// Declare the members in the order of the library.
@RuleInfo(
    id = "FL-ABI-212",
    name = "members-transposed",
    severity = Severity.ERROR,
    explanation = "member-offset")
public final class MembersTransposed implements AbiRule {
  private static final String CONSEQUENCE = "each is read and written as the other";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.ORDER);
  }
}
