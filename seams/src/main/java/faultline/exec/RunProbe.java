package faultline.exec;

import faultline.core.ProbeException;
import faultline.formats.bytes.RawText;
import faultline.linux.Errno;
import faultline.linux.Signals;
import faultline.linux.SyscallException;
import faultline.linux.Tracer;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs a command under the tracer, on the one thread that owns it, and collects what was seen when
/// the command has ended.
final class RunProbe implements WatchedRun {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
  private volatile @Nullable ExecTrace trace;
  private volatile List<Integer> survivors = List.of();

  private final RecordProbe record;

  private RunProbe(RecordProbe record) {
    this.record = record;
  }

  static WatchedRun watch(ExecTarget.Run run) throws ProbeException {
    var probe = new RunProbe(RecordProbe.open(run.options().record(), run.command()));
    var thread = new Thread(() -> probe.own(run), "tracer");
    thread.setDaemon(true);
    thread.start();
    try {
      probe.ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeException("interrupted while the command ran", e);
    }
    switch (probe.fault.get()) {
      case SyscallException e -> throw TraceProbe.refused(e);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {
        probe.record.close();
        return probe;
      }
    }
  }

  private void own(ExecTarget.Run run) {
    try (var arena = Arena.ofConfined()) {
      var listener = new TraceProbe(arena, run.options().redact(), record::write);
      var tracer = new Tracer(listener, run.options().detachable());
      listener.attach(tracer, () -> finish(listener, tracer), RunProbe::stopWithJob);
      int error = tracer.start(command(run), TraceProbe.filter());
      if (error != 0) {
        listener.collector().ended(tracer.root(), error == Errno.ENOENT ? 127 : 126);
        finish(listener, tracer);
      }
      tracer.trace();
    } catch (SyscallException | RuntimeException | Error e) {
      fault.set(e);
    } finally {
      ended.countDown();
      gone.countDown();
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

  /// The command has ended: what was seen becomes a value, others may live on.
  private void finish(TraceProbe listener, Tracer tracer) {
    try {
      var seen =
          new ExecTrace(
              listener.collector().observations(),
              listener.notChecked(),
              List.of(),
              listener.effects());
      var looked = new SecondLookProbe(listener.sample()).look(seen);
      trace = looked;
      record.finish(looked);
      survivors = tracer.alive();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      fault.set(e);
    } finally {
      tracer.stopListening();
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
  public void awaitSurvivors() {
    try {
      gone.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
