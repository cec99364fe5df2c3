package faultline.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Runs a command under ptrace(2) and tells a [Listener] about its calls, processes and signals,
/// while the task in question is stopped.
///
/// The command is not started by a shell: a helper process is stopped, given the filter and the
/// command's own signal state, and then made to call execve(2) with exactly the arguments and the
/// environment that the command would have without us.
///
/// All methods run on one platform thread, except [#interruptWaits].
public final class Tracer {
  private static final int CLONE_THREAD = 0x10000;
  private static final int STATUS_SIZE = 1 << 14;
  private static final long CLONE_UNTRACED = 0x800000;
  private static final long ERRNO_RANGE = -4096;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int RLIMIT_NOFILE = 7;

  /// What to start. `programs` are tried in order, as execvp(3) does; of our open files it gets
  /// `descriptors` alone; `openFiles` is its soft RLIMIT_NOFILE, -1 for ours; `directory` is a
  /// descriptor of its working directory, -1 for ours.
  public record Command(
      List<byte[]> programs,
      List<byte[]> arguments,
      List<byte[]> environment,
      List<Integer> descriptors,
      long blockedSignals,
      long ignoredSignals,
      long openFiles,
      int directory) {}

  /// What the tracer sees. Every method is called while the task it names is stopped, unless said
  /// otherwise.
  public interface Listener {
    /// A new task. `process` is its thread group, `parent` the process that made it.
    void started(int tid, int process, int parent);

    /// A task is about to make a call after which its arguments can no longer be read.
    void entering(Task task);

    /// A watched call has ended.
    void returned(Task task, long result);

    /// A process now runs another program.
    void executed(int process);

    /// A signal is about to be delivered.
    void signalled(Task task, Ptrace.SignalDetail signal);

    /// A task is gone. Not stopped, nothing of it can be read.
    void ended(int tid, int process, Ptrace.Stop how);

    /// The command itself has ended; other tasks may live on.
    void commandEnded(Ptrace.Stop how);

    /// The command is stopped by job control, and so is all of its process group.
    void jobStopped();

    /// Asked without a filter, at an execve(2) of which [#entering] has told: whether the program
    /// has to run unwatched.
    default boolean releases(Task task) {
      return false;
    }

    /// A method of this listener threw `fault`; none will be called again but [#commandEnded].
    default void failed(Throwable fault) {}
  }

  /// One traced task: a thread, or a process with one thread.
  public static final class Task {
    private final int tid;
    private int process;
    private int arch;
    private long number = -1;
    private final long[] arguments = new long[6];
    private boolean inCall;
    private boolean known;
    private boolean announced;
    private boolean stopped;
    private boolean stoppedByStranger;
    private boolean inVfork;
    private boolean letGo;
    private boolean hidesChild;
    private @Nullable Task vforker;

    Task(int tid, int process) {
      this.tid = tid;
      this.process = process;
    }

    public int tid() {
      return tid;
    }

    /// Thread group id.
    public int process() {
      return process;
    }

    /// `AUDIT_ARCH_*` of the current call.
    public int arch() {
      return arch;
    }

    public long number() {
      return number;
    }

    public long argument(int index) {
      return arguments[index];
    }

    /// It runs a program of its own, or is gone: who waited for that in vfork(2) goes on.
    private void letVforkerGo() {
      letGo = true;
      if (vforker != null) {
        vforker.inVfork = false;
        vforker = null;
      }
    }
  }

  private final Arena arena = Arena.ofConfined();
  private final Ptrace ptrace = new Ptrace(arena);
  private final ProcessMemory memory = new ProcessMemory(arena);
  private final FileSystem files = new FileSystem(arena);
  private final MemorySegment scratch = arena.allocate(8, 8);
  private final Map<Integer, Task> tasks = new HashMap<>();

  /// Ends of tasks that their parents have not announced yet, each with whether the listener was
  /// told of its task.
  private final Map<Integer, EarlyEnd> early = new HashMap<>();

  private final Machine machine = Machine.current();
  private final Set<Long> readBefore = new TreeSet<>();
  private final Listener listener;
  private final boolean everyCall;
  private final boolean exitKill;
  private final List<Integer> earlySignals = new ArrayList<>();
  private boolean noNewPrivileges;
  private boolean listening = true;
  private volatile int root;
  private boolean rootEnded;
  private volatile boolean rootReleased;

