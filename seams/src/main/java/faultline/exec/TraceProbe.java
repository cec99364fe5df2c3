package faultline.exec;

import faultline.core.NotChecked;
import faultline.core.ObserverEffect;
import faultline.core.ProbeException;
import faultline.exec.CallShape.Kind;
import faultline.exec.ExecObservation.Killed;
import faultline.exec.ExecObservation.Message.Reach;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Waiting;
import faultline.formats.bytes.RawText;
import faultline.linux.Errno;
import faultline.linux.Machine;
import faultline.linux.Ptrace;
import faultline.linux.SeccompFilter;
import faultline.linux.SeccompFilter.Condition;
import faultline.linux.SeccompFilter.Watch;
import faultline.linux.Signals;
import faultline.linux.SyscallException;
import faultline.linux.SyscallTable;
import faultline.linux.Tracer;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns what the tracer tells into observations. Lives on the tracer's thread.
final class TraceProbe implements Tracer.Listener {
  private static final int AT_FDCWD = -100;
  private static final int PATH_LIMIT = 65_536;
  private static final int TEXT_LIMIT = 16_384;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int PROT_EXEC = 4;

  /// Anonymous mappings below this size never explain a failure and are frequent.
  private static final int LARGE_MAPPING = 256 * 1024;

  private static final int SIGALRM = 14;

  /// MAX_ARG_STRLEN of execve(2), and how much is read to tell how far beyond it a string goes.
  private static final int MOST_OF_ONE = 131_072;

  private static final int LONGEST_STRING = 1 << 20;
  private static final int MOST_STRINGS = 200_000;
  private static final int F_SETLK = 6;
  private static final int F_SETLKW = 7;
  private static final int F_OFD_SETLK = 37;
  private static final int F_OFD_SETLKW = 38;
  private static final int SO_ERROR = 4;

  private static final Map<String, List<Condition>> STOP_IF =
      Map.of(
          "newfstatat", List.of(new Condition.NoBits(3, AT_EMPTY_PATH)),
          "fstatat64", List.of(new Condition.NoBits(3, AT_EMPTY_PATH)),
          "statx", List.of(new Condition.NoBits(2, AT_EMPTY_PATH)),
          "mmap",
              List.of(new Condition.AnyBits(2, PROT_EXEC), new Condition.AtLeast(1, LARGE_MAPPING)),
          "mmap2",
              List.of(new Condition.AnyBits(2, PROT_EXEC), new Condition.AtLeast(1, LARGE_MAPPING)),
          "mprotect", List.of(new Condition.AnyBits(2, PROT_EXEC)),
          "fcntl", locks(),
          "fcntl64", locks(),
          "getsockopt", List.of(new Condition.Equals(2, SO_ERROR)));

  private static List<Condition> locks() {
    return List.of(
        new Condition.Equals(1, F_SETLK),
        new Condition.Equals(1, F_SETLKW),
        new Condition.Equals(1, F_OFD_SETLK),
        new Condition.Equals(1, F_OFD_SETLKW));
  }

  /// The program of the filter for this machine.
  static byte[] filter() {
    var watches = new ArrayList<Watch>();
    for (var shape : CallShape.all()) {
      watches.add(new Watch(shape.name(), STOP_IF.getOrDefault(shape.name(), List.of())));
    }
    return SeccompFilter.program(Machine.current(), watches);
  }

  private static final class Watched {
    private @Nullable String directory;
    private @Nullable String root;
    private List<String> environment = List.of();
    private byte[] rawEnvironment = new byte[0];
    private @Nullable Killed fault;
    private final Map<Integer, String> peers = new HashMap<>();
    private boolean tells;

    Watched copy() {
      var copy = new Watched();
      copy.tells = tells;
      copy.directory = directory;
      copy.root = root;
      copy.environment = environment;
      copy.rawEnvironment = rawEnvironment;
      return copy;
    }
  }

