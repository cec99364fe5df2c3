package faultline.formats.dwarf.frames;

import faultline.formats.bytes.Cursor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Runs the instructions of a frame entry (DWARF 5, 6.4.2).
final class FrameProgram {
  private static final int ADVANCE = 1;
  private static final int OFFSET = 2;
  private static final int RESTORE = 3;

  private static final int NOP = 0x00;
  private static final int SET_LOC = 0x01;
  private static final int ADVANCE_LOC1 = 0x02;
  private static final int ADVANCE_LOC2 = 0x03;
  private static final int ADVANCE_LOC4 = 0x04;
  private static final int OFFSET_EXTENDED = 0x05;
  private static final int RESTORE_EXTENDED = 0x06;
  private static final int UNDEFINED = 0x07;
  private static final int SAME_VALUE = 0x08;
  private static final int REGISTER = 0x09;
  private static final int REMEMBER_STATE = 0x0a;
  private static final int RESTORE_STATE = 0x0b;
  private static final int DEF_CFA = 0x0c;
  private static final int DEF_CFA_REGISTER = 0x0d;
  private static final int DEF_CFA_OFFSET = 0x0e;
  private static final int DEF_CFA_EXPRESSION = 0x0f;
  private static final int EXPRESSION = 0x10;
  private static final int OFFSET_EXTENDED_SF = 0x11;
  private static final int DEF_CFA_SF = 0x12;
  private static final int DEF_CFA_OFFSET_SF = 0x13;
  private static final int VAL_OFFSET = 0x14;
  private static final int VAL_OFFSET_SF = 0x15;
  private static final int VAL_EXPRESSION = 0x16;
  private static final int MIPS_ADVANCE_LOC8 = 0x1d;
  private static final int NEGATE_RA_STATE = 0x2d;
  private static final int GNU_ARGS_SIZE = 0x2e;
  private static final int GNU_NEGATIVE_OFFSET_EXTENDED = 0x2f;

  /// More than the registers that any machine saves, and than the states that any compiler
  /// remembers: damaged input must not ask for memory that grows with the square of its size.
  private static final int MOST_REGISTERS = 1 << 9;

  private static final int MOST_STATES = 1 << 8;

  private record State(CfaRule cfa, Map<Integer, RegisterRule> registers, boolean signed) {}

  private final FrameSection section;
  private final CommonEntry common;
  private final TreeMap<Integer, RegisterRule> registers = new TreeMap<>();
  private final Deque<State> remembered = new ArrayDeque<>();
  private Map<Integer, RegisterRule> initial = Map.of();
  private CfaRule cfa = new CfaRule.Unknown();
  private boolean signed;
  private long address;

  FrameProgram(FrameSection section, CommonEntry common, long low) {
    this.section = section;
    this.common = common;
    this.address = low;
  }

  /// Runs the common instructions and those of one entry. Each row that is complete goes to `rows`;
  /// the one that has `stop`, or the last, is returned.
  FrameRow run(Cursor instructions, Consumer<FrameRow> rows, Optional<Long> stop) {
    var first = common.instructions();
    execute(first.window(first.left()), _ -> {}, Optional.empty());
    initial = new TreeMap<>(registers);
    execute(instructions, rows, stop);
    var last = row();
    rows.accept(last);
    return last;
  }

  private FrameRow row() {
    return new FrameRow(
        address, cfa, Collections.unmodifiableMap(new TreeMap<>(registers)), signed);
  }

  private void execute(Cursor at, Consumer<FrameRow> rows, Optional<Long> stop) {
    while (at.left() > 0) {
      long start = at.offset();
      int code = at.u8();
      int low = code & 0x3f;
      long next = address;
      switch (code >>> 6) {
        case ADVANCE -> next = stepped(low);
        case OFFSET -> saved(at, low, at.uleb());
        case RESTORE -> restore(low);
        default -> {
          switch (code) {
            case SET_LOC ->
                next = Encoded.read(at, common.encoding(), common.addressSize(), section.address());
            case ADVANCE_LOC1 -> next = stepped(at.u8());
            case ADVANCE_LOC2 -> next = stepped(at.u16());
            case ADVANCE_LOC4 -> next = stepped(at.u32());
            case MIPS_ADVANCE_LOC8 -> next = stepped(at.u64());
            default -> rule(at, start, code);
          }
        }
      }
      if (next != address) {
        if (stop.isPresent() && Long.compareUnsigned(next, stop.get()) > 0) {
          return;
        }
        rows.accept(row());
        address = next;
      }
    }
  }

