package faultline.abi;

import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiPair.BoundLayout;
import faultline.abi.Difference.Kind;
import faultline.core.Fix;
import java.util.ArrayList;

/// What to do about a difference, in the words of the declaring language.
final class Repair {
  private Repair() {}

  static Fix of(BoundFunction bound, Difference difference) {
    var language = bound.declaration().language();
    boolean ctypes = language.equals("ctypes");
    if (difference.kind() == Kind.PARAM_COUNT) {
      return Fix.of(
          "declare what it takes: "
              + bound
                  .function()
                  .map(one -> ctypes ? list(one.prototype()) : one.quote())
                  .orElse(difference.expected()));
    }
    var meant = difference.meant();
    if (meant == null) {
      return Fix.of("declare it as the library has it: " + difference.expected());
    }
    var what =
        difference.index() < 0
            ? ctypes ? "restype" : "the result"
            : "parameter " + (difference.index() + 1);
    return Fix.of("declare " + what + " as " + Words.of(language, meant));
  }

  /// What `argtypes` has to be.
  private static String list(Prototype prototype) {
    var words = new ArrayList<String>();
    for (var parameter : prototype.parameters().orElse(java.util.List.of())) {
      words.add(Words.of("ctypes", parameter.shape()));
    }
    return "argtypes = [" + String.join(", ", words) + "]";
  }

  /// For a variable.
  static Fix of(String language, Difference difference) {
    var meant = difference.meant();
    return Fix.of(
        "declare it as " + (meant == null ? difference.expected() : Words.of(language, meant)));
  }

  static Fix of(BoundLayout bound, Difference difference) {
    var missing = difference.related();
    var all = "declare the members of " + bound.defined().name() + " as the library has them";
    boolean ctypes = bound.language().equals("ctypes");
    return Fix.of(
        switch (difference.kind()) {
          case MEMBER_OFFSET, SIZE ->
              missing.isEmpty() ? all : all + ": " + missing + " is missing";
          case ORDER -> "declare the members in the order of " + bound.defined().name();
          case UNION ->
              "derive it from " + (difference.expected().equals("union") ? "Union" : "Structure");
          case PACK ->
              bound.defined().packed()
                  ? "pack it" + (ctypes ? ": _pack_ = 1" : "")
                  : "do not pack it";
          case DROPPED,
              BIT_FIELD,
              ARRAY_LENGTH,
              MEMBER_SIZE,
              MEMBER_CLASS,
              BOOL,
              LONG,
              SIGNEDNESS,
              POINTEE,
              CALLBACK,
              INDIRECTION,
              PARAM_WIDTH,
              PARAM_CLASS,
              PARAM_COUNT,
              RETURN,
              CONVENTION,
              VARARGS,
              CONSTANT -> {
            var meant = difference.meant();
            yield meant == null
                ? all
                : "declare "
                    + difference.member()
                    + " as "
                    + Words.of(bound.language(), meant)
                    + (difference.kind() == Kind.BIT_FIELD ? ", " + difference.expected() : "");
          }
        });
  }
}
