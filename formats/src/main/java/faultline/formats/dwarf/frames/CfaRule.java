package faultline.formats.dwarf.frames;

import java.lang.foreign.MemorySegment;

/// How the canonical frame address is found: the value that the stack pointer had in the caller
/// before the call (DWARF 5, 6.4.2.2).
public sealed interface CfaRule {
  /// A register of this frame and an offset to add, in bytes.
  record RegisterAndOffset(int register, long offset) implements CfaRule {}

  /// The value of an expression.
  record ByExpression(MemorySegment expression) implements CfaRule {}

  /// Nothing has said so far how.
  record Unknown() implements CfaRule {}
}
