package faultline.formats.dwarf.frames;

import java.lang.foreign.MemorySegment;

/// How the value that a register had in the caller is found (DWARF 5, 6.4.1).
public sealed interface RegisterRule {
  /// It is lost.
  record Undefined() implements RegisterRule {}

  /// It was not changed.
  record SameValue() implements RegisterRule {}

  /// It was saved at the canonical frame address and this many bytes.
  record AtOffset(long offset) implements RegisterRule {}

  /// It is the canonical frame address and this many bytes.
  record IsOffset(long offset) implements RegisterRule {}

  /// It is in another register.
  record InRegister(int register) implements RegisterRule {}

  /// It was saved where an expression says, which starts with the canonical frame address.
  record AtExpression(MemorySegment expression) implements RegisterRule {}

  /// It is the value of an expression, which starts with the canonical frame address.
  record IsExpression(MemorySegment expression) implements RegisterRule {}
}
