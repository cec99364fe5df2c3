package faultline.formats.dwarf.types;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes types as declarations of C do, around the name of what is declared.
final class Spelling {
  /// Pointers to functions that take pointers to functions can nest without end in broken files.
  private static final int DEEPEST = 32;

  /// And each of them may take several.
  private static final int MOST_PARTS = 1 << 10;

  private int parts;

  private Spelling() {}

  static String of(Type type, String inner) {
    return new Spelling().of(type, inner, 0);
  }

  private String of(Type type, String inner, int depth) {
    if (depth > DEEPEST || ++parts > MOST_PARTS) {
      return join("...", inner);
    }
    return switch (type) {
      case Type.Nothing _ -> join("void", inner);
      case Type.Base base -> join(base.name(), inner);
      case Type.Alias alias -> join(alias.name(), inner);
      case Type.Unspecified other -> join(other.name().orElse("?"), inner);
      case Type.Composite composite ->
          join(
              composite.composition().name().toLowerCase(Locale.ROOT)
                  + " "
                  + composite.name().orElse("{...}"),
              inner);
      case Type.Enumeration enumeration ->
          join("enum " + enumeration.name().orElse("{...}"), inner);
      case Type.Qualified qualified -> qualified(qualified, inner, depth);
      case Type.Pointer pointer ->
          pointer.name().isPresent()
              ? join(pointer.name().get(), inner)
              : pointer(pointer.target().type(), mark(pointer.pointing()) + inner, depth);
      case Type.MemberPointer pointer ->
          pointer(
              pointer.target().type(),
              of(pointer.of().type(), "", depth + 1) + "::*" + inner,
              depth);
      case Type.Array array -> array(array, inner, depth);
      case Type.Function function -> function(function.signature(), inner, depth);
    };
  }

  private static String mark(Type.Pointing pointing) {
    return switch (pointing) {
      case POINTER -> "*";
      case REFERENCE -> "&";
      case RVALUE_REFERENCE -> "&&";
    };
  }

  private static String join(String type, String inner) {
    return inner.isEmpty() || inner.startsWith("[") ? type + inner : type + " " + inner;
  }

  private String qualified(Type.Qualified qualified, String inner, int depth) {
    var word =
        switch (qualified.qualifier()) {
          case CONST -> "const";
          case VOLATILE -> "volatile";
          case RESTRICT -> "restrict";
          case ATOMIC -> "_Atomic";
          case OTHER -> "";
        };
    var target = qualified.target().type();
    if (word.isEmpty()) {
      return of(target, inner, depth + 1);
    }
    // What belongs to a pointer stands behind its star.
    return target instanceof Type.Pointer pointer && pointer.name().isEmpty()
        ? pointer(pointer.target().type(), mark(pointer.pointing()) + join(word, inner), depth + 1)
        : word + " " + of(target, inner, depth + 1);
  }

  private String pointer(Type target, String inner, int depth) {
    boolean binds = target instanceof Type.Function || target instanceof Type.Array;
    return of(target, binds ? "(" + inner + ")" : inner, depth + 1);
  }

  private String array(Type.Array array, String inner, int depth) {
    if (array.name().isPresent()) {
      return join(array.name().get(), inner);
    }
    var dimensions =
        array.counts().stream()
            .map(count -> "[" + (count.isPresent() ? count.getAsLong() : "") + "]")
            .collect(Collectors.joining());
    return of(
        array.element().type(), inner + (dimensions.isEmpty() ? "[]" : dimensions), depth + 1);
  }

  private String function(Signature signature, String inner, int depth) {
    var parameters =
        Stream.concat(
                signature.parameters().stream()
                    .map(parameter -> of(parameter.type().type(), "", depth + 1)),
                signature.variadic() && !signature.parameters().isEmpty()
                    ? Stream.of("...")
                    : Stream.empty())
            .collect(Collectors.joining(", "));
    var given = parameters.isEmpty() ? signature.variadic() ? "" : "void" : parameters;
    return of(signature.returns().type(), inner + "(" + given + ")", depth + 1);
  }
}
