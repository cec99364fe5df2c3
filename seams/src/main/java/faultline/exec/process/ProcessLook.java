package faultline.exec.process;

import faultline.core.NotChecked;
import faultline.core.Place;
import faultline.core.ProbeException;
import faultline.core.Unread;
import faultline.exec.Paths;
import faultline.exec.Redaction;
import faultline.exec.process.Circumstances.Limit;
import faultline.exec.process.ProcFiles.UnreadableException;
import faultline.formats.bytes.MalformedException;
import faultline.formats.procfs.ProcessState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one process. It goes on while it is read: what was seen counts only if it is the same
/// process with the same program afterwards.
final class ProcessLook {
  private static final int ATTEMPTS = 3;
  private static final int CAP_SYS_PTRACE = 19;
  private static final long TICKS = 100; // USER_HZ, the same on every machine
  private static final Pattern LIMIT = Pattern.compile("(Max .*?) {2,}(\\S+) +(\\S+) *(\\S*) *");
  private final ProcFiles files;
  private final ProcessTarget target;
  private final int pid;
  private final String folder;
  private List<ProcessObservation> seen = List.of();
  private List<NotChecked> notChecked = List.of();
  private List<Unread> unread = List.of();

  /// Questions that were asked once are not answered otherwise by asking again.
  private final Set<String> asked = new LinkedHashSet<>();

  ProcessLook(ProcFiles files, ProcessTarget target) {
    this.files = files;
    this.target = target;
    this.pid = target.pid();
    this.folder = "/proc/" + pid + "/";
  }

  ProcessSight look() throws ProbeException {
    for (int attempt = 1; ; attempt++) {
      seen = new ArrayList<>();
      notChecked = new ArrayList<>();
      unread = new ArrayList<>();
      asked.clear();
      var before = state();
      var program = link("exe");
      var circumstances = circumstances(before);
      if (!before.kernel() && !before.ended()) {
        observe(circumstances, before.command());
      } else {
        seen.add(bare(before.command()));
      }
      var after = after(before);
      if (before.ended() || program.equals(link("exe")) && !after.ended()) {
        return new ProcessSight(circumstances, seen, notChecked, unread);
      }
      if (after.ended()) {
        throw ended();
      }
      if (attempt == ATTEMPTS) {
        throw new ProbeException(
            "pid " + pid + " started another program while it was looked at: try it once more");
      }
    }
  }

  private ProbeException ended() {
    return new ProbeException("pid " + pid + " ended while it was looked at");
  }

  private ProcessState state() throws ProbeException {
    try {
      return ProcessState.read(files.text(folder + "stat"));
    } catch (UnreadableException e) {
      throw new ProbeException(
          e.gone()
              ? "there is no process " + pid + " here: ps -e lists those that there are"
              : "pid " + pid + " cannot be looked at: " + e.errno(),
          e);
    } catch (MalformedException e) {
      throw new ProbeException("the state of pid " + pid + " cannot be read: " + e.what(), e);
    }
  }

  private ProcessState after(ProcessState before) throws ProbeException {
    try {
      var after = ProcessState.read(files.text(folder + "stat"));
      if (after.started() == before.started()) {
        return after;
      }
    } catch (UnreadableException | MalformedException _) {
      // It is gone.
    }
    throw ended();
  }

  private ProcessObservation bare(String command) {
    return new ProcessObservation.Program(
        pid, "", FileState.NONE, command, List.of(), "", false, false);
  }

  private void observe(Circumstances circumstances, String command) {
    var root = mounts(circumstances) ? "" : folder + "root";
    var program = new ProgramLook(this, root).look(circumstances, command);
    seen.add(program);
    var script = new ScriptLook(this, root).look(circumstances, program);
    if (script != null) {
      seen.add(script);
    }
    seen.addAll(new DescriptorLook(this, root, circumstances).look());
    seen.addAll(new MappingLook(this, root).look());
  }

  /// Whether its files are mounted as ours are.
  private static boolean mounts(Circumstances circumstances) {
    return circumstances.namespaces().stream().noneMatch(one -> one.startsWith("mnt:"));
  }

  ProcFiles files() {
    return files;
  }

  int pid() {
    return pid;
  }

  Redaction redaction() {
    return new Redaction(target.redact());
  }

  /// A file below `/proc/PID`; empty where it cannot be read, and then it is said that `what` is
  /// not known, unless `what` is empty.
  String text(String name, String what) {
    try {
      return files.text(folder + name);
    } catch (UnreadableException e) {
      unable(what, e);
      return "";
    }
  }

  /// Where a link below `/proc/PID` leads; empty where it cannot be read.
  String link(String name) {
    try {
      return files.link(folder + name);
    } catch (UnreadableException _) {
      return "";
    }
  }

  /// Says that a question has no answer, once.
  void unable(String what, UnreadableException e) {
    if (!what.isEmpty() && !e.gone()) {
      notChecked(
          what,
          e.getMessage() + (e.denied() ? ": it belongs to another user, or is protected" : ""),
          remedy("look as its user, or as root"));
    }
  }

  /// What gives more rights than we have. The kernel asks for CAP_SYS_PTRACE, which root lacks in
  /// many containers; ptrace(2), "ptrace access mode checking".
  String remedy(String asAnother) {
    String ours;
    try {
      ours = files.text("/proc/" + files.self() + "/status");
    } catch (UnreadableException _) {
      return asAnother;
    }
    var uid = field(ours, "Uid").split("\\s+", -1);
    if (uid.length < 2 || !uid[1].equals("0")) {
      return asAnother;
    }
    return traces(field(ours, "CapEff"))
        ? "look from the host or the namespace that protects it: here root may not either"
        : "look with CAP_SYS_PTRACE, which root does not have here";
  }

