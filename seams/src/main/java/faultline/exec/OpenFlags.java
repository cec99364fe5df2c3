package faultline.exec;

/// Flags of open(2) that matter for an explanation, in the kernel's names (asm-generic/fcntl.h).
final class OpenFlags {
  private static final int O_CREAT = 0100;
  private static final int O_EXCL = 0200;
  private static final int O_TRUNC = 01000;
  private static final int O_APPEND = 02000;
  private static final int O_DIRECTORY = 0200000;

  private OpenFlags() {}

  static String text(int flags) {
    var text =
        switch (flags & 3) {
          case 0 -> "O_RDONLY";
          case 1 -> "O_WRONLY";
          default -> "O_RDWR";
        };
    if ((flags & O_CREAT) != 0) {
      text += "|O_CREAT";
    }
    if ((flags & O_EXCL) != 0) {
      text += "|O_EXCL";
    }
    if ((flags & O_TRUNC) != 0) {
      text += "|O_TRUNC";
    }
    if ((flags & O_APPEND) != 0) {
      text += "|O_APPEND";
    }
    if ((flags & O_DIRECTORY) != 0) {
      text += "|O_DIRECTORY";
    }
    return text;
  }
}
