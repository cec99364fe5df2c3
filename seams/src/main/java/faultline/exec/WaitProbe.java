package faultline.exec;

import faultline.exec.ExecObservation.Waiting;
import faultline.formats.bytes.RawText;
import faultline.linux.FileStatus;
import faultline.linux.FileSystem;
import faultline.linux.Machine;
import faultline.linux.ProcessMemory;
import faultline.linux.SyscallException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Says what processes wait for, from `/proc` (proc(5)), without stopping them.
///
/// The kernel tells for a sleeping task the call it sleeps in and its arguments; descriptors, locks
/// and socket tables then lead to who or what is on the other side.
final class WaitProbe {
  private static final int PATH_LIMIT = 4096;
  private static final int MOST_DESCRIPTORS = 32;
  private static final int POLL_ENTRY = 8;
  private static final String LISTENING = "0A";
  private final ProcProbe processes;
  private final FileSystem files;
  private final ProcessMemory memory;
  private final Set<String> askedGroups = new HashSet<>();
  private Set<Integer> ours = Set.of();

  WaitProbe(Arena arena) {
    files = new FileSystem(arena);
    processes = new ProcProbe(files);
    memory = new ProcessMemory(arena);
  }

  /// One call that a task sleeps in.
  private record Call(int tid, String name, long[] arguments) {
    int descriptor() {
      return (int) arguments[0];
    }
  }

  /// How near a wait is to the cause: a process that waits for another one of the run explains less
  /// than that other one.
  private enum Nearness {
    FOR_OTHERS,
    TIMED,
    OUTSIDE
  }

  private record Wait(int pid, String call, String target, Nearness nearness) {}

  /// What each of `pids` waits for, those that wait for one another first and what holds all of
  /// them up last.
  List<Waiting> look(List<Integer> pids, LongSupplier nextSequence) {
    ours = new TreeSet<>(pids);
    var all = new ArrayList<Wait>();
    for (int pid : ours) {
      var seen = look(pid);
      if (seen != null) {
        all.add(seen);
      }
    }
    var waits = new ArrayList<Waiting>();
    for (var nearness : Nearness.values()) {
      for (var seen : all) {
        if (seen.nearness() == nearness) {
          waits.add(new Waiting(seen.pid(), nextSequence.getAsLong(), seen.call(), seen.target()));
        }
      }
    }
    return waits;
  }

  /// The same for those of `pids` that are in the process group of `pid`, which `sender` ends; once
  /// for each group. Whoever runs at that moment was woken by the signal.
  List<Waiting> lookAtGroup(int pid, int sender, List<Integer> pids, LongSupplier nextSequence) {
    var group = group(pid);
    if (!askedGroups.add(group)) {
      return List.of();
    }
    return look(
            pids.stream()
                .filter(other -> other != sender)
                .filter(other -> other == pid || group(other).equals(group))
                .toList(),
            nextSequence)
        .stream()
        .filter(wait -> !wait.call().isEmpty())
        .toList();
  }

  /// The number of a process's group as text: the third field behind the name in `stat`.
  private String group(int pid) {
    var stat = processes.text(pid, "stat");
    var words = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return words.length < 3 ? "" : words[2];
  }

  /// What the tasks of `pid` wait for: the most telling one of them; null where the process is
  /// gone.
  private @Nullable Wait look(int pid) {
    var status = processes.text(pid, "status");
    var state = ProcProbe.field(status, "State");
    if (state.isEmpty() || state.startsWith("Z") || state.startsWith("X")) {
      return null;
    }
    if (state.startsWith("T")) {
      return new Wait(
          pid,
          "",
          "is stopped by a signal (SIGSTOP, or a background job that wants the terminal)",
          Nearness.OUTSIDE);
    }
    Wait best = null;
    boolean running = false;
    for (int tid : tasks(pid)) {
      var call = call(pid, tid);
      if (call == null) {
        running |=
            ProcProbe.field(processes.text("/proc/" + pid + "/task/" + tid + "/status"), "State")
                .startsWith("R");
        continue;
      }
      var seen = explain(pid, call);
      // Of many threads the one that waits for something outside tells most.
      if (best == null || weight(seen) > weight(best)) {
        best = seen;
      }
    }
    if (running && (best == null || weight(best) < 5)) {
      return new Wait(pid, "", "computes without waiting for anything", Nearness.OUTSIDE);
    }
    if (best == null && state.startsWith("D")) {
      return new Wait(
          pid,
          "",
          "waits inside the kernel ("
              + processes.text(pid, "wchan").strip()
              + ") and cannot be interrupted",
          Nearness.OUTSIDE);
    }
    return best;
  }