  private final TraceCollector collector;
  private final SampleProbe sample;
  private final WaitProbe waits;
  private final ReplacedProbe replaced;
  private final PrivilegeProbe privileges;
  private final Set<String> unwatched = new TreeSet<>();
  private final Set<Integer> asked = new HashSet<>();
  private final Redaction redaction;
  private final @Nullable DetailProbe details;
  private final long startNanos = System.nanoTime();
  private final Map<Integer, Watched> processes = new HashMap<>();
  private final Map<Integer, String> executing = new HashMap<>();
  private final Set<String> messageTargets = new HashSet<>();
  private final List<ObserverEffect> effects = new ArrayList<>();
  private final Set<String> effectKeys = new HashSet<>();
  private final SyscallTable nativeCalls = Machine.current().calls();
  private @Nullable Tracer tracer;
  private final Set<Integer> living = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Long> heard = new ConcurrentHashMap<>();
  private final int ourPid = (int) ProcessHandle.current().pid();
  private final Queue<Waiting> offered = new ConcurrentLinkedQueue<>();
  private Runnable whenEnded = () -> {};
  private Runnable whenJobStopped = () -> {};

  TraceProbe(Arena arena, ExecTarget.Options options, Consumer<ExecObservation> sink) {
    collector = new TraceCollector(sink);
    sample = new SampleProbe(arena);
    waits = new WaitProbe(arena);
    replaced = new ReplacedProbe(sample.files);
    privileges = new PrivilegeProbe(sample.files, sample.processes);
    redaction = new Redaction(options.redact());
    details = options.detailed() ? new DetailProbe(sample, collector, redaction) : null;
    // What our own descriptor 2 leads to is what the user reads.
    var target = sample.processes.link((int) ProcessHandle.current().pid(), "fd/2");
    if (!target.isEmpty()) {
      messageTargets.add(target);
    }
  }

  void attach(Tracer owner, Runnable ended, Runnable jobStoppedAction) {
    tracer = owner;
    whenEnded = ended;
    whenJobStopped = jobStoppedAction;
  }

  TraceCollector collector() {
    return collector;
  }

  List<ObserverEffect> effects() {
    return effects;
  }

  Redaction redaction() {
    return redaction;
  }

  PrivilegeProbe privileges() {
    return privileges;
  }

  SampleProbe sample() {
    return sample;
  }

  private Tracer tracer() {
    if (tracer == null) {
      throw new IllegalStateException("not attached");
    }
    return tracer;
  }

  private Watched watched(int pid) {
    return processes.computeIfAbsent(pid, _ -> new Watched());
  }

  private long micros() {
    return (System.nanoTime() - startNanos) / 1000;
  }

  private String directory(int pid) {
    var watched = watched(pid);
    if (watched.directory == null) {
      watched.directory = sample.processes.link(pid, "cwd");
    }
    return watched.directory;
  }

  private String root(int pid) {
    var watched = watched(pid);
    if (watched.root == null) {
      watched.root = sample.root(pid);
    }
    return watched.root;
  }

  @Override
  public void started(int tid, int process, int parent) {
    if (tid != process) {
      return;
    }
    living.add(process);
    processes.put(process, watched(parent).copy());
    collector.born(process, parent);
    if (details != null) {
      details.born(process, parent);
    }
  }

  /// Processes that run now. For any thread.
  List<Integer> alive() {
    return List.copyOf(living);
  }

  /// Whether a process of the command was sent `signal` by somebody else than us, at or after
  /// `nanos` of [System#nanoTime]. For any thread.
  boolean heardByCommand(int signal, long nanos) {
    var last = heard.get(signal);
    return last != null && last - nanos >= 0;
  }

  /// Something seen by another thread, kept when the command ends.
  void offer(Waiting wait) {
    offered.add(wait);
  }

  void mergeOffers() {
    offered.forEach(this::add);
  }

  /// The first answer of each process counts.
  private void add(Waiting wait) {
    if (asked.add(wait.pid())) {
      collector.add(new Waiting(wait.pid(), collector.next(), wait.call(), wait.target()));
    }
  }

  @Override
  public void entering(Tracer.Task task) {
    executing.put(task.tid(), path(task, CallShape.of(nativeCalls.name(task.number())).path()));
  }

