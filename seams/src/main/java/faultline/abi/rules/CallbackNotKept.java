package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiRule;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A callback is made in the call that passes it, and the library may keep it longer than that.
///
/// Also known as F24. It is told from names, and may be wrong.
///
/// ## Why it breaks
///
/// Nothing refers to the callback when the call has returned, so it is freed; when the library
/// calls it later, the memory is somebody else's.
///
/// ## Fix
///
/// Keep it for as long as the library has it: assign it to a variable of the module or to an
/// attribute first.
@RuleInfo(
    id = "FL-ABI-124",
    name = "callback-not-kept",
    severity = Severity.WARNING,
    explanation = "callback")
public final class CallbackNotKept implements AbiRule {
  private static final Pattern KEEPING =
      Pattern.compile(
          "(?i)(^|_)(set|register|subscribe|install|add|attach|on|hook)(_|$|[A-Z])|callback|handler");

  @Override
  public Stream<Finding> check(AbiPair pair) {
    return pair.functions().stream()
        .filter(bound -> !bound.declaration().call().temporaries().isEmpty())
        .filter(bound -> bound.symbol().isPresent())
        .filter(bound -> KEEPING.matcher(bound.declaration().symbol()).find())
        .map(this::lost);
  }

  private Finding lost(BoundFunction bound) {
    var name = bound.declaration().symbol();
    int place = bound.declaration().call().temporaries().stream().min(Integer::compare).orElse(0);
    return about(
        bound.library().tier(),
        true,
        bound.library(),
        name,
        name + " is passed a callback as argument " + (place + 1) + " that nobody keeps",
        "the library calls memory that was freed",
        Fix.of("assign the callback to a name that lives as long as the library has it"),
        calling(bound, bound.symbol().orElseThrow()),
        null);
  }
}
