package faultline.linux;

/// What differs between processors for a tracer: where the registers of a system call are, and
/// which number a call has. x86-64: System V ABI, appendix A.2.1. arm64: syscall(2), "Architecture
/// calling conventions"; not run.
public enum Machine {
  X86_64(0xC000003E, 62, "x86_64", 16, 19, 10, 15, 10, 2, 14, 13, 12, 7, 9, 8),
  AARCH64(0xC00000B7, 183, "aarch64", 32, 31, 0, 8, 8, 4, 0, 1, 2, 3, 4, 5);

  /// `AUDIT_ARCH_I386`: calls of 32-bit x86 programs on an x86-64 kernel.
  public static final int AUDIT_I386 = 0x40000003;

  private final int auditArch;
  private final int elfMachine;
  private final String table;
  private final int programCounter;
  private final int stackPointer;
  private final int result;
  private final int callNumber;
  private final int numberRegister;
  private final int callInstructionBytes;
  private final int[] arguments;

  Machine(
      int auditArch,
      int elfMachine,
      String table,
      int programCounter,
      int stackPointer,
      int result,
      int callNumber,
      int numberRegister,
      int callInstructionBytes,
      int... arguments) {
    this.auditArch = auditArch;
    this.elfMachine = elfMachine;
    this.table = table;
    this.programCounter = programCounter;
    this.stackPointer = stackPointer;
    this.result = result;
    this.callNumber = callNumber;
    this.numberRegister = numberRegister;
    this.callInstructionBytes = callInstructionBytes;
    this.arguments = arguments;
  }

  /// The machine that runs us.
  public static Machine current() {
    return "aarch64".equals(System.getProperty("os.arch")) ? AARCH64 : X86_64;
  }

  /// `AUDIT_ARCH_*` of its native calls.
  public int auditArch() {
    return auditArch;
  }

  /// `e_machine` of its executables.
  public int elfMachine() {
    return elfMachine;
  }

  /// The table of its native calls.
  public SyscallTable calls() {
    return SyscallTable.of(table);
  }

  int programCounter() {
    return programCounter;
  }

  int stackPointer() {
    return stackPointer;
  }

  int result() {
    return result;
  }

  int callNumber() {
    return callNumber;
  }

  int numberRegister() {
    return numberRegister;
  }

  int callInstructionBytes() {
    return callInstructionBytes;
  }

  int argument(int index) {
    return arguments[index];
  }
}