  private String path(Tracer.Task task, int index) {
    if (index < 0) {
      return "";
    }
    return RawText.decode(tracer().memory().text(task.tid(), task.argument(index), PATH_LIMIT));
  }

  @Override
  public void returned(Tracer.Task task, long result) {
    var table = task.arch() == Machine.AUDIT_I386 ? SyscallTable.of("i386") : nativeCalls;
    if (task.arch() != Machine.AUDIT_I386 && (task.number() & 0x40000000L) != 0) {
      effect(
          "untraceable-abi",
          "uses system calls of the x32 ABI, which were not watched",
          "",
          task.process());
      return;
    }
    var name = table.name(task.number());
    if (result < 0 && result >= -4095) {
      int errno = (int) -result;
      if (errno < 512) {
        failed(task, name, Errno.name(errno));
      }
    } else {
      succeeded(task, name, result);
    }
  }

  private void failed(Tracer.Task task, String name, String errno) {
    var shape = CallShape.of(name);
    if (shape.name().isEmpty()
        || shape.kind() == Kind.READ_LINK && errno.equals("EINVAL")
        || shape.kind() == Kind.PROCESS && errno.equals("ENOSYS")
        || shape.kind() == Kind.WRITE && (errno.equals("EAGAIN") || errno.equals("EINVAL"))) {
      return;
    }
    int pid = task.process();
    var path = subject(task, shape);
    if (collector.again(pid, name, path, errno, micros())) {
      return;
    }
    var directory = base(task, shape, path);
    var detail = errno.equals("E2BIG") ? oversize(task, shape) : detail(task, shape);
    if (name.equals("connect") && errno.equals("EINPROGRESS")) {
      watched(pid).peers.put((int) task.argument(0), path);
      return;
    }
    collector.failed(
        pid,
        micros(),
        name,
        path,
        directory,
        detail,
        errno,
        () -> sample.facts(pid, task.tid(), root(pid), name, path, directory, errno));
  }

  /// What the call was about: a path, an address, or the file behind a descriptor.
  private String subject(Tracer.Task task, CallShape shape) {
    if (shape.kind() == Kind.EXECUTE && shape.path() >= 0) {
      var entered = executing.get(task.tid());
      return entered != null ? entered : path(task, shape.path());
    }
    if (shape.path() >= 0) {
      return path(task, shape.path());
    }
    if (shape.kind() == Kind.SOCKET) {
      return shape.name().equals("listen") ? "" : address(task);
    }
    if (shape.descriptor() >= 0) {
      int fd = (int) task.argument(shape.descriptor());
      return fd < 0 ? "" : sample.processes.link(task.process(), "fd/" + fd);
    }
    return "";
  }

  private String base(Tracer.Task task, CallShape shape, String path) {
    if (shape.directory() >= 0 && !path.startsWith("/")) {
      int fd = (int) task.argument(shape.directory());
      if (fd != AT_FDCWD) {
        var link = sample.processes.link(task.process(), "fd/" + fd);
        if (!link.isEmpty()) {
          return link;
        }
      }
    }
    return directory(task.process());
  }

  private String address(Tracer.Task task) {
    int size = Math.clamp(task.argument(2), 0, 128);
    byte[] raw = tracer().memory().bytes(task.tid(), task.argument(1), size);
    return SocketAddress.text(raw);
  }

  private String detail(Tracer.Task task, CallShape shape) {
    return switch (shape.kind()) {
      case OPEN ->
          switch (shape.name()) {
            case "open" -> OpenFlags.text((int) task.argument(1));
            case "openat" -> OpenFlags.text((int) task.argument(2));
            case "creat" -> "O_WRONLY|O_CREAT|O_TRUNC";
            default -> "";
          };
      case ACCESS -> {
        int mode = (int) task.argument(shape.path() + 1);
        yield mode == 0 ? "F_OK" : (mode & 1) != 0 ? "X_OK" : (mode & 2) != 0 ? "W_OK" : "R_OK";
      }
      case CREATE, RENAME -> shape.secondPath() < 0 ? "" : path(task, shape.secondPath());
      case MEMORY ->
          shape.name().startsWith("mmap")
              ? Long.toUnsignedString(task.argument(1))
                  + " bytes"
                  + ((task.argument(2) & PROT_EXEC) != 0 ? ", PROT_EXEC" : "")
              : "";
      case MOUNT -> shape.name().equals("mount") ? "type " + path(task, 2) : "";
      case EXECUTE,
          STATUS,
          READ_LINK,
          DIRECTORY,
          REMOVE,
          ATTRIBUTE,
          SOCKET,
          WRITE,
          PROCESS,
          LOCK,
          PRIVILEGE,
          WATCH,
          DESCRIPTOR ->
          "";
    };
  }