  private static int weight(Wait seen) {
    return switch (seen.call()) {
      case "futex" -> 1;
      case "epoll_wait", "epoll_pwait", "epoll_pwait2", "poll", "ppoll", "select", "pselect6" -> 3;
      case "nanosleep", "clock_nanosleep", "rt_sigtimedwait", "rt_sigsuspend", "pause" -> 2;
      case "restart_syscall" -> 2;
      default -> 6;
    };
  }

  private List<Integer> tasks(int pid) {
    var tasks = new ArrayList<Integer>();
    try {
      for (var name : files.list(RawText.encode("/proc/" + pid + "/task"), 200)) {
        tasks.add(Integer.parseInt(RawText.decode(name)));
      }
    } catch (SyscallException _) {
      return List.of();
    }
    tasks.sort(null);
    return tasks;
  }

  /// The call that a task sleeps in, null where it runs or cannot be asked.
  private @Nullable Call call(int pid, int tid) {
    var words = processes.text("/proc/" + pid + "/task/" + tid + "/syscall").strip().split(" ", -1);
    if (words.length < 7 || words[0].startsWith("-")) {
      return null;
    }
    long[] arguments = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = Long.parseUnsignedLong(words[i + 1].substring(2), 16);
    }
    return new Call(tid, Machine.current().calls().name(Long.parseLong(words[0])), arguments);
  }

  private Wait explain(int pid, Call call) {
    return switch (call.name()) {
      case "read", "readv", "pread64", "recvfrom", "recvmsg", "recvmmsg", "splice", "sendfile" -> {
        int fd = call.name().equals("sendfile") ? (int) call.arguments()[1] : call.descriptor();
        yield reads(pid, call, fd);
      }
      case "write", "writev", "pwrite64", "sendto", "sendmsg", "sendmmsg" ->
          writes(pid, call, call.descriptor());
      case "open", "creat" ->
          opens(pid, call, text(call.tid(), call.arguments()[0]), (int) call.arguments()[1]);
      case "openat" ->
          opens(pid, call, text(call.tid(), call.arguments()[1]), (int) call.arguments()[2]);
      case "flock" -> locks(pid, call, call.descriptor());
      case "fcntl" -> locks(pid, call, call.descriptor());
      case "wait4", "waitid" -> waitsForChild(pid, call);
      case "connect" -> connects(pid, call);
      case "accept", "accept4" ->
          new Wait(
              pid,
              call.name(),
              "a connection to "
                  + endpoint(pid, processes.link(pid, "fd/" + call.descriptor()), true),
              Nearness.OUTSIDE);
      case "poll", "ppoll" -> polls(pid, call);
      case "select", "pselect6" -> selects(pid, call);
      case "epoll_wait", "epoll_pwait", "epoll_pwait2" -> waitsForEvents(pid, call);
      case "nanosleep", "clock_nanosleep" ->
          new Wait(pid, call.name(), "time to pass", Nearness.TIMED);
      case "pause", "rt_sigsuspend", "rt_sigtimedwait", "signalfd4" ->
          new Wait(pid, call.name(), "a signal", Nearness.FOR_OTHERS);
      case "futex" -> futex(pid);
      case "msgrcv", "msgsnd", "semop", "semtimedop" ->
          new Wait(pid, call.name(), "a System V queue or semaphore", Nearness.OUTSIDE);
      case "restart_syscall" ->
          new Wait(pid, call.name(), "the rest of an interrupted wait", Nearness.TIMED);
      default -> new Wait(pid, call.name(), "", Nearness.OUTSIDE);
    };
  }

  private String text(int tid, long address) {
    return RawText.decode(memory.text(tid, address, PATH_LIMIT));
  }

  private Wait reads(int pid, Call call, int fd) {
    var link = processes.link(pid, "fd/" + fd);
    if (link.startsWith("pipe:")) {
      return pipe(pid, call, link, true);
    }
    if (link.startsWith("socket:")) {
      return new Wait(
          pid, call.name(), "an answer from " + endpoint(pid, link, false), near(pid, link));
    }
    if (fifo(pid, fd)) {
      return pipe(pid, call, link, true);
    }
    return new Wait(pid, call.name(), input(link), Nearness.OUTSIDE);
  }

  private static String input(String link) {
    if (link.startsWith("/dev/pts/")
        || link.startsWith("/dev/tty")
        || link.equals("/dev/console")) {
      return "input from the terminal " + link;
    }
    return link.isEmpty() ? "" : "data from " + link;
  }

  private Wait writes(int pid, Call call, int fd) {
    var link = processes.link(pid, "fd/" + fd);
    if (link.startsWith("pipe:") || fifo(pid, fd)) {
      return pipe(pid, call, link, false);
    }
    if (link.startsWith("socket:")) {
      return new Wait(
          pid, call.name(), endpoint(pid, link, false) + " to take data", near(pid, link));
    }
    return new Wait(
        pid, call.name(), link.isEmpty() ? "" : link + " to take data", Nearness.OUTSIDE);
  }

  private boolean fifo(int pid, int fd) {
    try {
      int mode = files.status(RawText.encode("/proc/" + pid + "/fd/" + fd), true).mode();
      return (mode & 0xf000) == 0x1000;
    } catch (SyscallException _) {
      return false;
    }
  }

  /// Who holds the other end of a pipe.
  private Wait pipe(int pid, Call call, String link, boolean reading) {
    var what = link.startsWith("/") ? "the FIFO " + link : "a pipe";
    var others = new ArrayList<String>();
    boolean inRun = false;
    boolean itself = false;
    for (int other : processes.pids()) {
      for (var fd : descriptors(other)) {
        if (!processes.link(other, "fd/" + fd).equals(link)) {
          continue;
        }
        int access = access(other, fd);
        if (access == 2 || access == (reading ? 1 : 0)) {
          if (other == pid) {
            itself = true;
          } else {
            others.add("pid " + other + " (" + processes.name(other) + ")");
            inRun |= ours.contains(other);
          }
          break;
        }
      }
    }
    var target = (reading ? "data from " : "room in ") + what;
    if (others.isEmpty()) {
      target +=
          itself
              ? ", whose other end it holds itself and nobody else"
              : reading ? ", which nobody has open for writing" : ", which nobody reads";
    } else {
      target +=
          (reading ? ", held open for writing by " : ", to be read by ")
              + String.join(", ", others.subList(0, Math.min(3, others.size())))
              + (itself ? " and by itself" : "");
    }
    return new Wait(pid, call.name(), target, inRun ? Nearness.FOR_OTHERS : Nearness.OUTSIDE);
  }

  /// 0 for reading, 1 for writing, 2 for both.
  private int access(int pid, String fd) {
    var flags = ProcProbe.field(processes.text(pid, "fdinfo/" + fd), "flags");
    return flags.isEmpty() ? 0 : (int) (Long.parseLong(flags, 8) & 3);
  }

  private List<String> descriptors(int pid) {
    try {
      return files.list(RawText.encode("/proc/" + pid + "/fd"), 1 << 14).stream()
          .map(RawText::decode)
          .toList();
    } catch (SyscallException _) {
      return List.of();
    }
  }

  private Wait opens(int pid, Call call, String path, int flags) {
    var absolute = Paths.absolute(processes.link(pid, "cwd"), path);
    boolean writing = (flags & 3) == 1;
    try {
      int mode = files.status(RawText.encode(absolute), true).mode();
      if ((mode & 0xf000) == 0x1000) {
        return new Wait(
            pid,
            call.name(),
            "somebody to open the FIFO " + path + (writing ? " for reading" : " for writing"),
            Nearness.OUTSIDE);
      }
    } catch (SyscallException _) {
      // Gone: the name alone must do.
    }
    return new Wait(pid, call.name(), path, Nearness.OUTSIDE);
  }

  private Wait locks(int pid, Call call, int fd) {
    var link = processes.link(pid, "fd/" + fd);
    var target = "the lock on " + link;
    boolean inRun = false;
    try {
      FileStatus status = files.status(RawText.encode("/proc/" + pid + "/fd/" + fd), true);
      var holders = processes.lockers(status, link, pid);
      if (!holders.isEmpty()) {
        var holder = holders.getFirst();
        target += ", held by pid " + holder.holder() + " (" + holder.name() + ")";
        inRun = ours.contains(holder.holder());
      }
    } catch (SyscallException _) {
      // Gone.
    }
    return new Wait(pid, call.name(), target, inRun ? Nearness.FOR_OTHERS : Nearness.OUTSIDE);
  }

  private Wait waitsForChild(int pid, Call call) {
    int wanted =
        call.name().equals("wait4") ? (int) call.arguments()[0] : (int) call.arguments()[1];
    var children = processes.text(pid, "task/" + pid + "/children").strip();
    var target = "its child";
    if (wanted > 0) {
      target += " pid " + wanted + " (" + processes.name(wanted) + ")";
    } else if (!children.isEmpty()) {
      var named = new ArrayList<String>();
      for (var child : children.split(" ", -1)) {
        named.add("pid " + child + " (" + processes.name(Integer.parseInt(child)) + ")");
      }
      target =
          (named.size() == 1 ? "its child " : "one of its children ") + String.join(", ", named);
    }
    return new Wait(pid, call.name(), target, Nearness.FOR_OTHERS);
  }

  private Wait connects(int pid, Call call) {
    int size = Math.clamp(call.arguments()[2], 0, 128);
    var address = SocketAddress.text(memory.bytes(call.tid(), call.arguments()[1], size));
    return new Wait(pid, call.name(), "a connection to " + address, Nearness.OUTSIDE);
  }

  /// `struct pollfd` of poll(2): which descriptors, and for what.
  private Wait polls(int pid, Call call) {
    int count = Math.clamp(call.arguments()[1], 0, MOST_DESCRIPTORS);
    var raw = memory.bytes(call.tid(), call.arguments()[0], count * POLL_ENTRY);
    var wanted = new TreeMap<Integer, Integer>();
    for (int i = 0; i + POLL_ENTRY <= raw.length; i += POLL_ENTRY) {
      int fd = little(raw, i, 4);
      if (fd >= 0) {
        wanted.put(fd, little(raw, i + 4, 2));
      }
    }
    boolean timed =
        call.name().equals("poll") ? (int) call.arguments()[2] >= 0 : call.arguments()[2] != 0;
    return any(pid, call, wanted, timed);
  }

  private static int little(byte[] raw, int at, int size) {
    int value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | raw[at + i] & 0xff;
    }
    return size == 2 ? (short) value : value;
  }

  /// The bit sets of select(2).
  private Wait selects(int pid, Call call) {
    int count = Math.clamp(call.arguments()[0], 0, 1024);
    var wanted = new TreeMap<Integer, Integer>();
    for (int set = 1; set <= 2; set++) {
      long address = call.arguments()[set];
      if (address == 0) {
        continue;
      }
      var raw = memory.bytes(call.tid(), address, (count + 7) / 8);
      for (int fd = 0; fd < Math.min(count, raw.length * 8); fd++) {
        if ((raw[fd / 8] >> fd % 8 & 1) != 0) {
          wanted.merge(fd, set == 1 ? 1 : 4, (a, b) -> a | b);
        }
      }
    }
    return any(pid, call, wanted, call.arguments()[4] != 0);
  }

  /// The descriptors that an epoll(7) instance watches.
  private Wait waitsForEvents(int pid, Call call) {
    var wanted = new TreeMap<Integer, Integer>();
    for (var line : processes.text(pid, "fdinfo/" + call.descriptor()).split("\n", -1)) {
      var words = line.strip().split("\\s+", -1);
      if (words.length >= 4 && words[0].equals("tfd:") && wanted.size() < MOST_DESCRIPTORS) {
        wanted.put(Integer.parseInt(words[1]), (int) Long.parseLong(words[3], 16));
      }
    }
    return any(pid, call, wanted, (int) call.arguments()[3] >= 0);
  }

  /// A wait for one of several descriptors. Those that every event loop has are left out.
  private Wait any(int pid, Call call, Map<Integer, Integer> wanted, boolean timed) {
    var targets = new ArrayList<String>();
    boolean inRun = false;
    for (var entry : wanted.entrySet()) {
      var link = processes.link(pid, "fd/" + entry.getKey());
      if (link.isEmpty() || link.startsWith("anon_inode:")) {
        continue;
      }
      boolean reading = (entry.getValue() & 1) != 0 || (entry.getValue() & 4) == 0;
      if (link.startsWith("socket:")) {
        targets.add(
            (reading ? "an answer from " : "a connection to ") + endpoint(pid, link, false));
        inRun |= near(pid, link) == Nearness.FOR_OTHERS;
      } else if (link.startsWith("pipe:")) {
        var pipe = pipe(pid, call, link, reading);
        if (!pipe.target().contains("holds itself")) {
          targets.add(pipe.target());
          inRun |= pipe.nearness() == Nearness.FOR_OTHERS;
        }
      } else if (reading) {
        targets.add(input(link));
      } else {
        targets.add(link + " to take data");
      }
    }
    if (targets.isEmpty()) {
      return new Wait(
          pid,
          call.name(),
          timed ? "time to pass" : "an event that no descriptor stands for",
          timed ? Nearness.TIMED : Nearness.OUTSIDE);
    }
    return new Wait(
        pid,
        call.name(),
        String.join(" or ", targets.subList(0, Math.min(4, targets.size()))),
        inRun ? Nearness.FOR_OTHERS : Nearness.OUTSIDE);
  }

  private Wait futex(int pid) {
    int tasks = tasks(pid).size();
    return new Wait(
        pid,
        "futex",
        tasks > 1
            ? "another one of its " + tasks + " threads (a lock or a condition inside the program)"
            : "a lock inside the program that nobody is left to give back",
        Nearness.OUTSIDE);
  }

  private Nearness near(int pid, String link) {
    var peer = endpoint(pid, link, false);
    for (int other : ours) {
      if (peer.contains("(pid " + other + ",")) {
        return Nearness.FOR_OTHERS;
      }
    }
    return Nearness.OUTSIDE;
  }

  /// The address on the other side of a socket, and who is there; for a listening one its own.
  private String endpoint(int pid, String link, boolean own) {
    int open = link.indexOf('[');
    if (open < 0) {
      return link;
    }
    var inode = link.substring(open + 1, link.length() - 1);
    for (var table : List.of("tcp", "tcp6", "udp", "udp6")) {
      for (var line : processes.text(pid, "net/" + table).split("\n", -1)) {
        var words = line.strip().split("\\s+", -1);
        if (words.length > 9 && words[9].equals(inode)) {
          boolean listens = words[3].equals(LISTENING) && table.startsWith("tcp");
          if (own || listens) {
            return SocketTable.address(words[1]);
          }
          var peer = owner(pid, table, words[2], words[1]);
          return SocketTable.address(words[2]) + peer;
        }
      }
    }
    for (var line : processes.text(pid, "net/unix").split("\n", -1)) {
      var words = line.strip().split("\\s+", 8);
      if (words.length >= 7 && words[6].equals(inode)) {
        return words.length > 7 ? "the socket " + words[7] : "a unix socket";
      }
    }
    return "a socket";
  }

  /// The process on this machine at the other end of a connection: ` (pid 7, python3)`; empty where
  /// it is elsewhere. A connection that was not yet accepted belongs to who listens.
  private String owner(int pid, String table, String local, String remote) {
    var inode = "";
    var listener = "";
    for (var line : processes.text(pid, "net/" + table).split("\n", -1)) {
      var words = line.strip().split("\\s+", -1);
      if (words.length <= 9) {
        continue;
      }
      if (words[1].equals(local) && words[2].equals(remote)) {
        inode = words[9];
      } else if (words[3].equals(LISTENING)
          && words[1].endsWith(local.substring(local.indexOf(':')))) {
        listener = words[9];
      }
    }
    var wanted = inode.isEmpty() || inode.equals("0") ? listener : inode;
    if (wanted.isEmpty()) {
      return "";
    }
    var link = "socket:[" + wanted + "]";
    for (int other : processes.pids()) {
      for (var fd : descriptors(other)) {
        if (processes.link(other, "fd/" + fd).equals(link)) {
          return " (pid "
              + other
              + ", "
              + processes.name(other)
              + (wanted.equals(inode) ? ")" : ", which has not accepted the connection)");
        }
      }
    }
    return "";
  }
}
