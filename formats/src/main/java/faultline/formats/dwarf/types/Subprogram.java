package faultline.formats.dwarf.types;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A function that a file has or calls.
///
/// `linkageName` is the name of the symbol where that is another one. `address` is where its code
/// begins, empty for declarations and for functions that were only inlined. `convention` is the
/// number of its calling convention (DWARF 5, table 7.18), empty for the usual one.
public record Subprogram(
    Optional<String> name,
    Optional<String> linkageName,
    Signature signature,
    OptionalLong address,
    boolean external,
    boolean declaration,
    boolean noReturn,
    OptionalInt convention) {
  /// The name of the symbol.
  public Optional<String> symbol() {
    return linkageName.or(() -> name);
  }
}
