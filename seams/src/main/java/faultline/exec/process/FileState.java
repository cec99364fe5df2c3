package faultline.exec.process;

import faultline.exec.process.ProcFiles.UnreadableException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is at the path of a file that a process holds, as device and inode number tell. The text `
/// (deleted)` alone is no proof: a file may be called so.
public enum FileState {
  /// It has no path.
  NONE,
  /// The same file.
  PRESENT,
  /// Nothing.
  DELETED,
  /// Another file, which came after this one was removed.
  REPLACED,
  /// Another file, and this one was not removed: something is mounted over it.
  HIDDEN,
  /// It was not removed, and cannot be reached from here by this path.
  ELSEWHERE,
  /// That cannot be seen.
  UNKNOWN;

  private static final String MARK = " (deleted)";

  /// Memory that looks like a file: shared, of System V, of graphics, of asynchronous I/O, made by
  /// memfd_create(2).
  private static final Pattern MEMORY =
      Pattern.compile(
          "/(SYSV[0-9a-f]{8}|dev/zero|memfd:.*|\\[aio\\]|i915|drm mm object|anon_hugepage)"
              + "( \\(deleted\\))?");

  /// The word in reports.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether what the kernel shows is no file.
  static boolean memory(String shown) {
    return !shown.startsWith("/") || MEMORY.matcher(shown).matches();
  }

  /// The path that the kernel shows, without its mark.
  static String path(String shown, FileState state) {
    return state != PRESENT && shown.endsWith(MARK)
        ? shown.substring(0, shown.length() - MARK.length())
        : shown;
  }

  /// @param root what stands before a path of the process, from here
  /// @param shown the path that the kernel shows
  /// @param held the file that is held; null where that is not known, and then the mark is believed
  /// @param device device and inode number of it, where `held` is null
  static FileState of(
      ProcFiles files, String root, String shown, @Nullable FileIdentity held, FileKey device) {
    if (memory(shown)) {
      return NONE;
    }
    boolean marked = shown.endsWith(MARK);
    try {
      var at = files.status(root + shown);
      if (held == null ? !marked || device.is(at) : at.same(held)) {
        return PRESENT;
      }
      if (!marked) {
        return HIDDEN;
      }
    } catch (UnreadableException e) {
      if (!marked) {
        return e.gone() ? ELSEWHERE : UNKNOWN;
      }
    }
    try {
      var at = files.status(root + shown.substring(0, shown.length() - MARK.length()));
      return (held == null ? device.is(at) : at.same(held)) ? PRESENT : REPLACED;
    } catch (UnreadableException e) {
      return e.gone() ? DELETED : UNKNOWN;
    }
  }

  /// A file by the numbers that a table of the kernel has.
  record FileKey(String device, long inode) {
    static final FileKey NONE = new FileKey("", 0);

    boolean is(FileIdentity file) {
      return file.inode() == inode && file.device().equals(device);
    }
  }
}
