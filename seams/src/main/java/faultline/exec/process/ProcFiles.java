package faultline.exec.process;

import java.io.Serial;
import java.util.List;
import java.util.Map;

/// `/proc` and the files that it leads to, as this process meets them. All that is told about a
/// process is a function of one of these, so that a case can be written as text.
interface ProcFiles {
  /// Something could not be read; `errno` as in errno(3).
  final class UnreadableException extends Exception {
    @Serial private static final long serialVersionUID = 1;
    private final String errno;

    UnreadableException(String path, String errno) {
      super(path + ": " + errno);
      this.errno = errno;
    }

    String errno() {
      return errno;
    }

    /// Whether nothing is there, or not any more.
    boolean gone() {
      return errno.equals("ENOENT") || errno.equals("ESRCH") || errno.equals("ENOTDIR");
    }

    /// Whether we may not look.
    boolean denied() {
      return errno.equals("EACCES") || errno.equals("EPERM");
    }
  }

  /// The text of a file; bytes that are not UTF-8 as in RawText.
  String text(String path) throws UnreadableException;

  /// Where a link leads, as its text says.
  String link(String path) throws UnreadableException;

  /// What a name stands for, links followed.
  FileIdentity status(String path) throws UnreadableException;

  /// The names in a directory, in no order.
  List<String> names(String directory) throws UnreadableException;

  /// For each connected unix socket, by inode number, the number of the other one.
  Map<Long, Long> unixPeers() throws UnreadableException;

  /// An extended attribute; xattr(7).
  String attribute(String path, String name) throws UnreadableException;

  /// Our own pid.
  int self();
}
