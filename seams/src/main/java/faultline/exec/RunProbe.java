package faultline.exec;

import faultline.core.NotChecked;
import faultline.core.ProbeException;
import faultline.core.Report.Exit;
import faultline.formats.bytes.RawText;
import faultline.linux.Errno;
import faultline.linux.FileSystem;
import faultline.linux.SignalWatch;
import faultline.linux.Signals;
import faultline.linux.SyscallException;
import faultline.linux.Tracer;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs a command under the tracer, on the one thread that owns it, and collects what was seen when
/// the command has ended.
final class RunProbe implements WatchedRun {
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration FORWARD_AFTER = Duration.ofMillis(150);

  /// Signals that are passed on. The JVM keeps SIGQUIT and SIGUSR2 for itself.
  private static final List<String> PASSED_ON =
      List.of("INT", "TERM", "HUP", "USR1", "ALRM", "CONT", "TSTP", "WINCH");

  private static final List<String> ENDING = List.of("SIGINT", "SIGTERM", "SIGHUP");

  private final AtomicBoolean waitsLooked = new AtomicBoolean();
  private volatile @Nullable TraceProbe listener;
  private volatile @Nullable Tracer tracer;
  private volatile @Nullable ExecTrace trace;
  private volatile List<Integer> survivors = List.of();

  private final RecordProbe record;

  private RunProbe(RecordProbe record) {
    this.record = record;
  }

  static WatchedRun watch(ExecTarget.Run run) throws ProbeException {
    var probe = new RunProbe(RecordProbe.open(run.options().record(), run.command()));
    probe.hearSignals();
    var thread = new Thread(() -> probe.own(run), "tracer");
    thread.setDaemon(true);
    thread.start();
    probe.awaitEnd(run.options().timeout());
    probe.record.close();
    switch (probe.fault.get()) {
      case SyscallException e -> throw TraceProbe.refused(e);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {
        return probe;
      }
    }
  }

  /// Whether the kernel refused to let us trace, before the command had started, in a way that need
  /// not hold for strace. Where we are traced ourselves it holds for everybody.
  static boolean refused(ProbeException e) {
    if (!traced() && e.getCause() instanceof SyscallException refusal) {
      return refusal.errno() == Errno.EPERM || refusal.errno() == Errno.EACCES;
    }
    return false;
  }

  private static boolean traced() {
    try (var arena = Arena.ofConfined()) {
      var status =
          new ProcProbe(new FileSystem(arena)).text((int) ProcessHandle.current().pid(), "status");
      return !ProcProbe.field(status, "TracerPid").equals("0");
    }
  }

  private void awaitEnd(@Nullable Duration timeout) throws ProbeException {
    try {
      started.await();
      if (timeout == null || ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        ended.await();
        return;
      }
      lookAtWaits();
      endAll(Signals.SIGTERM);
      if (!ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        endAll(Signals.SIGKILL);
      }
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeException("interrupted while the command ran", e);
    }
  }

  /// A signal for the command must not end us. From a terminal the command gets it too; what was
  /// sent to us alone is passed on.
  private void hearSignals() {
    for (var name : PASSED_ON) {
      SignalWatch.on(name, this::heard);
    }
    // We stop when the command has stopped, not when the terminal tells its whole group to.
    for (int signal : List.of(Signals.SIGQUIT, Signals.SIGTTIN, Signals.SIGTTOU)) {
      Signals.ignore(signal);
    }
  }