  private long stepped(long delta) {
    return Encoded.mask(address + delta * common.codeAlignment(), common.addressSize());
  }

  private void rule(Cursor at, long start, int code) {
    switch (code) {
      case NOP -> {}
      case OFFSET_EXTENDED -> saved(at, register(at), at.uleb());
      case OFFSET_EXTENDED_SF -> saved(at, register(at), at.sleb());
      case GNU_NEGATIVE_OFFSET_EXTENDED -> saved(at, register(at), -at.uleb());
      case VAL_OFFSET -> put(at, register(at), new RegisterRule.IsOffset(scaled(at.uleb())));
      case VAL_OFFSET_SF -> put(at, register(at), new RegisterRule.IsOffset(scaled(at.sleb())));
      case RESTORE_EXTENDED -> restore(register(at));
      case UNDEFINED -> put(at, register(at), new RegisterRule.Undefined());
      case SAME_VALUE -> put(at, register(at), new RegisterRule.SameValue());
      case REGISTER -> put(at, register(at), new RegisterRule.InRegister(register(at)));
      case EXPRESSION -> put(at, register(at), new RegisterRule.AtExpression(block(at)));
      case VAL_EXPRESSION -> put(at, register(at), new RegisterRule.IsExpression(block(at)));
      case REMEMBER_STATE -> {
        if (remembered.size() == MOST_STATES) {
          throw at.malformed(start, "more than " + MOST_STATES + " remembered states");
        }
        remembered.push(new State(cfa, new TreeMap<>(registers), signed));
      }
      case RESTORE_STATE -> {
        var state = remembered.poll();
        if (state == null) {
          throw at.malformed(start, "a state is restored that was not remembered");
        }
        cfa = state.cfa;
        signed = state.signed;
        registers.clear();
        registers.putAll(state.registers);
      }
      case DEF_CFA -> cfa = new CfaRule.RegisterAndOffset(register(at), at.uleb());
      case DEF_CFA_SF -> cfa = new CfaRule.RegisterAndOffset(register(at), scaled(at.sleb()));
      case DEF_CFA_REGISTER -> cfa = new CfaRule.RegisterAndOffset(register(at), offset());
      case DEF_CFA_OFFSET -> cfa = new CfaRule.RegisterAndOffset(base(at, start), at.uleb());
      case DEF_CFA_OFFSET_SF ->
          cfa = new CfaRule.RegisterAndOffset(base(at, start), scaled(at.sleb()));
      case DEF_CFA_EXPRESSION -> cfa = new CfaRule.ByExpression(block(at));
      case NEGATE_RA_STATE -> signed = !signed;
      case GNU_ARGS_SIZE -> at.skipLeb();
      default -> throw at.malformed(start, "frame instruction 0x" + Integer.toHexString(code));
    }
  }

  private int base(Cursor at, long start) {
    if (cfa instanceof CfaRule.RegisterAndOffset known) {
      return known.register();
    }
    throw at.malformed(start, "the offset of a frame address that has no register");
  }

  private long offset() {
    return cfa instanceof CfaRule.RegisterAndOffset known ? known.offset() : 0;
  }

  private static int register(Cursor at) {
    long start = at.offset();
    long number = at.uleb();
    if (number < 0 || number > 0xffff) {
      throw at.malformed(start, "register " + Long.toUnsignedString(number));
    }
    return (int) number;
  }

  private static MemorySegment block(Cursor at) {
    return at.slice(at.uleb());
  }

  private long scaled(long factor) {
    return factor * common.dataAlignment();
  }

  private void saved(Cursor at, int register, long factor) {
    put(at, register, new RegisterRule.AtOffset(scaled(factor)));
  }

  private void restore(int register) {
    var before = initial.get(register);
    if (before == null) {
      registers.remove(register);
    } else {
      registers.put(register, before);
    }
  }

  private void put(Cursor at, int register, RegisterRule rule) {
    if (registers.size() == MOST_REGISTERS && !registers.containsKey(register)) {
      throw at.malformed(at.offset(), "rules for more than " + MOST_REGISTERS + " registers");
    }
    registers.put(register, rule);
  }
}
