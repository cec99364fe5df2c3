package faultline.exec;

import java.util.Locale;

/// Names of files whose existence is a lock.
public final class LockFile {
  private LockFile() {}

  /// Whether a file with this last component is by convention a lock.
  public static boolean named(String baseName) {
    var name = baseName.toLowerCase(Locale.ROOT);
    return name.equals("lock")
        || name.startsWith(".lock")
        || name.endsWith(".lock")
        || name.endsWith(".lck")
        || name.endsWith("-lock")
        || name.endsWith("_lock")
        || name.endsWith(".pid");
  }
}
