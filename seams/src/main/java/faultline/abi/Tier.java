package faultline.abi;

/// What a comparison rests on, the least first.
public enum Tier {
  /// Names and versions of symbols.
  E0,
  /// And a header, compiled with the user's own compiler.
  E1,
  /// And the debug information of the library itself.
  E2,
  /// And a program that was run and shows it.
  E3
}
