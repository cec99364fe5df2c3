package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/// What little of location expressions (DWARF 5, 2.5) layouts need: before version 4 the place of a
/// member was written as one.
public final class Expression {
  private static final String FORMAT = "DWARF expression";

  private static final int ADDR = 0x03;
  private static final int CONST1U = 0x08;
  private static final int CONST2U = 0x0a;
  private static final int CONST4U = 0x0c;
  private static final int CONSTU = 0x10;
  private static final int PLUS_UCONST = 0x23;
  private static final int LIT0 = 0x30;
  private static final int LIT31 = 0x4f;
  private static final int PLUS = 0x22;

  private Expression() {}

  /// What the expression adds to the address that it starts with, or pushes, where that is one
  /// constant; empty where it has to be computed at run time.
  public static OptionalLong constant(MemorySegment expression, ByteOrder order) {
    if (expression.byteSize() == 0) {
      return OptionalLong.empty();
    }
    var at = new Cursor(FORMAT, expression, order, 0);
    int operation = at.u8();
    long value;
    switch (operation) {
      case CONST1U -> value = at.u8();
      case CONST2U -> value = at.u16();
      case CONST4U -> value = at.u32();
      case CONSTU, PLUS_UCONST -> value = at.uleb();
      default -> {
        if (operation < LIT0 || operation > LIT31) {
          return OptionalLong.empty();
        }
        value = (long) operation - LIT0;
      }
    }
    boolean added = at.left() == 0 || operation != PLUS_UCONST && at.left() == 1 && at.u8() == PLUS;
    return added ? OptionalLong.of(value) : OptionalLong.empty();
  }

  /// The address, where the expression is one address and nothing else.
  public static OptionalLong address(MemorySegment expression, ByteOrder order) {
    var at = new Cursor(FORMAT, expression, order, 0);
    return expression.byteSize() > 1 && expression.byteSize() <= 9 && at.u8() == ADDR
        ? OptionalLong.of(at.unsigned((int) at.left()))
        : OptionalLong.empty();
  }

  static OptionalLong constant(Dwarf dwarf, EntryReader reader, int index) {
    var section = dwarf.bytes(reader.unit().header().section());
    return constant(
        section.asSlice(reader.value(index), reader.size(index)), dwarf.sections().order());
  }
}
