package faultline.exec.process.rules;

import faultline.exec.Paths;
import faultline.exec.process.FileState;
import faultline.exec.process.ProcessObservation.Program;
import java.util.regex.Pattern;

/// What `argv[0]` claims. Most of what differs from the name of the program is meant so.
final class Titles {
  /// Programs that are many and decide by the name that they are given, and those that start
  /// themselves again under a name of their own.
  private static final Pattern MANY =
      Pattern.compile(
          "busybox.*|toybox|coreutils|sbase-box|ubase-box|multi.*|lvm|kmod|systemd.*|systemctl"
              + "|git.*|hg|rustup.*|snap.*|docker.*|dockerd|containerd.*|runc|crun|podman|conmon"
              + "|gnupg.*|clang.*|llvm.*|lld|uutils.*|mtools|dropbear.*|sendmail|exim.*|postfix.*");

  private static final Pattern PLAIN = Pattern.compile("[\\w./+@-]+");

  /// The kernel keeps so many characters of a name.
  private static final int COMMAND = 15;

  private Titles() {}

  /// Whether `argv[0]` is a plain name that has nothing to do with the program. A login shell is
  /// started as `-bash`; a process that shows what it does puts blanks, colons or parentheses
  /// there; a program that is found through a link of another name is called so by the kernel too.
  static boolean foreign(Program program) {
    var title = program.title();
    if (program.path().isEmpty()
        || program.state() == FileState.NONE
        || !PLAIN.matcher(title).matches()
        || title.startsWith("-")
        || title.startsWith("/proc/")
        || program.namedSame()
        || program.namedScript()) {
      return false;
    }
    var own = Paths.baseName(program.path());
    var claimed = Paths.baseName(title);
    return !related(claimed, own)
        && !related(claimed, program.command())
        && program.command().equals(cut(own))
        && !MANY.matcher(own).matches();
  }

  private static String cut(String name) {
    return name.length() > COMMAND ? name.substring(0, COMMAND) : name;
  }

  /// python3 and python3.11, google-chrome and chrome are one program for everybody.
  private static boolean related(String one, String other) {
    var a = stem(one);
    var b = stem(other);
    return a.isEmpty() || b.isEmpty() || a.contains(b) || b.contains(a);
  }

  private static String stem(String name) {
    return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[-.0-9]+$", "");
  }
}
