package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiRule;
import faultline.abi.Shape;
import faultline.abi.Shape.Conversion;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.List;
import java.util.stream.Stream;

/// A function gives a string that the caller has to free, and the declaration forgets where it is.
///
/// Also known as F29. It is told from names and types, and may be wrong.
///
/// ## Why it breaks
///
/// `restype = c_char_p` copies the characters and throws the pointer away: nothing can free it any
/// more. A function that returns `char *` without `const`, in a library that has a function to free
/// strings, mostly gives away what it allocated.
///
/// ## Fix
///
/// Declare `restype = c_void_p`, read the characters with `string_at`, and pass the pointer to the
/// function that frees it.
@RuleInfo(
    id = "FL-ABI-129",
    name = "returned-string-leaks",
    severity = Severity.WARNING,
    explanation = "ownership")
public final class ReturnedStringLeaks implements AbiRule {
  @Override
  public Stream<Finding> check(AbiPair pair) {
    return pair.functions().stream()
        .filter(bound -> bound.result().isEmpty() && copied(bound))
        .flatMap(bound -> releasing(bound).stream().limit(1).map(name -> leak(bound, name)));
  }

  private static boolean copied(BoundFunction bound) {
    return bound.declaration().prototype().returns().shape() instanceof Shape.Address mine
        && mine.conversion() == Conversion.COPIED
        && bound.function().isPresent()
        && bound.function().get().prototype().returns().shape() instanceof Shape.Address theirs
        && theirs.target().text().equals("char");
  }

  /// Functions of the library that free strings.
  private static List<String> releasing(BoundFunction bound) {
    return bound.library().exports().stream()
        .filter(
            name -> name.contains("str") || name.contains("free") && name.split("_").length <= 2)
        .toList();
  }

  private Finding leak(BoundFunction bound, String release) {
    var name = bound.declaration().symbol();
    return about(
        bound.library().tier(),
        true,
        bound.library(),
        name,
        name + " returns char *, which " + release + " may have to free, and c_char_p forgets it",
        "nobody can free the memory any more",
        Fix.of("declare restype as c_void_p, and pass the pointer to " + release),
        evidence(bound, bound.symbol().orElseThrow()),
        null);
  }
}
