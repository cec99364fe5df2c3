package faultline.exec;

/// `si_code` in words; sigaction(2).
final class SignalCode {
  private SignalCode() {}

  static String text(int signal, int code) {
    if (code <= 0) {
      return code == 0 ? "kill" : code == -6 ? "tgkill" : "sent by a program";
    }
    return switch (signal * 16 + Math.min(code, 15)) {
      case 11 * 16 + 1 -> "nothing is mapped there";
      case 11 * 16 + 2 -> "the mapping forbids it";
      case 7 * 16 + 1 -> "misaligned address";
      case 7 * 16 + 2 -> "beyond the end of the mapped file";
      case 8 * 16 + 1 -> "integer division by zero";
      case 8 * 16 + 2 -> "integer overflow";
      case 4 * 16 + 1, 4 * 16 + 2 -> "illegal instruction";
      case 31 * 16 + 1 -> "system call forbidden by seccomp";
      default -> "";
    };
  }
}
