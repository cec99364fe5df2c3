package faultline.formats.dwarf.types;

import faultline.formats.dwarf.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A type that is read when it is asked for. Two of them are equal where they lead to the same
/// entry of the same file.
public final class TypeRef {
  private final Types types;
  private final @Nullable Entry entry;

  TypeRef(Types types, @Nullable Entry entry) {
    this.types = types;
    this.entry = entry;
  }

  /// The type; [Type.Nothing] where an entry names none.
  public Type type() {
    return entry == null ? Types.NOTHING : types.of(entry);
  }

  /// The entry that describes the type; empty where there is none, which means no value.
  public Optional<Entry> entry() {
    return Optional.ofNullable(entry);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TypeRef that && key().equals(that.key());
  }

  @Override
  public int hashCode() {
    return key().hashCode();
  }

  private Types.Key key() {
    return entry == null ? Types.VOID : Types.Key.of(entry);
  }

  /// Says where the type is and not what it is, which may be without end.
  @Override
  public String toString() {
    return entry == null ? "void" : "type at 0x" + Long.toHexString(entry.offset());
  }
}
