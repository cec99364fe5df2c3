package faultline.abi.ctypes;

/// Paths as `os.path` sees them, without looking at any.
final class Paths {
  private Paths() {}

  static String join(String head, String tail) {
    return tail.startsWith("/") || head.isEmpty()
        ? tail
        : head.endsWith("/") ? head + tail : head + "/" + tail;
  }

  /// The folder of a path.
  static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : slash == 0 ? "/" : path.substring(0, slash);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
