package faultline.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A seccomp program (classic BPF, seccomp(2)) that stops a traced task at the watched calls and
/// lets all others pass at full speed. Unlike a list of numbers, a watch can look at arguments.
public final class SeccompFilter {
  private static final int LOAD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER = 0x25;
  private static final int JUMP_AT_LEAST = 0x35;
  private static final int JUMP_BITS = 0x45;
  private static final int RETURN = 0x06;
  private static final int ALLOW = 0x7fff0000;
  private static final int TRACE = 0x7ff00000;
  private static final int NUMBER = 0;
  private static final int ARCH = 4;
  private static final int ARGUMENTS = 16;

  /// Calls of the x32 ABI carry this bit on an x86-64 kernel.
  private static final int X32_BIT = 0x40000000;

  private SeccompFilter() {}

  /// When a watched call stops: any of the conditions holds, or there are none.
  public record Watch(String call, List<Condition> anyOf) {
    public Watch {
      anyOf = List.copyOf(anyOf);
    }
  }

  /// A test of one argument's value.
  public sealed interface Condition {
    int argument();

    /// At least one bit of `mask` is set in the low half.
    record AnyBits(int argument, int mask) implements Condition {}

    /// No bit of `mask` is set in the low half.
    record NoBits(int argument, int mask) implements Condition {}

    /// The low half equals `value`.
    record Equals(int argument, int value) implements Condition {}

    /// The whole argument, unsigned, is `value` or more; `value` fits 32 bits.
    record AtLeast(int argument, int value) implements Condition {}
  }

  private record Instruction(int code, int whenTrue, int whenFalse, int value) {}

  /// The program for `machine`, 8 bytes an instruction. On x86-64 it watches the same calls of
  /// 32-bit programs, and every call of the x32 ABI.
  public static byte[] program(Machine machine, List<Watch> watches) {
    var code = new ArrayList<Instruction>();
    code.add(new Instruction(LOAD, 0, 0, ARCH));
    var nativeCalls = calls(machine.calls(), watches);
    if (machine == Machine.X86_64) {
      var narrow = calls(SyscallTable.of("i386"), watches);
      // Both bodies are longer than a conditional jump reaches: test, then return or fall through.
      code.add(new Instruction(JUMP_EQUAL, 1, 0, machine.auditArch()));
      code.add(new Instruction(0x05, 0, 0, 3 + nativeCalls.size()));
      code.add(new Instruction(LOAD, 0, 0, NUMBER));
      code.add(new Instruction(JUMP_AT_LEAST, 0, 1, X32_BIT));
      code.add(new Instruction(RETURN, 0, 0, TRACE));
      code.addAll(nativeCalls);
      code.add(new Instruction(JUMP_EQUAL, 1, 0, Machine.AUDIT_I386));
      code.add(new Instruction(RETURN, 0, 0, ALLOW));
      code.add(new Instruction(LOAD, 0, 0, NUMBER));
      code.addAll(narrow);
    } else {
      code.add(new Instruction(JUMP_EQUAL, 1, 0, machine.auditArch()));
      code.add(new Instruction(RETURN, 0, 0, ALLOW));
      code.add(new Instruction(LOAD, 0, 0, NUMBER));
      code.addAll(nativeCalls);
    }
    return encode(code);
  }

  private static List<Instruction> calls(SyscallTable table, List<Watch> watches) {
    var code = new ArrayList<Instruction>();
    for (var watch : watches) {
      int number = table.number(watch.call());
      if (number < 0) {
        continue;
      }
      var body = body(watch.anyOf());
      code.add(new Instruction(JUMP_EQUAL, 0, body.size(), number));
      code.addAll(body);
    }
    code.add(new Instruction(RETURN, 0, 0, ALLOW));
    return code;
  }

  private static List<Instruction> body(List<Condition> conditions) {
    var code = new ArrayList<Instruction>();
    var stop = new Instruction(RETURN, 0, 0, TRACE);
    for (var condition : conditions) {
      int low = ARGUMENTS + 8 * condition.argument();
      switch (condition) {
        case Condition.AnyBits(_, int mask) -> {
          code.add(new Instruction(LOAD, 0, 0, low));
          code.add(new Instruction(JUMP_BITS, 0, 1, mask));
        }
        case Condition.NoBits(_, int mask) -> {
          code.add(new Instruction(LOAD, 0, 0, low));
          code.add(new Instruction(JUMP_BITS, 1, 0, mask));
        }
        case Condition.Equals(_, int value) -> {
          code.add(new Instruction(LOAD, 0, 0, low));
          code.add(new Instruction(JUMP_EQUAL, 0, 1, value));
        }
        case Condition.AtLeast(_, int value) -> {
          code.add(new Instruction(LOAD, 0, 0, low + 4));
          code.add(new Instruction(JUMP_GREATER, 0, 1, 0));
          code.add(stop);
          code.add(new Instruction(LOAD, 0, 0, low));
          code.add(new Instruction(JUMP_AT_LEAST, 0, 1, value));
        }
      }
      code.add(stop);
    }
    code.add(conditions.isEmpty() ? stop : new Instruction(RETURN, 0, 0, ALLOW));
    return code;
  }

  private static byte[] encode(List<Instruction> code) {
    var bytes = ByteBuffer.allocate(8 * code.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (var instruction : code) {
      bytes.putShort((short) instruction.code());
      bytes.put((byte) instruction.whenTrue());
      bytes.put((byte) instruction.whenFalse());
      bytes.putInt(instruction.value());
    }
    return bytes.array();
  }
}