  /// What is too big among the arguments and the environment of execve(2): one string, or all.
  private String oversize(Tracer.Task task, CallShape shape) {
    long total = 0;
    int[] counts = new int[2];
    for (int list = 0; list < 2; list++) {
      long vector = task.argument(shape.path() + 1 + list);
      for (int i = 0; vector != 0 && i < MOST_STRINGS; i++) {
        long address = tracer().memory().word(task.tid(), vector + 8L * i);
        if (address == 0) {
          break;
        }
        byte[] text = tracer().memory().text(task.tid(), address, LONGEST_STRING);
        if (text.length >= MOST_OF_ONE) {
          var name = RawText.decode(text, 0, 200);
          return (list == 0 ? "argument " + i : "variable " + name.split("=", 2)[0])
              + " has "
              + text.length
              + (text.length >= LONGEST_STRING ? " bytes or more" : " bytes");
        }
        total += text.length + 9;
        counts[list]++;
      }
    }
    return counts[0] + " arguments and " + counts[1] + " variables have " + total + " bytes";
  }

  private void succeeded(Tracer.Task task, String name, long result) {
    var shape = CallShape.of(name);
    int pid = task.process();
    switch (shape.kind()) {
      case WRITE -> {
        if (name.equals("write") || name.equals("writev")) {
          wrote(task, name, result);
        }
      }
      case DIRECTORY -> {
        if (name.equals("getcwd")) {
          return;
        }
        watched(pid).directory = null;
        if (name.equals("chroot")) {
          watched(pid).root = null;
        }
        var path = name.equals("fchdir") ? directory(pid) : path(task, 0);
        collector.succeeded(pid, name, path, directory(pid), "");
      }
      case MOUNT -> watched(pid).root = null;
      case PRIVILEGE -> {
        if (name.equals("unshare") || name.equals("setns")) {
          watched(pid).root = null;
        } else if (name.equals("io_uring_setup")) {
          effect("io-uring", "files opened through io_uring are not seen", "", pid);
        } else if (name.equals("getsockopt")) {
          connected(task);
        }
      }
      case MEMORY -> {
        if (name.startsWith("mmap") && (task.argument(2) & PROT_EXEC) != 0) {
          replaced.mapped(pid, task.argument(4) & 0xffff_ffffL);
        }
      }
      case LOCK, PROCESS, REMOVE, ATTRIBUTE, WATCH, DESCRIPTOR -> {
        // A success of these explains nothing.
      }
      case EXECUTE -> {
        // Told by executed().
      }
      case OPEN, STATUS, ACCESS, READ_LINK, CREATE, RENAME, SOCKET -> {
        var path = subject(task, shape);
        if (collector.wants(pid, shape, path)) {
          collector.succeeded(pid, name, path, base(task, shape, path), detail(task, shape));
        }
        if (shape.kind() == Kind.OPEN && path.contains(".so")) {
          replaced.opened(pid, result, Paths.absolute(base(task, shape, path), path));
        }
        if (details != null) {
          keep(details, task, shape, path, result);
        }
      }
    }
  }

  private void keep(
      DetailProbe details, Tracer.Task task, CallShape shape, String path, long result) {
    int pid = task.process();
    if (shape.kind() == Kind.OPEN) {
      var absolute = Paths.absolute(base(task, shape, path), path);
      details.opened(pid, result, absolute, detail(task, shape), watched(pid).environment);
    } else if (DetailProbe.wants(shape.kind())) {
      details.found(pid, shape, path, base(task, shape, path));
    }
  }