  private void heard(int signal) {
    long now = System.nanoTime();
    try {
      started.await();
      var at = listener;
      var owner = tracer;
      if (at == null || owner == null || ended.getCount() == 0) {
        return;
      }
      if (ENDING.contains(Signals.name(signal))) {
        lookAtWaits();
      }
      Thread.sleep(FORWARD_AFTER.toMillis());
      // What cannot be watched is not asked whether it heard: a terminal tells it by itself.
      boolean heard =
          owner.released()
              ? signal != Signals.SIGTERM && signal != Signals.SIGHUP
              : at.heardByCommand(signal, now - FORWARD_AFTER.toNanos());
      if (!heard && ended.getCount() > 0) {
        Signals.send(owner.root(), signal);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (SyscallException _) {
      // It ended meanwhile.
    }
  }

  /// What each process waits for, asked once.
  private void lookAtWaits() {
    var at = listener;
    if (at == null || !waitsLooked.compareAndSet(false, true)) {
      return;
    }
    try (var arena = Arena.ofConfined()) {
      new WaitProbe(arena).look(at.alive(), () -> 0).forEach(at::offer);
    }
  }

  private void endAll(int signal) {
    var at = listener;
    if (at == null) {
      return;
    }
    for (int pid : at.alive()) {
      try {
        Signals.send(pid, signal);
      } catch (SyscallException _) {
        // It ended meanwhile.
      }
    }
  }

  private void own(ExecTarget.Run run) {
    try (var arena = Arena.ofConfined()) {
      var seen = new TraceProbe(arena, run.options(), record::write);
      var command = command(run);
      boolean everyCall =
          run.options().detachable()
              || run.directory() < 0
                  && programs(run).stream()
                      .filter(program -> seen.sample().executable(program))
                      .findFirst()
                      .filter(seen.privileges()::lostAt)
                      .isPresent();
      var owner = new Tracer(seen, everyCall);
      listener = seen;
      tracer = owner;
      seen.attach(owner, () -> finish(seen, owner), RunProbe::stopWithJob);
      int error = owner.start(command, TraceProbe.filter());
      started.countDown();
      if (error != 0) {
        seen.collector().ended(owner.root(), error == Errno.ENOENT ? 127 : 126);
        finish(seen, owner);
      }
      owner.trace();
    } catch (SyscallException | RuntimeException | Error e) {
      fault.set(e);
      carryOn(e);
    } finally {
      started.countDown();
      ended.countDown();
      gone.countDown();
    }
  }

  /// A fault of ours, not of the kernel: the command still runs to its end.
  private void carryOn(Throwable fault) {
    var owner = tracer;
    if (owner == null || owner.root() == 0 || fault instanceof SyscallException) {
      return;
    }
    owner.fail(fault);
    try {
      owner.trace();
      if (trace != null) {
        this.fault.set(null); // the report says it
      }
    } catch (SyscallException e) {
      fault.addSuppressed(e);
    }
  }

  private static Tracer.Command command(ExecTarget.Run run) {
    return new Tracer.Command(
        programs(run).stream().map(RawText::encode).toList(),
        run.command().stream().map(RawText::encode).toList(),
        run.environment().stream().map(RawText::encode).toList(),
        run.descriptors(),
        run.blockedSignals(),
        run.ignoredSignals(),
        run.openFiles(),
        run.directory());
  }

  /// Where execvp(3) looks for the command.
  private static List<String> programs(ExecTarget.Run run) {
    var name = run.command().getFirst();
    if (name.contains("/")) {
      return List.of(name);
    }
    var search = "/usr/local/bin:/bin:/usr/bin";
    for (var entry : run.environment()) {
      if (entry.startsWith("PATH=")) {
        search = entry.substring(5);
      }
    }
    var programs = new ArrayList<String>();
    for (var directory : search.split(":", -1)) {
      programs.add(directory.isEmpty() ? name : directory + "/" + name);
    }
    return programs;
  }

  /// The command has ended: what was seen becomes a value, others may live on. A fault of ours here
  /// must not hide how the command ended.
  private void finish(TraceProbe seen, Tracer owner) {
    var broken = owner.listenerFault();
    try {
      if (broken != null) {
        throw new IllegalStateException(broken);
      }
      seen.mergeOffers();
      var first =
          new ExecTrace(
              seen.collector().observations(), seen.notChecked(), List.of(), seen.effects());
      var looked = new SecondLookProbe(seen.sample(), seen.redaction()).look(first);
      trace = looked;
      record.finish(looked);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      trace =
          new ExecTrace(
              seen.collector().processEvents(),
              List.of(
                  new NotChecked(
                      "why the command failed",
                      "a fault of Faultline itself: " + e,
                      "report it, with the record of --record if there is one")),
              List.of(),
              seen.effects());
    } finally {
      Signals.obey(Signals.SIGTTOU); // the report waits for the terminal as any output does
      survivors = owner.alive();
      owner.stopListening();
      ended.countDown();
    }
  }

  /// The shell that started us must see its job stopped, as it would without us.
  private static void stopWithJob() {
    try {
      Signals.send((int) ProcessHandle.current().pid(), Signals.SIGSTOP);
    } catch (SyscallException _) {
      // Nobody is there to see it.
    }
  }

  @Override
  public ExecTrace trace() {
    var seen = trace;
    if (seen == null) {
      throw new IllegalStateException("the command has not ended");
    }
    return seen;
  }

  @Override
  public List<Integer> survivors() {
    return survivors;
  }

  @Override
  public void endAsItDid() {
    if (trace().exit() instanceof Exit.Signal(var _, int number)) {
      try {
        Signals.dieOf(number);
      } catch (SyscallException _) {
        // Then the exit code has to say it.
      }
    }
  }

  @Override
  public void awaitSurvivors() {
    try {
      gone.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
