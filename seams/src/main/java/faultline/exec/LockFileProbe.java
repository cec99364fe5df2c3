package faultline.exec;

import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.HolderFact;
import faultline.formats.bytes.RawText;
import faultline.linux.FileStatus;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.util.ArrayList;
import java.util.List;

/// Asks who uses a file whose existence is the lock, or a program that runs.
final class LockFileProbe {
  private static final int PID_FILE = 64;
  private final ProcProbe processes;
  private final FileSystem files;

  LockFileProbe(ProcProbe processes, FileSystem files) {
    this.processes = processes;
    this.files = files;
  }

  /// Who has `path` open, or is named in it by its process id; that nobody does is a fact as well.
  List<Fact> look(String root, String path) {
    var holders = new ArrayList<Fact>();
    try {
      var raw = RawText.encode(root + path);
      var status = files.status(raw, true);
      if (!status.regular()) {
        return holders;
      }
      for (int pid : processes.pids()) {
        if (hasOpen(pid, status)) {
          holders.add(new HolderFact(pid, processes.name(pid), "has open", path));
        }
      }
      var named = RawText.decode(files.read(raw, PID_FILE)).strip().split("\\s+", 2)[0];
      if (holders.isEmpty() && named.matches("[1-9][0-9]{0,8}")) {
        int pid = Integer.parseInt(named);
        if (!processes.name(pid).isEmpty()) {
          holders.add(new HolderFact(pid, processes.name(pid), "is named in", path));
        }
      }
      if (holders.isEmpty()) {
        holders.add(new ElsewhereFact(path, path, "no process has it open"));
      }
    } catch (SyscallException _) {
      // It went away: then nobody holds it any more.
    }
    return holders;
  }

  private boolean hasOpen(int pid, FileStatus file) {
    var folder = "/proc/" + pid + "/fd";
    try {
      for (var fd : files.list(RawText.encode(folder), 1 << 14)) {
        if (files.status(RawText.encode(folder + "/" + RawText.decode(fd)), true).sameFile(file)) {
          return true;
        }
      }
    } catch (SyscallException _) {
      // Gone, or not ours to see.
    }
    return false;
  }

  /// Who runs the program `path`.
  List<Fact> runners(String root, String path) {
    var holders = new ArrayList<Fact>();
    try {
      var file = files.status(RawText.encode(root + path), true);
      for (int pid : processes.pids()) {
        try {
          if (files.status(RawText.encode("/proc/" + pid + "/exe"), true).sameFile(file)) {
            holders.add(new HolderFact(pid, processes.name(pid), "runs", path));
          }
        } catch (SyscallException _) {
          // A kernel thread, or gone.
        }
      }
    } catch (SyscallException _) {
      // It went away.
    }
    return holders;
  }
}
