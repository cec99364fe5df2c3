package faultline.exec;

import faultline.exec.CallShape.Kind;
import faultline.exec.Detail.FileState;
import faultline.exec.Detail.Found;
import faultline.exec.Detail.Surroundings;
import faultline.formats.bytes.RawText;
import faultline.linux.FileStatus;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks, while the process stands still, at what two runs can be compared by: the files that were
/// opened or executed, the questions that were answered, the circumstances of each process.
///
/// All of it is bounded: so many paths, so many bytes in one run.
final class DetailProbe {
  private static final int MOST_FOUND = 60_000;
  private static final int MOST_FILES = 6_000;
  private static final int MOST_NAMES = 200;
  private static final int WHOLE = 1 << 20;
  private static final int PIECE = 1 << 16;
  private static final int MOST_TEXT = 16 * 1024;
  private static final int TEXT_OF_RUN = 2 << 20;
  private static final long BYTES_OF_RUN = 64L << 20;
  private static final long MOST_OF_PROGRAM = 64L << 20;

  /// Rows of `limits` in proc(5), each with what `ulimit` of a shell calls it.
  static final Map<String, String> LIMITS =
      Map.of(
          "Max cpu time", "t",
          "Max file size", "f",
          "Max data size", "d",
          "Max stack size", "s",
          "Max core file size", "c",
          "Max processes", "u",
          "Max open files", "n",
          "Max locked memory", "l",
          "Max address space", "v");

  private final FileSystem files;
  private final ProcProbe processes;
  private final TraceCollector collector;
  private final Redaction redaction;
  private final Set<String> found = new HashSet<>();
  private final Set<String> states = new HashSet<>();
  private final Map<Integer, List<String>> surroundings = new HashMap<>();
  private long bytesRead;
  private int textKept;

  DetailProbe(SampleProbe sample, TraceCollector collector, Redaction redaction) {
    files = sample.files;
    processes = sample.processes;
    this.collector = collector;
    this.redaction = redaction;
  }

  void born(int pid, int parent) {
    var inherited = surroundings.get(parent);
    if (inherited != null) {
      surroundings.put(pid, inherited);
    }
  }

  void ended(int pid) {
    surroundings.remove(pid);
  }

  /// A question about a path was answered.
  void found(int pid, CallShape shape, String path, String directory) {
    if (found.size() < MOST_FOUND
        && !path.isEmpty()
        && found.add(pid + "\0" + shape.kind() + '\0' + directory + '\0' + path)) {
      collector.add(new Found(pid, collector.next(), shape.name(), path, directory));
    }
  }

  /// A file was opened as descriptor `fd`.
  void opened(int pid, long fd, String absolute, String flags, List<String> environment) {
    if (flags.startsWith("O_WRONLY") || flags.contains("O_TRUNC")) {
      return;
    }
    state(pid, "/proc/" + pid + "/fd/" + fd, absolute, false, environment);
  }

  /// A program was started; `path` is absolute, and for a script that of the script.
  void executed(int pid, String path, String executable, List<String> environment) {
    if (Paths.baseName(path).equals(Paths.baseName(executable)) || path.equals(executable)) {
      state(pid, "/proc/" + pid + "/exe", path, true, environment);
    } else {
      state(pid, "/proc/" + pid + "/exe", executable, true, environment);
    }
    var now = settings(pid, surroundings.isEmpty());
    if (!now.equals(surroundings.put(pid, now))) {
      collector.add(new Surroundings(pid, collector.next(), now));
    }
  }

  private void state(
      int pid, String handle, String absolute, boolean program, List<String> environment) {
    if (states.size() >= MOST_FILES || volatileFile(absolute) || !states.add(absolute)) {
      return;
    }
    var raw = RawText.encode(handle);
    try {
      var status = files.status(raw, true);
      if (!status.regular() && !status.directory()) {
        return;
      }
      var real = RawText.decode(files.readLink(raw));
      List<String> lines = List.of();
      List<String> mentions = List.of();
      var digest = "";
      if (status.directory()) {
        lines = names(raw);
      } else if (bytesRead < BYTES_OF_RUN) {
        var content = content(raw, status);
        bytesRead += content.length;
        digest = digest(content, status.size());
        boolean system = system(absolute);
        if (!system || ReadText.settings(absolute)) {
          lines = lines(content, status.size());
        }
        if (!system || program && !real.startsWith("/usr/")) {
          mentions = mentions(raw, content, status.size(), program, environment);
        }
      }
      collector.add(
          new FileState(
              pid,
              collector.next(),
              absolute,
              real.equals(absolute) ? "" : real,
              status.mode(),
              status.owner(),
              status.group(),
              status.directory() ? 0 : status.size(),
              digest,
              lines,
              mentions));
    } catch (SyscallException _) {
      // It is gone, or only its program may read it: then it cannot be compared.
    }
  }

