package faultline.formats.dwarf.types;

import java.util.List;

/// What a function takes and gives.
///
/// Where not `prototyped`, C code of the old style left the parameters open. `variadic` ones take
/// more than the parameters named here. Functions of Go give what their `results` say and have no
/// `returns`.
public record Signature(
    TypeRef returns,
    List<Parameter> parameters,
    List<Parameter> results,
    boolean variadic,
    boolean prototyped) {
  /// One parameter. An `artificial` one is not in the source, such as `this`.
  public record Parameter(String name, TypeRef type, boolean artificial) {}
}