  /// `everyCall`: no filter; each call stops (slower, and tasks can be released).
  public Tracer(Listener listener, boolean everyCall) {
    this.listener = listener;
    this.everyCall = everyCall;
    this.exitKill = !everyCall;
    for (var name : List.of("execve", "execveat")) {
      readBefore.add((long) machine.calls().number(name));
    }
  }

  /// Memory of stopped tasks; for the listener, on the tracer's thread.
  public ProcessMemory memory() {
    return memory;
  }

  public Ptrace ptrace() {
    return ptrace;
  }

  /// Process id of the command, 0 before it was started.
  public int root() {
    return root;
  }

  /// Whether the filter could only be had by giving up set-user-id programs.
  public boolean noNewPrivileges() {
    return noNewPrivileges;
  }

  /// Whether the command itself runs unwatched, see [Listener#releases].
  public boolean released() {
    return rootReleased;
  }

  /// Processes that are still traced.
  public List<Integer> alive() {
    return tasks.values().stream().map(Task::process).distinct().sorted().toList();
  }

  /// Starts `command` under `filter`, stopped at its first instruction. Returns 0, or the error
  /// number of the last execve(2) where no program could be started.
  public int start(Command command, byte[] filter) throws SyscallException {
    int pid =
        Spawn.start(
            "/bin/sh",
            List.of("sh", "-c", "kill -STOP $$"),
            command.blockedSignals(),
            command.directory());
    root = pid;
    tasks.put(pid, new Task(pid, pid));
    var first = task(pid);
    first.known = true;
    first.announced = true;
    try {
      awaitStop(pid);
      ptrace.seize(pid, exitKill);
      ptrace.interrupt(pid);
      Signals.send(pid, Signals.SIGCONT);
      toCallEntry(pid);
      return prepare(pid, command, filter);
    } catch (SyscallException e) {
      killQuietly(pid);
      throw e;
    }
  }

  private void awaitStop(int pid) throws SyscallException {
    while (true) {
      // The helper stops itself; a plain child's stop is only reported with WUNTRACED.
      var stop = ptrace.await(pid);
      if (stop.exited() || stop.killed()) {
        throw new SyscallException("posix_spawn", Errno.ECHILD);
      }
      return;
    }
  }

  private void toCallEntry(int pid) throws SyscallException {
    while (true) {
      var stop = ptrace.await(pid);
      if (stop.exited() || stop.killed()) {
        throw new SyscallException("ptrace", Errno.ESRCH);
      }
      if (stop.signal() == Ptrace.SYSCALL_TRAP) {
        ptrace.readInfo(pid);
        if (ptrace.infoOp() == Ptrace.OP_ENTRY) {
          return;
        }
      }
      carryOn(stop);
    }
  }

  /// Goes on preparing the helper. What it is sent meanwhile is for the command, which it becomes.
  private void carryOn(Ptrace.Stop stop) throws SyscallException {
    boolean delivery = stop.event() == 0 && stop.signal() != Ptrace.SYSCALL_TRAP;
    if (delivery && stop.signal() != Signals.SIGCONT && stop.signal() != Signals.SIGTRAP) {
      var detail = ptrace.signalDetail(stop.tid());
      var task = task(stop.tid());
      tell(() -> listener.signalled(task, detail));
      earlySignals.add(stop.signal());
    }
    ptrace.resume(stop.tid(), true, 0);
  }

