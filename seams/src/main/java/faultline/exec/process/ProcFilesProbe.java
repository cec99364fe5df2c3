package faultline.exec.process;

import faultline.core.ProbeException;
import faultline.formats.bytes.RawText;
import faultline.linux.Errno;
import faultline.linux.FileStatus;
import faultline.linux.FileSystem;
import faultline.linux.SocketDiagnosis;
import faultline.linux.SyscallException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;

/// This machine. What belongs to others needs their rights or ours to trace them; ptrace(2).
final class ProcFilesProbe implements ProcFiles {
  private static final int LARGEST = 1 << 26;
  private static final int MOST_NAMES = 1 << 22;
  private final FileSystem files;

  private ProcFilesProbe(FileSystem files) {
    this.files = files;
  }

  /// Looks at the machine.
  interface Look<T> {
    T at(ProcFiles files) throws ProbeException;
  }

  static <T> T look(Look<T> look) throws ProbeException {
    try (var arena = Arena.ofConfined()) {
      return look.at(new ProcFilesProbe(new FileSystem(arena)));
    }
  }

  private static UnreadableException unreadable(String path, SyscallException e) {
    return new UnreadableException(path, Errno.name(e.errno()));
  }

  @Override
  public String text(String path) throws UnreadableException {
    try {
      return RawText.decode(files.read(RawText.encode(path), LARGEST));
    } catch (SyscallException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public String link(String path) throws UnreadableException {
    try {
      return RawText.decode(files.readLink(RawText.encode(path)));
    } catch (SyscallException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public FileIdentity status(String path) throws UnreadableException {
    try {
      var status = files.status(RawText.encode(path), true);
      return new FileIdentity(
          kind(status),
          status.deviceMajor() + ":" + status.deviceMinor(),
          status.inode(),
          status.size(),
          status.blocks() * 512,
          status.modified());
    } catch (SyscallException e) {
      throw unreadable(path, e);
    }
  }

  private static String kind(FileStatus status) {
    return switch (status.mode() & 0xf000) {
      case 0x1000 -> "pipe";
      case 0x2000 -> "character device";
      case 0x4000 -> "directory";
      case 0x6000 -> "block device";
      case 0x8000 -> "file";
      case 0xc000 -> "socket";
      default -> "other";
    };
  }

  @Override
  public List<String> names(String directory) throws UnreadableException {
    try {
      return files.list(RawText.encode(directory), MOST_NAMES).stream()
          .map(RawText::decode)
          .toList();
    } catch (SyscallException e) {
      throw unreadable(directory, e);
    }
  }

  @Override
  public Map<Long, Long> unixPeers() throws UnreadableException {
    try {
      return SocketDiagnosis.unixPeers();
    } catch (SyscallException e) {
      throw unreadable("sock_diag", e);
    }
  }

  @Override
  public String attribute(String path, String name) throws UnreadableException {
    try {
      return RawText.decode(files.attribute(RawText.encode(path), name));
    } catch (SyscallException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public int self() {
    return (int) ProcessHandle.current().pid();
  }
}
