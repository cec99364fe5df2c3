package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiRule;
import faultline.abi.Difference.Kind;
import faultline.core.Finding;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A union is declared as a structure, or the reverse.
///
/// Also known as T07.
///
/// ## Why it breaks
///
/// The members of a union all begin at its first byte, those of a structure follow each other.
///
/// ## Fix
///
/// Declare a Union where the library has one.
@RuleInfo(
    id = "FL-ABI-207",
    name = "union-differs",
    severity = Severity.ERROR,
    explanation = "union")
public final class UnionDiffers implements AbiRule {
  private static final String CONSEQUENCE = "members are read and written at wrong bytes";

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return told(pair, CONSEQUENCE, Kind.UNION);
  }
}
