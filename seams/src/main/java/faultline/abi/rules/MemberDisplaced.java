package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A member of a structure is declared at another offset than the library has it.
///
/// Also known as T01, T02.
///
/// ## Why it breaks
///
/// Every access to it reads or writes other bytes. One member that was left out, added or has
/// another width moves all that follow it, unless padding absorbs it; the size may well be right.
///
/// ## Fix
///
/// Declare the members of the library, in its order and with its widths.
@RuleInfo(
    id = "FL-ABI-201",
    name = "member-displaced",
    severity = Severity.ERROR,
    explanation = "member-offset")
public final class MemberDisplaced implements AbiRule {
  private static final String CONSEQUENCE =
      "the member and those behind it are read and written at wrong bytes";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.MEMBER_OFFSET);
  }
}