  private static boolean traces(String capabilities) {
    return capabilities.matches("[0-9a-f]{1,16}")
        && (Long.parseUnsignedLong(capabilities, 16) & 1L << CAP_SYS_PTRACE) != 0;
  }

  void notChecked(String what, String why, String how) {
    if (asked.add(what)) {
      notChecked.add(new NotChecked(what, why, how));
    }
  }

  void unread(String path, MalformedException e) {
    unread.add(new Unread(new Place.Target(path), e.what()));
  }

  private Circumstances circumstances(ProcessState state) {
    var status = text("status", "the status of pid " + pid);
    int group = number(field(status, "Tgid"), pid);
    var uid = field(status, "Uid").split("\\s+", -1);
    var directory = state.kernel() ? "" : link("cwd");
    return new Circumstances(
        pid,
        state.kernel()
            ? "kernel thread"
            : state.ended() ? "ended" : group == pid ? "process" : "thread",
        word(state.state()),
        group,
        state.parent(),
        state.parent() == 0 ? "" : name(state.parent()),
        uid.length < 2 ? "" : user(uid[1]),
        state.threads(),
        started(state),
        FileState.path(directory, directoryState(directory)),
        directoryState(directory),
        link("root"),
        namespaces(),
        state.kernel() ? "" : cgroup(),
        state.kernel() || state.ended() ? List.of() : limits(),
        state.kernel() || state.ended() ? List.of() : environment());
  }

  private static String word(char state) {
    return switch (state) {
      case 'R' -> "running";
      case 'S' -> "sleeping";
      case 'D' -> "waiting for a device";
      case 'T' -> "stopped";
      case 't' -> "stopped by a debugger";
      case 'Z', 'X' -> "ended";
      case 'I' -> "idle";
      default -> String.valueOf(state);
    };
  }

  /// The name that the kernel has for a process; empty where there is none.
  String name(int other) {
    try {
      return files.text("/proc/" + other + "/comm").strip();
    } catch (UnreadableException _) {
      return "";
    }
  }

  private String user(String uid) {
    try {
      for (var line : files.text("/etc/passwd").split("\n", -1)) {
        var words = line.split(":", -1);
        if (words.length > 2 && words[2].equals(uid)) {
          return words[0];
        }
      }
    } catch (UnreadableException _) {
      // The number will do.
    }
    return uid;
  }

  private long started(ProcessState state) {
    try {
      for (var line : files.text("/proc/stat").split("\n", -1)) {
        if (line.startsWith("btime ")) {
          return Long.parseLong(line.substring(6).strip()) + state.started() / TICKS;
        }
      }
    } catch (UnreadableException | NumberFormatException _) {
      // not known
    }
    return 0;
  }

  private FileState directoryState(String shown) {
    if (shown.isEmpty()) {
      return FileState.UNKNOWN;
    }
    try {
      var held = files.status(folder + "cwd");
      var root = link("ns/mnt").equals(ours("mnt")) ? "" : folder + "root";
      return FileState.of(files, root, shown, held, FileState.FileKey.NONE);
    } catch (UnreadableException _) {
      return FileState.UNKNOWN;
    }
  }

  private String ours(String namespace) {
    try {
      return files.link("/proc/" + files.self() + "/ns/" + namespace);
    } catch (UnreadableException _) {
      return "";
    }
  }

  private List<String> namespaces() {
    var others = new ArrayList<String>();
    for (var name : List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")) {
      var theirs = link("ns/" + name);
      if (!theirs.isEmpty() && !theirs.equals(ours(name))) {
        others.add(theirs);
      }
    }
    return others;
  }

  private String cgroup() {
    for (var line : text("cgroup", "").split("\n", -1)) {
      if (line.startsWith("0::")) {
        return line.substring(3);
      }
    }
    return "";
  }

  private List<Limit> limits() {
    var all = new ArrayList<Limit>();
    for (var line : text("limits", "").split("\n", -1)) {
      var row = LIMIT.matcher(line);
      if (row.matches()) {
        all.add(
            new Limit(
                row.group(1).substring(4), limit(row.group(2)), limit(row.group(3)), row.group(4)));
      }
    }
    return all;
  }

  private static long limit(String word) {
    return word.matches("[0-9]{1,18}") ? Long.parseLong(word) : -1;
  }

  private List<String> environment() {
    return strings(text("environ", "the environment of pid " + pid)).stream()
        .map(redaction()::variable)
        .toList();
  }

  /// The strings of a file in which a zero byte ends each.
  static List<String> strings(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    return List.of(
        (text.endsWith("\0") ? text.substring(0, text.length() - 1) : text).split("\0", -1));
  }

  static String field(String status, String name) {
    for (var line : status.split("\n", -1)) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return "";
  }

  private static int number(String text, int otherwise) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
  }

  /// The status of something below `/proc/PID`, or null.
  @Nullable FileIdentity status(String name) {
    try {
      return files.status(folder + name);
    } catch (UnreadableException _) {
      return null;
    }
  }

  /// `path` from the working directory.
  static String absolute(Circumstances circumstances, String path) {
    return Paths.absolute(circumstances.directory(), path);
  }
}