  /// A connection that was started without waiting: its outcome is asked for by getsockopt(2).
  private void connected(Tracer.Task task) {
    int fd = (int) task.argument(0);
    var peer = watched(task.process()).peers.remove(fd);
    if (peer == null) {
      return;
    }
    byte[] raw = tracer().memory().bytes(task.tid(), task.argument(3), 4);
    int errno = raw.length < 4 ? 0 : raw[0] & 0xff | (raw[1] & 0xff) << 8;
    int pid = task.process();
    if (errno == 0) {
      collector.succeeded(pid, "connect", peer, directory(pid), "");
    } else {
      var symbol = Errno.name(errno);
      collector.failed(
          pid,
          micros(),
          "connect",
          peer,
          directory(pid),
          "",
          symbol,
          () -> sample.facts(pid, task.tid(), root(pid), "connect", peer, directory(pid), symbol));
    }
  }

  private void wrote(Tracer.Task task, String name, long result) {
    int fd = (int) task.argument(0);
    int pid = task.process();
    if (fd < 1 || fd > 2) {
      return;
    }
    var target = sample.processes.link(pid, "fd/" + fd);
    if (messageTargets.contains(target)) {
      written(task, name, result, text -> collector.wrote(pid, text, Reach.VISIBLE));
    } else if (fd == 2) {
      var reach = target.equals("/dev/null") ? Reach.DISCARDED : Reach.CAPTURED;
      written(task, name, result, text -> collector.wrote(pid, text, reach));
    } else if (watched(pid).tells) {
      written(task, name, result, text -> collector.printed(pid, text));
    }
  }

  private void written(Tracer.Task task, String name, long result, Consumer<String> to) {
    int size = (int) Math.min(result, TEXT_LIMIT);
    var memory = tracer().memory();
    if (name.equals("write")) {
      to.accept(text(memory.bytes(task.tid(), task.argument(1), size)));
      return;
    }
    for (int i = 0; i < Math.min(task.argument(2), 64) && size > 0; i++) {
      long vector = task.argument(1) + 16L * i;
      int length = (int) Math.min(memory.word(task.tid(), vector + 8), size);
      to.accept(text(memory.bytes(task.tid(), memory.word(task.tid(), vector), length)));
      size -= length;
    }
  }

  private String text(byte[] bytes) {
    return redaction.text(RawText.decode(bytes));
  }

  @Override
  public void executed(int process) {
    living.add(process);
    var watched = watched(process);
    var entered = executing.remove(process);
    watched.directory = null;
    watched.peers.clear();
    var processFiles = sample.processes;
    byte[] raw = processFiles.raw(process, "environ");
    List<String> changes = List.of();
    if (!Arrays.equals(raw, watched.rawEnvironment)) {
      var now = ProcProbe.strings(raw);
      changes = changes(watched.environment, now).stream().map(redaction::variable).toList();
      watched.environment = now;
      watched.rawEnvironment = raw;
    }
    var executable = processFiles.link(process, "exe");
    boolean secure = processFiles.secure(process);
    watched.tells = Printed.tells(executable);
    long sequence = collector.next();
    collector.add(
        new Started(
            process,
            sequence,
            entered == null ? executable : entered,
            redaction.arguments(processFiles.strings(process, "cmdline")),
            executable,
            directory(process),
            changes,
            secure));
    if (details != null) {
      var path = entered == null ? executable : Paths.absolute(directory(process), entered);
      details.executed(process, path, executable, watched.environment);
    }
    if (root(process).isEmpty()) {
      replaced.executed(process, sequence, executable);
    }
    checkPrivileges(process, executable);
  }

  private static List<String> changes(List<String> before, List<String> after) {
    var old = variables(before);
    var now = variables(after);
    var changes = new ArrayList<String>();
    now.forEach(
        (name, value) -> {
          if (!value.equals(old.get(name))) {
            changes.add(name + "=" + value);
          }
        });
    old.keySet().stream()
        .filter(name -> !now.containsKey(name))
        .forEach(name -> changes.add("-" + name));
    return changes;
  }

