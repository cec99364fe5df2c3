package faultline.abi;

import faultline.core.Place;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One thing that two sides of a declaration do not agree on.
///
/// @param member the parameter or member that it is about, empty for the whole
/// @param index its place, counted from 0; -1 where it has none
/// @param expected what the library has
/// @param actual what was declared
/// @param offset the byte in the structure of the library, -1 where it is about none
/// @param what both in one clause
/// @param grave whether it breaks whenever it is used, and not under conditions alone
/// @param declared where the declaration says it
/// @param defined where the library's source does
/// @param meant what the library has, as a type; null where it is about none
/// @param related members of the library that the declaration has not, or what else a repair names
/// @param later how many more values are wrong because of this or like this
public record Difference(
    Kind kind,
    String member,
    int index,
    String expected,
    String actual,
    long offset,
    String what,
    boolean grave,
    @Nullable Place declared,
    @Nullable Place defined,
    int later,
    @Nullable Shape meant,
    String related) {

  /// What kind of thing. The words are those of the report's contract.
  public enum Kind {
    PARAM_COUNT,
    PARAM_WIDTH,
    PARAM_CLASS,
    SIGNEDNESS,
    RETURN,
    BOOL,
    LONG,
    CONVENTION,
    VARARGS,
    MEMBER_OFFSET,
    SIZE,
    PACK,
    ARRAY_LENGTH,
    UNION,
    BIT_FIELD,
    CALLBACK,
    CONSTANT,
    /// A pointer to something else than the library takes: `param-class` in reports.
    POINTEE,
    /// A value where a pointer is due, or the reverse: `param-class` in reports.
    INDIRECTION,
    /// Members in another order: `member-offset` in reports.
    ORDER,
    /// A member of the library that the declaration has not: `member-offset` in reports.
    DROPPED,
    /// A number of bytes of one member: `size` in reports.
    MEMBER_SIZE,
    /// What a member holds: `param-class` in reports.
    MEMBER_CLASS;

    /// The word of the report's contract.
    public String word() {
      return switch (this) {
        case POINTEE, INDIRECTION, MEMBER_CLASS -> "param-class";
        case ORDER, DROPPED -> "member-offset";
        case MEMBER_SIZE -> "size";
        case PARAM_COUNT,
            PARAM_WIDTH,
            PARAM_CLASS,
            SIGNEDNESS,
            RETURN,
            BOOL,
            LONG,
            CONVENTION,
            VARARGS,
            MEMBER_OFFSET,
            SIZE,
            PACK,
            ARRAY_LENGTH,
            UNION,
            BIT_FIELD,
            CALLBACK,
            CONSTANT ->
            name().toLowerCase(Locale.ROOT).replace('_', '-');
      };
    }
  }

  /// The same with the number of others.
  public Difference with(int others) {
    return new Difference(
        kind, member, index, expected, actual, offset, what, grave, declared, defined, others,
        meant, related);
  }
}
