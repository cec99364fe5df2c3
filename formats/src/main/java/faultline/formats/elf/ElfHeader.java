package faultline.formats.elf;

import java.nio.ByteOrder;

/// What the first bytes of an ELF file say about it.
public record ElfHeader(
    int bits, ByteOrder order, int osAbi, int type, int machine, int flags, long entry) {
  public static final int RELOCATABLE = 1;
  public static final int EXECUTABLE = 2;
  public static final int SHARED = 3;
  public static final int CORE = 4;

  static final int I386 = 3;
  static final int MIPS = 8;
  static final int PPC = 20;
  static final int PPC64 = 21;
  static final int S390 = 22;
  static final int ARM = 40;
  static final int X86_64 = 62;
  static final int AARCH64 = 183;
  static final int RISCV = 243;
  private static final int LOONGARCH = 258;

  public boolean wide() {
    return bits == 64;
  }

  public boolean bigEndian() {
    return order == ByteOrder.BIG_ENDIAN;
  }

  /// The processor's name as `uname -m` and compilers use it, or `machine N`.
  public String machineName() {
    return switch (machine) {
      case I386 -> "i386";
      case MIPS -> (wide() ? "mips64" : "mips") + (bigEndian() ? "" : "el");
      case PPC -> "ppc";
      case PPC64 -> bigEndian() ? "ppc64" : "ppc64le";
      case S390 -> wide() ? "s390x" : "s390";
      case ARM -> bigEndian() ? "armeb" : "arm";
      case X86_64 -> wide() ? "x86_64" : "x32";
      case AARCH64 -> bigEndian() ? "aarch64_be" : "aarch64";
      case RISCV -> wide() ? "riscv64" : "riscv32";
      case LOONGARCH -> wide() ? "loongarch64" : "loongarch32";
      default -> "machine " + machine;
    };
  }
}