  /// Files that are another each time they are read.
  private static boolean volatileFile(String path) {
    return path.isEmpty()
        || path.startsWith("/proc/")
        || path.startsWith("/sys/")
        || path.startsWith("/dev/")
        || path.equals("/etc/mtab");
  }

  /// Files of the distribution: large in number, and seldom what a person changed.
  static boolean system(String path) {
    return path.startsWith("/usr/") && !path.startsWith("/usr/local/")
        || path.startsWith("/lib/")
        || path.startsWith("/lib64/")
        || path.startsWith("/bin/")
        || path.startsWith("/sbin/");
  }

  private List<String> names(byte[] handle) throws SyscallException {
    var names = files.list(handle, MOST_NAMES + 1).stream().map(RawText::decode).sorted().toList();
    return names.size() > MOST_NAMES ? List.of() : names;
  }

  private byte[] content(byte[] handle, FileStatus status) throws SyscallException {
    if (status.size() <= WHOLE) {
      return files.read(handle, WHOLE);
    }
    byte[] all = new byte[3 * PIECE];
    int used = 0;
    for (long offset : new long[] {0, status.size() / 2, status.size() - PIECE}) {
      byte[] piece = files.readAt(handle, offset, PIECE);
      System.arraycopy(piece, 0, all, used, piece.length);
      used += piece.length;
    }
    return all;
  }

  private static String digest(byte[] content, long size) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(content);
      digest.update(Long.toString(size).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /// The lines of a text that is small enough to keep.
  private List<String> lines(byte[] content, long size) {
    if (size == 0 || size > MOST_TEXT || textKept > TEXT_OF_RUN) {
      return List.of();
    }
    for (byte one : content) {
      if (one >= 0 && one < ' ' && one != '\n' && one != '\t' && one != '\r' && one != 0x1b) {
        return List.of();
      }
    }
    textKept += content.length;
    var text = RawText.decode(content);
    return text.lines().map(redaction::text).toList();
  }

  /// The variables that the file names. Of a program the whole is read for that.
  private List<String> mentions(
      byte[] handle, byte[] content, long size, boolean program, List<String> environment)
      throws SyscallException {
    var mentions = new Mentions(environment);
    if (!program || size <= WHOLE) {
      mentions.look(content);
      return mentions.found();
    }
    for (long at = 0; at < Math.min(size, MOST_OF_PROGRAM); at += WHOLE - mentions.overlap()) {
      mentions.look(files.readAt(handle, at, WHOLE));
    }
    return mentions.found();
  }

  /// User, umask, limits and their like, as `name=value`. What is only told of the `first` process
  /// changes with every pipe of a shell.
  private List<String> settings(int pid, boolean first) {
    var all = new ArrayList<String>();
    var status = processes.text(pid, "status");
    all.add("user=" + ProcProbe.field(status, "Uid").split("\\s", 2)[0]);
    all.add("group=" + ProcProbe.field(status, "Gid").split("\\s", 2)[0]);
    all.add("groups=" + ProcProbe.field(status, "Groups"));
    all.add("umask=" + ProcProbe.field(status, "Umask"));
    all.add("capabilities=" + ProcProbe.field(status, "CapEff"));
    all.add("processors=" + ProcProbe.field(status, "Cpus_allowed_list"));
    all.add("ignored signals=" + ProcProbe.field(status, "SigIgn"));
    var inherited = surroundings.get(pid);
    for (var line : processes.text(pid, "limits").split("\n", -1)) {
      LIMITS.keySet().stream()
          .filter(line::startsWith)
          .forEach(
              row ->
                  all.add(
                      "limit "
                          + row.substring(4)
                          + "="
                          + line.substring(row.length()).strip().split("\\s+", 2)[0]));
    }
    for (int fd = 0; fd < 2; fd++) {
      var name = fd == 0 ? "input=" : "output=";
      if (first) {
        all.add(name + stream(processes.link(pid, "fd/" + fd), fd));
      } else if (inherited != null) {
        inherited.stream().filter(one -> one.startsWith(name)).forEach(all::add);
      }
    }
    return all;
  }

  private static String stream(String link, int fd) {
    if (link.isEmpty()) {
      return "closed";
    }
    if (link.startsWith("/dev/pts/") || link.startsWith("/dev/tty")) {
      return "a terminal";
    }
    int colon = link.indexOf(':');
    if (!link.startsWith("/") && colon > 0) {
      return "a " + link.substring(0, colon);
    }
    return fd == 0 || link.equals("/dev/null") ? link : "a file";
  }

  /// Whether answers of this kind are kept.
  static boolean wants(Kind kind) {
    return kind == Kind.STATUS || kind == Kind.ACCESS || kind == Kind.READ_LINK;
  }
}