  private static Map<String, String> variables(List<String> entries) {
    var map = new TreeMap<String, String>();
    for (var entry : entries) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        map.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return map;
  }

  /// A program that gives its caller other rights may not do so while it is watched.
  private void checkPrivileges(int process, String executable) {
    var gift = privileges.gift("/proc/" + process + "/exe");
    var what =
        privileges.kept()
            ? ": it kept its privileges, because faultline may trace every process"
            : tracer().noNewPrivileges()
                ? ": it ran without its privileges because it was watched; with --detachable it has"
                    + " them, and runs unwatched"
                : ": it ran without its privileges because it was watched";
    switch (gift) {
      case IDENTITY -> effect("setuid", "set-user-id program" + what, executable, process);
      case CAPABILITIES ->
          effect("file-capabilities", "program with file capabilities" + what, executable, process);
      case NOTHING -> {
        // It runs as its caller, watched or not.
      }
    }
  }

  @Override
  public boolean releases(Tracer.Task task) {
    int pid = task.process();
    var path = executing.getOrDefault(task.tid(), "");
    var shape = CallShape.of(nativeCalls.name(task.number()));
    var program = root(pid) + Paths.absolute(base(task, shape, path), path);
    if (path.isEmpty() || !privileges.lostAt(program)) {
      return false;
    }
    effect(
        privileges.gift(program) == PrivilegeProbe.Gift.IDENTITY ? "setuid" : "file-capabilities",
        "ran unwatched: it would have lost its privileges",
        path,
        pid);
    unwatched.add(path);
    if (task.tid() == task.process()) {
      executing.remove(pid);
    }
    return true;
  }

  @Override
  public void failed(Throwable fault) {
    collector.forget();
  }

  private void effect(String kind, String what, String path, int pid) {
    if (effectKeys.add(kind + path)) {
      effects.add(new ObserverEffect(kind, what, path.isEmpty() ? null : path, pid));
    }
  }

  @Override
  public void signalled(Tracer.Task task, Ptrace.SignalDetail signal) {
    if (signal.code() > 0 || signal.sender() != ourPid) {
      heard.put(signal.signal(), System.nanoTime());
    }
    boolean keyed = isKey(signal);
    if (keyed || timeIsUp(task.process(), signal)) {
      waits
          .lookAtGroup(task.process(), keyed ? 0 : signal.sender(), alive(), collector::next)
          .forEach(this::add);
    }
    if (keyed) {
      // In the look at the group it may have been on its way to this stop.
      waits.look(List.of(task.process()), () -> 0).stream()
          .filter(wait -> !wait.call().isEmpty())
          .forEach(this::add);
    }
    switch (signal.signal()) {
      case Signals.SIGSEGV,
          Signals.SIGBUS,
          Signals.SIGILL,
          Signals.SIGFPE,
          Signals.SIGABRT,
          Signals.SIGSYS,
          Signals.SIGTRAP,
          Signals.SIGXFSZ,
          Signals.SIGTERM,
          Signals.SIGINT,
          Signals.SIGHUP,
          SIGALRM,
          Signals.SIGQUIT ->
          watched(task.process()).fault = fault(task, signal);
      default -> {
        // Most signals are everyday business.
      }
    }
  }

  /// Whether something that limits time ends the process: then what it waits for is the question.
  private boolean timeIsUp(int pid, Ptrace.SignalDetail signal) {
    return signal.signal() == SIGALRM
        ? !caught(pid, signal.signal())
        : signal.code() <= 0
            && signal.sender() > 0
            && signal.sender() != pid
            && sample.processes.name(signal.sender()).endsWith("timeout");
  }

  /// Whether a terminal says that its user wants the process to end. Here the process has not moved
  /// yet since it was told.
  private static boolean isKey(Ptrace.SignalDetail signal) {
    return switch (signal.signal()) {
      case Signals.SIGINT, Signals.SIGHUP, Signals.SIGQUIT -> signal.code() > 0;
      default -> false;
    };
  }

  private boolean caught(int pid, int signal) {
    long caught = ProcProbe.hex(ProcProbe.field(sample.processes.text(pid, "status"), "SigCgt"));
    return (caught >> signal - 1 & 1) != 0;
  }

