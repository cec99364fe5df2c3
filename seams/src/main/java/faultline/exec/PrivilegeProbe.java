package faultline.exec;

import faultline.formats.bytes.RawText;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;

/// Which programs give their caller other rights (set-user-id, set-group-id, file capabilities),
/// and whether those survive watching.
///
/// The kernel takes them away at execve(2) from a task whose tracer has not CAP_SYS_PTRACE, and
/// from one under `no_new_privs`, which a filter needs where its owner has not CAP_SYS_ADMIN;
/// ptrace(2), seccomp(2).
final class PrivilegeProbe {
  private static final int CAP_SYS_PTRACE = 19;

  /// What a program's file gives.
  enum Gift {
    NOTHING,
    IDENTITY,
    CAPABILITIES
  }

  private final FileSystem files;
  private final boolean kept;

  PrivilegeProbe(FileSystem files, ProcProbe processes) {
    this.files = files;
    long capabilities =
        ProcProbe.hex(
            ProcProbe.field(
                processes.text((int) ProcessHandle.current().pid(), "status"), "CapEff"));
    kept = (capabilities >> CAP_SYS_PTRACE & 1) != 0;
  }

  /// Whether a program keeps its gift although we trace it.
  boolean kept() {
    return kept;
  }

  /// What the program at `path`, as we see it, gives.
  Gift gift(String path) {
    var raw = RawText.encode(path);
    try {
      var status = files.status(raw, true);
      boolean capable = !status.setId() && files.hasCapabilities(raw);
      if (!status.regular() || !status.setId() && !capable || files.givesNoRights(raw)) {
        return Gift.NOTHING;
      }
      return capable ? Gift.CAPABILITIES : Gift.IDENTITY;
    } catch (SyscallException _) {
      return Gift.NOTHING;
    }
  }

  /// Whether the program at `path` has to run unwatched to keep its gift.
  boolean lostAt(String path) {
    try {
      return !kept && gift(path) != Gift.NOTHING && files.executable(RawText.encode(path));
    } catch (SyscallException _) {
      return false;
    }
  }
}