  private int prepare(int pid, Command command, byte[] filter) throws SyscallException {
    var saved = ptrace.registers(pid);
    var block = new CommandImage(command, filter);
    long base =
        call(
            pid,
            saved.replaceCall(machine.calls().number("mmap"), 0, block.size(), 3, 0x22, -1, 0));
    if (base < 0 && base > ERRNO_RANGE) {
      throw new SyscallException("mmap", (int) -base);
    }
    memory.write(pid, base, block.at(arena, base));
    // The C library leaves its two internal signals ignored in a spawned child, see signal(7).
    for (int signal = 32; signal < 34; signal++) {
      repeat(pid, saved, "rt_sigaction", signal, base + block.defaultAction, 0, 8);
    }
    for (int signal = 1; signal < 64; signal++) {
      if ((command.ignoredSignals() >> signal - 1 & 1) != 0) {
        repeat(pid, saved, "rt_sigaction", signal, base + block.ignoreAction, 0, 8);
      }
    }
    keepOnly(pid, saved, command.descriptors());
    if (command.openFiles() >= 0) {
      repeat(pid, saved, "prlimit64", 0, RLIMIT_NOFILE, 0, base + block.oldLimit);
      var hard = memory.word(pid, base + block.oldLimit + 8);
      var limit = arena.allocate(16, 8);
      limit.set(JAVA_LONG, 0, command.openFiles());
      limit.set(JAVA_LONG, 8, hard);
      memory.write(pid, base + block.oldLimit, limit);
      repeat(pid, saved, "prlimit64", 0, RLIMIT_NOFILE, base + block.oldLimit, 0);
    }
    if (!everyCall) {
      installFilter(pid, saved, base + block.filterHeader);
    }
    int error = Errno.ENOENT;
    for (int i = 0; i < command.programs().size(); i++) {
      long path = base + block.programs.get(i);
      int result = execute(pid, saved, path, base + block.arguments, base + block.environment);
      if (result == 0) {
        return 0;
      }
      if (error == Errno.ENOENT || result == Errno.EACCES) {
        error = result;
      }
      if (result != Errno.ENOENT && result != Errno.EACCES && result != 20) {
        error = result;
        break;
      }
    }
    rootEnded = true;
    killQuietly(pid);
    tasks.remove(pid);
    return error;
  }

  private void keepOnly(int pid, Registers saved, List<Integer> descriptors)
      throws SyscallException {
    long from = 0;
    for (int fd : descriptors.stream().sorted().distinct().toList()) {
      if (fd > from) {
        repeat(pid, saved, "close_range", from, fd - 1L, 0);
      }
      from = fd + 1L;
    }
    repeat(pid, saved, "close_range", from, 0xffffffffL, 0);
  }

