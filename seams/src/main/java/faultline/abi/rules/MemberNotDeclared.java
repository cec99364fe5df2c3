package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// The library has a member where the declaration has padding.
///
/// Also known as T05.
///
/// ## Why it breaks
///
/// Nothing is displaced, but the program can neither read the member nor set it, and passes
/// whatever is in the gap.
///
/// ## Fix
///
/// Declare the member.
@RuleInfo(
    id = "FL-ABI-205",
    name = "member-not-declared",
    severity = Severity.WARNING,
    explanation = "member-offset")
public final class MemberNotDeclared implements AbiRule {
  private static final String CONSEQUENCE = "the program passes whatever is in the gap";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.DROPPED);
  }
}