  private @Nullable Killed fault(Tracer.Task task, Ptrace.SignalDetail signal) {
    int pid = task.process();
    if (caught(pid, signal.signal())) {
      return null;
    }
    boolean kernel = signal.code() > 0;
    boolean addressed =
        kernel
            && switch (signal.signal()) {
              case Signals.SIGSEGV, Signals.SIGBUS, Signals.SIGILL, Signals.SIGFPE -> true;
              default -> false;
            };
    var instruction = "";
    if (addressed || signal.signal() == Signals.SIGABRT) {
      try {
        long counter = tracer().ptrace().registers(task.tid()).programCounter();
        instruction = sample.mapping(pid, root(pid), counter);
      } catch (SyscallException _) {
        // It was killed meanwhile.
      }
    }
    return new Killed(
        pid,
        0,
        Signals.name(signal.signal()),
        signal.signal(),
        SignalCode.text(signal.signal(), signal.code()),
        addressed ? "0x" + Long.toHexString(signal.word()) : "",
        instruction,
        kernel ? 0 : signal.sender(),
        task.tid());
  }

  @Override
  public void ended(int tid, int process, Ptrace.Stop how) {
    executing.remove(tid);
    if (tid != process) {
      return;
    }
    living.remove(process);
    boolean crashed =
        !how.exited()
            && (how.fatalSignal() == Signals.SIGSEGV || how.fatalSignal() == Signals.SIGBUS);
    replaced.ended(process, crashed).forEach(collector::add);
    if (details != null) {
      details.ended(process);
    }
    var watched = processes.remove(process);
    sample.forget(process);
    if (how.exited()) {
      collector.ended(process, how.exitCode());
      return;
    }
    var fault = watched == null ? null : watched.fault;
    int signal = how.fatalSignal();
    if (fault != null && fault.number() != signal) {
      fault = null; // an earlier signal, which it survived
    }
    collector.killed(
        new Killed(
            process,
            collector.next(),
            Signals.name(signal),
            signal,
            fault != null ? fault.code() : "",
            fault != null ? fault.address() : "",
            fault != null ? fault.instruction() : "",
            fault != null ? fault.sender() : 0,
            fault != null ? fault.tid() : process));
  }

  @Override
  public void commandEnded(Ptrace.Stop how) {
    // Where a fault of ours ended the watching, the end itself must still be known.
    if (living.remove(how.tid())) {
      if (how.exited()) {
        collector.ended(how.tid(), how.exitCode());
      } else {
        int signal = how.fatalSignal();
        collector.killed(
            new Killed(
                how.tid(),
                collector.next(),
                Signals.name(signal),
                signal,
                "",
                "",
                "",
                0,
                how.tid()));
      }
    }
    whenEnded.run();
  }

  @Override
  public void jobStopped() {
    whenJobStopped.run();
  }

  /// What the run could not tell.
  List<NotChecked> notChecked() {
    var missed = new ArrayList<NotChecked>();
    if (collector.dropped() > 0) {
      missed.add(
          new NotChecked(
              "the " + collector.dropped() + " oldest distinct failures",
              "there were more failures than are kept",
              "run the failing step alone"));
    }
    for (var program : unwatched) {
      missed.add(
          new NotChecked(
              "what " + program + " did",
              "it has other rights than its caller and loses them when it is watched",
              "run faultline as root"));
    }
    return missed;
  }

  static ProbeException refused(SyscallException e) {
    return new ProbeException(
        switch (e.errno()) {
          case Errno.EPERM, Errno.EACCES ->
              "cannot watch the command: the kernel refuses "
                  + e.call()
                  + ". Already under a debugger or another faultline? Otherwise allow ptrace"
                  + " (kernel.yama.ptrace_scope below 3; in a container --cap-add=SYS_PTRACE or a"
                  + " seccomp profile that allows ptrace), or use --tracer=strace";
          default ->
              "cannot watch the command: " + e.call() + " fails with " + Errno.name(e.errno());
        },
        e);
  }
}
