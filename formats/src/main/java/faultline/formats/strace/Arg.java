package faultline.formats.strace;

import java.util.List;

/// One argument of a call, or one member of a structure. `name` is empty where the log gives none.
public sealed interface Arg {
  String name();

  /// A string, decoded. `cut` says that the log shows only its beginning.
  record Text(String name, String value, boolean cut) implements Arg {}

  /// A file descriptor, or a process id, with what `-y` says about it. The working directory,
  /// `AT_FDCWD`, has the number -100 as in the kernel, and a path only where the log gives one.
  record Fd(String name, long number, String path, boolean deleted) implements Arg {}

  @SuppressWarnings("AvoidCommonTypeNames") // always said as `Arg.Number`
  record Number(String name, long value) implements Arg {}

  /// Flags, symbols and expressions, as they stand.
  record Words(String name, String text) implements Arg {}

  record Items(String name, List<Arg> items, boolean cut) implements Arg {}

  record Struct(String name, List<Arg> members, boolean cut) implements Arg {}
}
