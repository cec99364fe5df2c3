package faultline.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import faultline.linux.SeccompFilter.Condition;
import faultline.linux.SeccompFilter.Watch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The filter's program is run by a small interpreter of classic BPF and compared with what its
/// watches say directly.
class SeccompFilterTest {
  private static final List<Watch> WATCHES =
      List.of(
          new Watch("openat", List.of()),
          new Watch("mmap", List.of(new Condition.AnyBits(2, 4), new Condition.AtLeast(1, 65536))),
          new Watch("newfstatat", List.of(new Condition.NoBits(3, 0x1000))),
          new Watch("fcntl", List.of(new Condition.Equals(1, 6), new Condition.Equals(1, 7))),
          new Watch("no_such_call", List.of()));

  @Test
  void stopsExactlyAtTheWatchedCallsOfThisMachine() {
    var random = new Random(20_251_124);
    for (var machine : Machine.values()) {
      byte[] program = SeccompFilter.program(machine, WATCHES);
      for (int i = 0; i < 20_000; i++) {
        int number = random.nextInt(330);
        long[] arguments = random.longs(6).map(value -> value >> random.nextInt(64)).toArray();
        assertEquals(
            expected(machine.calls(), number, arguments),
            stops(program, machine.auditArch(), number, arguments),
            () -> machine + " call " + number);
      }
    }
  }

  @Test
  void watchesCallsOf32BitProgramsByTheirOwnNumbers() {
    byte[] program = SeccompFilter.program(Machine.X86_64, WATCHES);
    var narrow = SyscallTable.of("i386");
    assertEquals(true, stops(program, Machine.AUDIT_I386, narrow.number("openat"), new long[6]));
    assertEquals(
        false,
        stops(program, Machine.AUDIT_I386, Machine.X86_64.calls().number("openat"), new long[6]));
  }

  @Test
  void stopsAtEveryCallOfX32AndAtNoneOfAnUnknownAbi() {
    byte[] program = SeccompFilter.program(Machine.X86_64, WATCHES);
    int x32 = 0x40000000;
    assertEquals(true, stops(program, Machine.X86_64.auditArch(), x32 | 1, new long[6]));
    assertEquals(false, stops(program, 0x1234, 257, new long[6]));
  }

  private static boolean expected(SyscallTable calls, int number, long[] arguments) {
    for (var watch : WATCHES) {
      if (calls.number(watch.call()) == number) {
        return watch.anyOf().isEmpty()
            || watch.anyOf().stream().anyMatch(condition -> holds(condition, arguments));
      }
    }
    return false;
  }

  private static boolean holds(Condition condition, long[] arguments) {
    long value = arguments[condition.argument()];
    return switch (condition) {
      case Condition.AnyBits(_, int mask) -> ((int) value & mask) != 0;
      case Condition.NoBits(_, int mask) -> ((int) value & mask) == 0;
      case Condition.Equals(_, int wanted) -> (int) value == wanted;
      case Condition.AtLeast(_, int least) -> Long.compareUnsigned(value, least) >= 0;
    };
  }

  private static boolean stops(byte[] program, int arch, int number, long[] arguments) {
    var data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(0, number).putInt(4, arch);
    for (int i = 0; i < 6; i++) {
      data.putLong(16 + 8 * i, arguments[i]);
    }
    var code = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    int accumulator = 0;
    int at = 0;
    while (true) {
      int operation = code.getShort(8 * at) & 0xffff;
      int whenTrue = code.get(8 * at + 2) & 0xff;
      int whenFalse = code.get(8 * at + 3) & 0xff;
      int value = code.getInt(8 * at + 4);
      at++;
      switch (operation) {
        case 0x20 -> accumulator = data.getInt(value);
        case 0x05 -> at += value;
        case 0x15 -> at += accumulator == value ? whenTrue : whenFalse;
        case 0x25 -> at += Integer.compareUnsigned(accumulator, value) > 0 ? whenTrue : whenFalse;
        case 0x35 -> at += Integer.compareUnsigned(accumulator, value) >= 0 ? whenTrue : whenFalse;
        case 0x45 -> at += (accumulator & value) != 0 ? whenTrue : whenFalse;
        case 0x06 -> {
          return value == 0x7ff00000;
        }
        default -> throw new AssertionError("operation " + operation);
      }
    }
  }
}
