package faultline.formats.strace;

/// How a call ended.
public sealed interface Result {
  /// It succeeded. `shown` is what `-y` puts behind the number, a file's path or a process's name;
  /// `note` is what the log says in parentheses. Both are mostly empty.
  record Returned(long value, String shown, boolean deleted, String note) implements Result {}

  /// It failed. `errno` is the symbol, or `errno N` for numbers without one.
  record Failed(String errno) implements Result {}

  /// It did not return to the program: the process ended, was replaced or the log stops here.
  /// `errno` is the kernel's mark for an interrupted call (`ERESTARTSYS`), mostly empty.
  record NotReturned(String errno) implements Result {}
}