  private void installFilter(int pid, Registers saved, long header) throws SyscallException {
    long result = repeat(pid, saved, "seccomp", SECCOMP_SET_MODE_FILTER, 0, header);
    if (result == -Errno.EACCES) {
      noNewPrivileges = true;
      repeat(pid, saved, "prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      result = repeat(pid, saved, "seccomp", SECCOMP_SET_MODE_FILTER, 0, header);
    }
    if (result != 0) {
      throw new SyscallException("seccomp", (int) -result);
    }
  }

  private int execute(int pid, Registers saved, long path, long argv, long envp)
      throws SyscallException {
    int number = machine.calls().number("execve");
    var task = task(pid);
    task.arch = machine.auditArch();
    task.number = number;
    task.arguments[0] = path;
    task.arguments[1] = argv;
    task.arguments[2] = envp;
    tell(() -> listener.entering(task));
    ptrace.setRegisters(pid, saved.repeatCall(number, path, argv, envp));
    ptrace.resume(pid, true, 0);
    boolean entered = false;
    while (true) {
      var stop = ptrace.await(pid);
      if (stop.exited() || stop.killed()) {
        throw new SyscallException("ptrace", Errno.ESRCH);
      }
      if (stop.event() == Ptrace.EVENT_EXEC) {
        tell(
            () -> {
              listener.returned(task, 0);
              listener.executed(pid);
            });
        for (int signal : earlySignals) {
          Signals.send(pid, signal);
        }
        ptrace.resume(pid, everyCall, 0);
        return 0;
      }
      if (stop.signal() == Ptrace.SYSCALL_TRAP) {
        if (entered) {
          ptrace.readInfo(pid);
          long result = ptrace.infoResult();
          tell(() -> listener.returned(task, result));
          return (int) -result;
        }
        entered = true;
        if (released(task)) {
          return 0;
        }
      }
      carryOn(stop);
    }
  }

  /// At the entry of execve(2), where there is no filter: lets the task go if the listener says so.
  private boolean released(Task task) throws SyscallException {
    if (!everyCall || !listening || !listener.releases(task)) {
      return false;
    }
    ptrace.detach(task.tid, 0);
    tasks.remove(task.tid);
    rootReleased |= task.tid == root;
    return true;
  }

  private long repeat(int pid, Registers saved, String name, long... arguments)
      throws SyscallException {
    ptrace.setRegisters(pid, saved.repeatCall(machine.calls().number(name), arguments));
    ptrace.resume(pid, true, 0);
    toCallEntry(pid);
    return finish(pid);
  }

  /// Makes the call that `entry` describes, from a call's entry stop.
  private long call(int pid, Registers entry) throws SyscallException {
    ptrace.setRegisters(pid, entry);
    return finish(pid);
  }

  private long finish(int pid) throws SyscallException {
    ptrace.resume(pid, true, 0);
    while (true) {
      var stop = ptrace.await(pid);
      if (stop.exited() || stop.killed()) {
        throw new SyscallException("ptrace", Errno.ESRCH);
      }
      if (stop.signal() == Ptrace.SYSCALL_TRAP) {
        ptrace.readInfo(pid);
        return ptrace.infoResult();
      }
      carryOn(stop);
    }
  }

  private static void killQuietly(int pid) {
    try {
      Signals.send(pid, Signals.SIGKILL);
    } catch (SyscallException _) {
      // It is already gone, which is what was wanted.
    }
  }

  /// Handles stops until no task is left.
  public void trace() throws SyscallException {
    while (true) {
      Ptrace.Stop stop;
      try {
        stop = ptrace.await(-1);
      } catch (SyscallException e) {
        if (e.errno() == Errno.ECHILD) {
          return;
        }
        throw e;
      }
      try {
        handle(stop);
      } catch (SyscallException e) {
        if (e.errno() != Errno.ESRCH) {
          throw e;
        }
        // Killed while it was stopped: its end comes with a later wait.
      }
    }
  }

  private void handle(Ptrace.Stop stop) throws SyscallException {
    int tid = stop.tid();
    if (stop.exited() || stop.killed()) {
      ended(stop);
      return;
    }
    if (rootReleased && tid == root) {
      // Not traced any more, but our child: it was stopped by job control.
      tell(listener::jobStopped);
      return;
    }
    var task = task(tid);
    task.stopped = false;
    if (rootEnded && everyCall) {
      tasks.remove(tid);
      boolean delivery = stop.event() == 0 && stop.signal() != Ptrace.SYSCALL_TRAP;
      ptrace.detach(tid, delivery ? stop.signal() : 0);
      return;
    }
    if (!task.known) {
      introduce(task);
    }
    switch (stop.event()) {
      case Ptrace.EVENT_SECCOMP -> enter(task);
      case Ptrace.EVENT_FORK, Ptrace.EVENT_VFORK, Ptrace.EVENT_CLONE -> {
        born((int) ptrace.eventMessage(tid), task, stop.event());
        ptrace.resume(tid, task.inCall || everyCall, 0);
      }
      case Ptrace.EVENT_EXEC -> executed(task);
      case Ptrace.EVENT_STOP -> stopped(task, stop.signal());
      default -> {
        if (stop.signal() == Ptrace.SYSCALL_TRAP) {
          atCall(task);
        } else {
          signalled(task, stop.signal());
        }
      }
    }
  }

  private void enter(Task task) throws SyscallException {
    ptrace.readInfo(task.tid);
    fill(task);
    if (readBefore.contains(task.number) && task.arch == machine.auditArch()) {
      tell(() -> listener.entering(task));
    }
    showChild(task, true);
    ptrace.resume(task.tid, true, 0);
  }

  /// A child made with CLONE_UNTRACED would have our filter and no tracer, which is an error at
  /// each of its calls. So the flag, which means nothing to anybody else, is taken away at the
  /// `entry` of clone(2) and given back at its end.
  private void showChild(Task task, boolean entry) throws SyscallException {
    if (everyCall || task.arch != machine.auditArch() || entry == task.hidesChild) {
      return;
    }
    var name = callName(task);
    boolean inMemory = name.equals("clone3");
    if (!inMemory && !name.equals("clone")) {
      return;
    }
    long flags = entry ? cloneFlags(task) : 0;
    if (entry && (flags & CLONE_UNTRACED) == 0) {
      return;
    }
    task.hidesChild = entry;
    if (inMemory) {
      flags = cloneFlags(task) ^ CLONE_UNTRACED;
      memory.write(task.tid, task.arguments[0], word(flags));
    } else if (entry || machine.argument(0) != machine.result()) {
      long shown = entry ? flags & ~CLONE_UNTRACED : task.arguments[0];
      ptrace.setRegisters(task.tid, ptrace.registers(task.tid).withArgument(0, shown));
    }
  }

  private MemorySegment word(long value) {
    scratch.set(JAVA_LONG, 0, value);
    return scratch;
  }

  private void fill(Task task) {
    task.arch = ptrace.infoArch();
    task.number = ptrace.infoNumber();
    for (int i = 0; i < 6; i++) {
      task.arguments[i] = ptrace.infoArgument(i);
    }
    task.inCall = true;
  }

  private void atCall(Task task) throws SyscallException {
    ptrace.readInfo(task.tid);
    switch (ptrace.infoOp()) {
      case Ptrace.OP_EXIT -> {
        if (task.inCall) {
          task.inCall = false;
          showChild(task, false);
          long result = ptrace.infoResult();
          tell(() -> listener.returned(task, result));
        }
        ptrace.resume(task.tid, everyCall, 0);
      }
      case Ptrace.OP_ENTRY -> {
        if (everyCall) {
          fill(task);
          if (readBefore.contains(task.number) && task.arch == machine.auditArch()) {
            tell(() -> listener.entering(task));
            if (released(task)) {
              return;
            }
          }
        }
        ptrace.resume(task.tid, true, 0);
      }
      default -> ptrace.resume(task.tid, true, 0);
    }
  }

  private void born(int child, Task parent, int event) {
    boolean thread = event == Ptrace.EVENT_CLONE && (cloneFlags(parent) & CLONE_THREAD) != 0;
    var end = early.remove(child);
    if (end != null && !tasks.containsKey(child)) {
      int process = thread ? parent.process : child;
      if (!end.told) {
        tell(() -> listener.started(child, process, parent.process));
        tell(() -> listener.ended(child, process, end.stop));
      }
      return;
    }
    var task = task(child);
    task.announced = true;
    task.process = thread ? parent.process : child;
    if (event == Ptrace.EVENT_VFORK && !task.letGo) {
      parent.inVfork = true;
      task.vforker = parent;
    }
    if (!task.known) {
      task.known = true;
      int process = task.process;
      tell(() -> listener.started(child, process, parent.process));
    }
  }

  /// A child can run ahead of the event by which its parent announces it. Who made it is asked of
  /// the kernel then, so that the listener hears of a task before it hears what the task does.
  private void introduce(Task task) {
    var status = status(task.tid);
    int process = number(status, "Tgid:");
    var maker = tasks.get(process == task.tid ? number(status, "PPid:") : process);
    if (process > 0 && maker != null) {
      task.known = true;
      task.process = process;
      tell(() -> listener.started(task.tid, process, maker.process));
    }
  }

  private String status(int tid) {
    var path = "/proc/" + tid + "/status";
    try {
      return new String(
          files.read(path.getBytes(StandardCharsets.US_ASCII), STATUS_SIZE),
          StandardCharsets.ISO_8859_1);
    } catch (SyscallException _) {
      return ""; // It is gone, or /proc is not there: its parent will announce it.
    }
  }

  private static int number(String status, String row) {
    return status
        .lines()
        .filter(line -> line.startsWith(row))
        .map(line -> Integer.parseInt(line.substring(row.length()).strip()))
        .findFirst()
        .orElse(0);
  }

  private long cloneFlags(Task parent) {
    var name = callName(parent);
    return name.equals("clone3")
        ? memory.word(parent.tid, parent.arguments[0])
        : parent.arguments[0];
  }

  private String callName(Task task) {
    return (task.arch == Machine.AUDIT_I386 ? SyscallTable.of("i386") : machine.calls())
        .name(task.number);
  }

  private void executed(Task task) throws SyscallException {
    int former = (int) ptrace.eventMessage(task.tid);
    if (former != task.tid) {
      // execve(2) by another thread: that thread takes over the id of its process.
      var caller = tasks.remove(former);
      if (caller != null) {
        task.arch = caller.arch;
        task.number = caller.number;
        System.arraycopy(caller.arguments, 0, task.arguments, 0, 6);
      }
    }
    tasks.values().removeIf(other -> other.process == task.process && other != task);
    task.inCall = false;
    task.letVforkerGo();
    tell(
        () -> {
          listener.returned(task, 0);
          listener.executed(task.process);
        });
    ptrace.resume(task.tid, everyCall, 0);
  }

  private void stopped(Task task, int signal) throws SyscallException {
    switch (signal) {
      case Signals.SIGSTOP, Signals.SIGTSTP, Signals.SIGTTIN, Signals.SIGTTOU -> {
        ptrace.listen(task.tid);
        task.stopped = true;
        if (allStopped()) {
          tell(listener::jobStopped);
        }
      }
      default -> ptrace.resume(task.tid, task.inCall || everyCall, 0);
    }
  }

  /// Whether the command stands still, by its terminal or by its own will, and all others of its
  /// process group too: one that still runs may be about to continue it.
  private boolean allStopped() throws SyscallException {
    var command = tasks.get(root);
    if (rootEnded || command == null || !still(command) || command.stoppedByStranger) {
      return false;
    }
    int group = Signals.group(root);
    for (var task : tasks.values()) {
      if (!still(task) && task.tid == task.process && Signals.group(task.tid) == group) {
        return false;
      }
    }
    return true;
  }

  /// Whether a task is stopped, or waits in vfork(2), where it cannot stop, for one that may be.
  private static boolean still(Task task) {
    return task.stopped || task.inVfork;
  }

  private void signalled(Task task, int signal) throws SyscallException {
    var detail = ptrace.signalDetail(task.tid);
    if (signal == Signals.SIGSTOP) {
      // A process outside that stops the command alone will continue it alone.
      task.stoppedByStranger = detail.code() <= 0 && !tasks.containsKey(detail.sender());
    } else if (signal == Signals.SIGTSTP
        || signal == Signals.SIGTTIN
        || signal == Signals.SIGTTOU) {
      task.stoppedByStranger = false;
    }
    tell(() -> listener.signalled(task, detail));
    ptrace.resume(task.tid, task.inCall || everyCall, signal);
  }

  private void ended(Ptrace.Stop stop) {
    var task = tasks.remove(stop.tid());
    int process = task == null ? stop.tid() : task.process;
    if (task != null) {
      task.letVforkerGo();
    }
    boolean known = task != null && task.known;
    if (task == null || !task.announced) {
      // It ran ahead of its parent's event: that event must not bring it to life again.
      early.put(stop.tid(), new EarlyEnd(stop, known));
    }
    if (known) {
      tell(() -> listener.ended(stop.tid(), process, stop));
    }
    if (stop.tid() == root) {
      rootEnded = true;
      listener.commandEnded(stop);
      releaseSurvivors();
    }
  }

  private record EarlyEnd(Ptrace.Stop stop, boolean told) {}

  private void releaseSurvivors() {
    if (everyCall) {
      for (var task : tasks.values()) {
        try {
          ptrace.interrupt(task.tid);
        } catch (SyscallException _) {
          // It is ending: there is nothing to release.
        }
      }
    }
  }

  /// A fault of the listener must not touch the command: from then on it runs unobserved.
  private void tell(Runnable event) {
    if (listening) {
      try {
        event.run();
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        listening = false;
        listenerFault = e;
        listener.failed(e);
      }
    }
  }

  private volatile @Nullable Throwable listenerFault;

  /// What stopped the listener, or null.
  public @Nullable Throwable listenerFault() {
    return listenerFault;
  }

  /// As if the listener had thrown `fault`.
  public void fail(Throwable fault) {
    tell(
        () -> {
          throw new IllegalStateException(fault);
        });
  }

  /// No more events; the command runs on.
  public void stopListening() {
    listening = false;
  }

  private Task task(int tid) {
    return tasks.computeIfAbsent(tid, id -> new Task(id, id));
  }
}
