package faultline.exec;

import faultline.exec.ExecObservation.Success;
import java.util.HashMap;
import java.util.Map;

/// The paths that a run made or overwrote itself, and when: what it reads of them afterwards is its
/// own doing.
final class Made {
  private final Map<String, Long> paths = new HashMap<>();

  Made(ExecTrace trace) {
    trace
        .of(Success.class)
        .forEach(
            each -> {
              var path = Paths.absolute(each.directory(), each.path());
              switch (CallShape.of(each.call()).kind()) {
                case OPEN -> {
                  if (each.detail().contains("O_CREAT") || each.detail().contains("O_TRUNC")) {
                    add(path, each.sequence());
                  }
                }
                case CREATE, RENAME -> {
                  add(path, each.sequence());
                  add(Paths.absolute(each.directory(), each.detail()), each.sequence());
                }
                case EXECUTE,
                    STATUS,
                    ACCESS,
                    READ_LINK,
                    DIRECTORY,
                    REMOVE,
                    ATTRIBUTE,
                    SOCKET,
                    WRITE,
                    PROCESS,
                    MEMORY,
                    LOCK,
                    MOUNT,
                    PRIVILEGE,
                    WATCH,
                    DESCRIPTOR -> {
                  // Makes no file.
                }
              }
            });
  }

  private void add(String path, long sequence) {
    if (!path.isEmpty()) {
      paths.merge(path, sequence, Math::min);
    }
  }

  /// Whether the run made `path`, or a folder above it, before `sequence`.
  boolean before(String path, long sequence) {
    for (var at = path; at.length() > 1; at = Paths.parent(at)) {
      if (paths.getOrDefault(at, Long.MAX_VALUE) < sequence) {
        return true;
      }
    }
    return false;
  }

  /// Whether the run made `path` at any time.
  boolean ever(String path) {
    return before(path, Long.MAX_VALUE);
  }
}
