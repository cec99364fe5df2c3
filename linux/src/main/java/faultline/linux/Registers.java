package faultline.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/// General registers of a stopped task as NT_PRSTATUS gives them, and the few places in them that a
/// tracer reads and writes. x86-64: `struct user_regs_struct`, 27 words. arm64: `struct
/// user_pt_regs`, 34 words; its table was written from the headers and has not been run.
public final class Registers {
  static final long MAX_BYTES = 34 * 8;
  private final Machine machine;
  private final long[] words;

  private Registers(Machine machine, long[] words) {
    this.machine = machine;
    this.words = words;
  }

  static Registers of(MemorySegment raw) {
    return new Registers(Machine.current(), raw.toArray(JAVA_LONG));
  }

  /// Registers of `machine` from `words`, in the order of its NT_PRSTATUS.
  static Registers of(Machine machine, long... words) {
    return new Registers(machine, words.clone());
  }

  long copyTo(MemorySegment into) {
    MemorySegment.copy(words, 0, into, JAVA_LONG, 0, words.length);
    return 8L * words.length;
  }

  public Registers copy() {
    return new Registers(machine, words.clone());
  }

  public long programCounter() {
    return words[machine.programCounter()];
  }

  public long stackPointer() {
    return words[machine.stackPointer()];
  }

  public long result() {
    return words[machine.result()];
  }

  /// Number of the call that the task is in, -1 for none. On arm64 the register may have changed
  /// since the entry.
  public long callNumber() {
    return words[machine.callNumber()];
  }

  public long argument(int index) {
    return words[machine.argument(index)];
  }

  /// The same but for one argument.
  Registers withArgument(int index, long value) {
    var changed = copy();
    changed.words[machine.argument(index)] = value;
    return changed;
  }

  /// At a call's entry: makes it the call `number` instead.
  public Registers replaceCall(long number, long... arguments) {
    var changed = copy();
    changed.words[machine.callNumber()] = number;
    changed.arguments(arguments);
    return changed;
  }

  /// After a call: makes the task enter the kernel again with the call `number`.
  public Registers repeatCall(long number, long... arguments) {
    var changed = copy();
    changed.words[machine.programCounter()] -= machine.callInstructionBytes();
    changed.words[machine.numberRegister()] = number;
    if (machine.callNumber() != machine.numberRegister()) {
      changed.words[machine.callNumber()] = -1;
    }
    changed.arguments(arguments);
    return changed;
  }

  private void arguments(long... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      words[machine.argument(i)] = arguments[i];
    }
  }
}
