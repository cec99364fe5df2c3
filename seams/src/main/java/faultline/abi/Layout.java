package faultline.abi;

import faultline.core.Place;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A structure or union laid out flat for one target: every value in it with its place, nested ones
/// opened. Padding has no field. Fields of unions lie on each other.
///
/// @param name how its side calls it
/// @param size in bytes; empty where it is only declared
/// @param complete whether all fields are here
/// @param packed whether its side packs it tighter than its members ask for
/// @param other how it is instead, where versions of the declaring language differ and nobody knows
///   which one runs
/// @param parts the keys of structures inside of it, which are compared with it
/// @param why what is not known of it, where it is not complete
public record Layout(
    String name,
    boolean union,
    OptionalLong size,
    boolean packed,
    List<Field> fields,
    boolean complete,
    String why,
    Set<String> parts,
    Place place,
    Optional<Layout> other) {

  /// The count of a field that is no array, and that of an array of open length.
  public static final long SINGLE = 0;

  public static final long OPEN = -1;

  /// One value. `offset` and `bits` are in bits from the start, in memory order; of an array of
  /// numbers `bits` is the width of one element and `count` their number.
  public record Field(
      String path,
      long offset,
      long bits,
      Shape shape,
      long count,
      boolean bitField,
      @Nullable Place place) {

    /// The bit behind the field; that of an open array is where it begins.
    public long end() {
      return offset + bits * (count == SINGLE ? 1 : Math.max(0, count));
    }
  }

  /// The same, or `later` instead.
  public Layout or(Layout later) {
    return new Layout(
        name, union, size, packed, fields, complete, why, parts, place, Optional.of(later));
  }

  public Layout {
    fields = List.copyOf(fields);
    parts = Set.copyOf(parts);
  }
}
