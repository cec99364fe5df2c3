package faultline.exec;

import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.formats.bytes.RawText;
import faultline.linux.FileStatus;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Compares, when a process ends, its program and the libraries that it mapped with the files that
/// have their names then. By device and inode: that a name in `/proc` ends with ` (deleted)` may be
/// its name.
///
/// Libraries in the directories of the system are not looked at, and files that are gone neither:
/// programs remove themselves on purpose.
final class ReplacedProbe {
  private static final Pattern SYSTEM = Pattern.compile("/(?:usr/)?lib(?:32|64|x32)?/.*");

  /// A file in memory, as it was.
  private record Held(String path, FileStatus status) {}

  private static final class Holder {
    private final long started;
    private final List<Held> held = new ArrayList<>();
    private final Map<Long, String> opened = new HashMap<>();

    Holder(long started) {
      this.started = started;
    }
  }

  private final FileSystem files;
  private final Map<Integer, Holder> holders = new HashMap<>();

  ReplacedProbe(FileSystem files) {
    this.files = files;
  }

  /// A process runs the program at `path`; `sequence` is that of its start.
  void executed(int pid, long sequence, String path) {
    var holder = new Holder(sequence);
    var status = status("/proc/" + pid + "/exe");
    if (status != null) {
      holder.held.add(new Held(path, status));
    }
    holders.put(pid, holder);
  }

  /// A file was opened as descriptor `fd`.
  void opened(int pid, long fd, String path) {
    var holder = holders.get(pid);
    if (holder == null) {
      return;
    }
    if (path.startsWith("/")
        && SharedName.is(Paths.baseName(path))
        && !SYSTEM.matcher(path).matches()) {
      holder.opened.put(fd, path);
    } else {
      holder.opened.remove(fd);
    }
  }

  /// Code of descriptor `fd` was mapped.
  void mapped(int pid, long fd) {
    var holder = holders.get(pid);
    var path = holder == null || holder.opened.isEmpty() ? null : holder.opened.remove(fd);
    var status = path == null ? null : status("/proc/" + pid + "/fd/" + fd);
    var named = status == null || path == null ? null : status(path);
    // Descriptors are used again: only what still has its name is that file.
    if (holder != null
        && path != null
        && status != null
        && named != null
        && named.sameFile(status)) {
      holder.held.add(new Held(path, status));
    }
  }

  /// What another file has the name of, or what was written over, when the process ends.
  ///
  /// @param crashed whether it ended by a signal that a file written over in memory leads to
  List<ClashFact> ended(int pid, boolean crashed) {
    var holder = holders.remove(pid);
    var clashes = new ArrayList<ClashFact>();
    if (holder == null) {
      return clashes;
    }
    for (var held : holder.held) {
      var now = status(held.path());
      if (now == null || !now.regular() || !changed(held.status(), now)) {
        continue;
      }
      boolean same = held.status().sameFile(now);
      clashes.add(
          new ClashFact(
              Kind.REPLACED,
              "#" + holder.started,
              held.path(),
              same ? "written over" : "replaced",
              held.path(),
              same
                  ? held.status().size()
                      + " bytes when it was mapped, "
                      + now.size()
                      + " at the end"
                  : "inode "
                      + held.status().inode()
                      + " runs, inode "
                      + now.inode()
                      + " has the name",
              "",
              "",
              crashed && same));
    }
    return clashes;
  }

  /// A mere copy of the same thing is no other file.
  private static boolean changed(FileStatus before, FileStatus now) {
    return before.size() != now.size() || before.modified() != now.modified();
  }

  private @Nullable FileStatus status(String path) {
    try {
      return files.status(RawText.encode(path), true);
    } catch (SyscallException _) {
      return null;
    }
  }
}
