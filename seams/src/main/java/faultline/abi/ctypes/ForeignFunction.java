package faultline.abi.ctypes;

import faultline.abi.FunctionDeclaration.Call;
import faultline.core.Place;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A function that a program takes from a library, with all that it says about it on the way.
final class ForeignFunction {
  /// Something that was said, and where.
  record Said(PyValue value, Place place, String quote, boolean conditional) {}

  private final String symbol;
  private final Place first;
  private final String quote;
  private boolean optional;
  private @Nullable Said parameters;
  private @Nullable Said result;
  private boolean checked;
  private boolean called;
  private boolean used;
  private final Set<Integer> bare = new HashSet<>();
  private final Set<Integer> counts = new HashSet<>();
  private final Set<Integer> temporaries = new HashSet<>();
  private @Nullable Place call;

  ForeignFunction(String symbol, Place first, String quote, boolean optional) {
    this.symbol = symbol;
    this.first = first;
    this.quote = quote;
    this.optional = optional;
  }

  String symbol() {
    return symbol;
  }

  Place first() {
    return first;
  }

  String quote() {
    return quote;
  }

  boolean optional() {
    return optional;
  }

  void needed() {
    optional = false;
  }

  @Nullable Said parameters() {
    return parameters;
  }

  @Nullable Said result() {
    return result;
  }

  void parameters(Said said) {
    parameters = merged(parameters, said);
  }

  void result(Said said) {
    result = merged(result, said);
  }

  /// Which of two holds is not known where the later one depends on something unknown.
  private static Said merged(@Nullable Said earlier, Said later) {
    return earlier == null || !later.conditional || earlier.value.equals(later.value)
        ? later
        : new Said(
            new PyValue.Unknown("it is declared in two ways, by a condition that is not known"),
            later.place,
            later.quote,
            true);
  }

  /// A function of the program looks at the result.
  void checked() {
    checked = true;
  }

  /// What one call passes: the places of plain numbers and of callbacks that nobody keeps, and how
  /// many arguments; -1 where that is not known.
  record Passed(Set<Integer> plain, Set<Integer> temporaries, int count) {}

  void call(Place place, boolean resultUsed, Passed passed) {
    called = true;
    used |= resultUsed;
    bare.addAll(passed.plain);
    temporaries.addAll(passed.temporaries);
    if (passed.count >= 0) {
      counts.add(passed.count);
    }
    if (call == null) {
      call = place;
    }
  }

  Call calls() {
    return new Call(
        called, !called || used || checked, bare, counts, temporaries, Optional.ofNullable(call));
  }
}
