package faultline.exec.process;

import faultline.exec.process.FileState.FileKey;
import faultline.exec.process.ProcFiles.UnreadableException;
import faultline.exec.process.ProcessObservation.Mapped;
import faultline.formats.bytes.MalformedException;
import faultline.formats.procfs.MappedRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files that a process has mapped.
final class MappingLook {
  private final ProcessLook process;
  private final String root;

  MappingLook(ProcessLook process, String root) {
    this.process = process;
    this.root = root;
  }

  List<Mapped> look() {
    List<MappedRange> ranges;
    try {
      ranges = MappedRange.all(process.text("maps", "the mapped files of pid " + process.pid()));
    } catch (MalformedException e) {
      process.unread("/proc/" + process.pid() + "/maps", e);
      return List.of();
    }
    var files = new LinkedHashMap<String, List<MappedRange>>();
    for (var one : ranges) {
      if (!FileState.memory(one.path())) {
        files
            .computeIfAbsent(
                one.path() + "\0" + one.device() + "\0" + one.inode(), _ -> new ArrayList<>())
            .add(one);
      }
    }
    return files.values().stream().map(this::mapped).toList();
  }

  private Mapped mapped(List<MappedRange> ranges) {
    var first = ranges.getFirst();
    var held = held(first);
    // The numbers of the table are those of another layer on some file systems.
    var state =
        FileState.of(
            process.files(), root, first.path(), held, new FileKey(first.device(), first.inode()));
    return new Mapped(
        process.pid(),
        FileState.path(first.path(), state),
        state,
        permissions(ranges),
        ranges.stream().mapToLong(one -> one.end() - one.start()).sum(),
        held == null ? -1 : held.modified());
  }

  /// Those of its code where there is code; else all that a range has.
  private static String permissions(List<MappedRange> ranges) {
    var code = ranges.stream().filter(MappedRange::executable).toList();
    var these = code.isEmpty() ? ranges : code;
    var permissions = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      char letter = "rwx".charAt(i);
      int at = i;
      boolean some = these.stream().anyMatch(one -> one.permissions().charAt(at) == letter);
      permissions.append(some ? letter : '-');
    }
    return permissions.toString();
  }

  /// The file behind a range; null where only more rights would tell.
  private @Nullable FileIdentity held(MappedRange range) {
    try {
      return process.files().status("/proc/" + process.pid() + "/map_files/" + range.range());
    } catch (UnreadableException _) {
      return null;
    }
  }
}
