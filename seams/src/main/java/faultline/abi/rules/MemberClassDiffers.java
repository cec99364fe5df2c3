package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A member of a structure is declared as another kind of value than the library has it.
///
/// Also known as T13.
///
/// ## Why it breaks
///
/// The bytes are the right ones and mean something else: a floating number read as a whole one, an
/// address as characters.
///
/// ## Fix
///
/// Declare the kind of value that the library has.
@RuleInfo(
    id = "FL-ABI-213",
    name = "member-class-differs",
    severity = Severity.ERROR,
    explanation = "param-class")
public final class MemberClassDiffers implements AbiRule {
  private static final String CONSEQUENCE = "the bytes of the member are taken for something else";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.MEMBER_CLASS);
  }
}
