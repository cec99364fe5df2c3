package faultline.formats.dwarf.types;

import java.util.OptionalLong;

/// One value in a layout: `path` leads to it from the outside in the words of the source, such as
/// `head.at[1].x`. `offset` and `bits` are in bits, counted as [Type.Member] counts them. `type` is
/// the type that the source gives it.
///
/// An array of scalars is one slot: `count` has its elements, and `bits` is the width of one. It is
/// empty for values that are in no array, and -1 inside for arrays of open length.
public record Slot(
    String path, long offset, long bits, Type type, OptionalLong count, boolean bitField) {
  /// The count of arrays that end where their memory does.
  public static final long OPEN = -1;

  /// How values are passed and compared.
  public enum Scalar {
    SIGNED,
    UNSIGNED,
    BOOLEAN,
    CHARACTER,
    FLOATING,
    COMPLEX,
    POINTER,
    /// Something that is no scalar, or one whose kind is not known.
    OTHER
  }

  /// The kind of the value, or of one element.
  public Scalar scalar() {
    return scalarOf(type);
  }

  static Scalar scalarOf(Type type) {
    return switch (type.bare()) {
      case Type.Base base ->
          switch (base.encoding()) {
            case SIGNED -> Scalar.SIGNED;
            case UNSIGNED -> Scalar.UNSIGNED;
            case BOOLEAN -> Scalar.BOOLEAN;
            case SIGNED_CHARACTER, UNSIGNED_CHARACTER, UNICODE -> Scalar.CHARACTER;
            case FLOATING, DECIMAL_FLOATING -> Scalar.FLOATING;
            case COMPLEX -> Scalar.COMPLEX;
            case ADDRESS -> Scalar.POINTER;
            case OTHER -> Scalar.OTHER;
          };
      case Type.Pointer _, Type.MemberPointer _ -> Scalar.POINTER;
      case Type.Enumeration enumeration ->
          enumeration.underlying().isPresent()
              ? scalarOf(enumeration.underlying().get().type())
              : enumeration.enumerators().stream().anyMatch(value -> value.value() < 0)
                  ? Scalar.SIGNED
                  : Scalar.UNSIGNED;
      case Type.Array array -> scalarOf(array.element().type());
      case Type.Nothing _, Type.Qualified _, Type.Alias _ -> Scalar.OTHER;
      case Type.Composite _, Type.Function _, Type.Unspecified _ -> Scalar.OTHER;
    };
  }
}
