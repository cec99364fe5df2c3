package faultline.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.linux.SeccompFilter.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The tracer on real programs: what it tells, and that they do not notice.
class TracerTest {
  private static final List<String> WATCHED = List.of("execve", "openat", "newfstatat", "chdir");

  private static class Told implements Tracer.Listener {
    private final List<String> failures = new ArrayList<>();
    final Map<Integer, Integer> parents = new TreeMap<>();
    final List<Integer> strangers = new ArrayList<>();
    final Set<Integer> living = new TreeSet<>();
    private int executed;
    private int ended;
    int code = -1;
    final Tracer tracer;

    Told(boolean everyCall) {
      tracer = new Tracer(this, everyCall);
    }

    @Override
    public void started(int tid, int process, int parent) {
      parents.put(tid, parent);
      living.add(tid);
    }

    @Override
    public void entering(Tracer.Task task) {}

    @Override
    public void returned(Tracer.Task task, long result) {
      var name = Machine.current().calls().name(task.number());
      if (result < 0 && WATCHED.contains(name)) {
        int index = name.equals("openat") || name.equals("newfstatat") ? 1 : 0;
        var path = new String(tracer.memory().text(task.tid(), task.argument(index), 4096), UTF_8);
        failures.add(name + " " + path + " " + Errno.name((int) -result));
      }
    }

    @Override
    public void executed(int process) {
      executed++;
      if (process != tracer.root() && !parents.containsKey(process)) {
        strangers.add(process);
      }
    }

    @Override
    public void signalled(Tracer.Task task, Ptrace.SignalDetail signal) {}

    @Override
    public void ended(int tid, int process, Ptrace.Stop how) {
      ended++;
      living.remove(tid);
    }

    @Override
    public void commandEnded(Ptrace.Stop how) {
      code = how.exited() ? how.exitCode() : 128 + how.fatalSignal();
    }

    @Override
    public void jobStopped() {}
  }

  private static Told run(boolean everyCall, String... words) throws SyscallException {
    var told = new Told(everyCall);
    var arguments = new ArrayList<byte[]>();
    for (var word : words) {
      arguments.add(word.getBytes(UTF_8));
    }
    var watches = WATCHED.stream().map(name -> new Watch(name, List.of())).toList();
    int error =
        told.tracer.start(
            new Tracer.Command(
                List.of(arguments.getFirst()),
                arguments,
                List.of("PATH=/usr/bin:/bin".getBytes(UTF_8)),
                List.of(0, 1, 2),
                0,
                0,
                -1,
                -1),
            SeccompFilter.program(Machine.current(), watches));
    assertEquals(0, error);
    told.tracer.trace();
    return told;
  }

  @Test
  void keepsTheExitCode() throws SyscallException {
    assertEquals(7, run(false, "/bin/sh", "-c", "exit 7").code);
    assertEquals(7, run(true, "/bin/sh", "-c", "exit 7").code);
  }

  @Test
  void keepsTheSignalThatKilled() throws SyscallException {
    assertEquals(128 + Signals.SIGTERM, run(false, "/bin/sh", "-c", "kill -TERM $$").code);
  }

  @Test
  void tellsAFailedCallWithItsPath() throws SyscallException {
    var told = run(false, "/bin/sh", "-c", "cd /no/such/folder; exit 0");
    assertTrue(told.failures.contains("chdir /no/such/folder ENOENT"), told.failures::toString);
  }

  @Test
  void seesTheSameWithAndWithoutAFilter() throws SyscallException {
    var script = "cat /no/such/file 2>/dev/null; ./no-such-program 2>/dev/null; exit 3";
    assertEquals(
        run(true, "/bin/sh", "-c", script).failures, run(false, "/bin/sh", "-c", script).failures);
  }

  @Test
  void followsManyShortLivedChildren() throws SyscallException {
    var told =
        run(false, "/bin/sh", "-c", "i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i+1)); done");
    assertEquals(0, told.code);
    assertEquals(301, told.executed);
    assertEquals(301, told.ended);
    assertEquals(300, told.parents.size());
  }

  @Test
  void tellsOfAProcessBeforeItTellsWhatItDoes() throws SyscallException {
    var told =
        run(
            false,
            "/bin/sh",
            "-c",
            "i=0; while [ $i -lt 80 ]; do (/bin/true; /bin/true; :) & i=$((i+1)); done; wait");
    assertEquals(0, told.code);
    assertEquals(List.of(), told.strangers);
    assertEquals(Set.of(), told.living);
    assertEquals(240, told.parents.size());
  }

  @Test
  void saysWhyNoProgramStarted() throws SyscallException {
    var told = new Told(false);
    int error =
        told.tracer.start(
            new Tracer.Command(
                List.of("/no/such/program".getBytes(UTF_8)),
                List.of("program".getBytes(UTF_8)),
                List.of(),
                List.of(0, 1, 2),
                0,
                0,
                -1,
                -1),
            SeccompFilter.program(Machine.current(), List.of(new Watch("execve", List.of()))));
    assertEquals(Errno.ENOENT, error);
    told.tracer.trace();
  }

  @Test
  void aFaultOfTheListenerDoesNotTouchTheCommand() throws SyscallException {
    var told =
        new Told(false) {
          @Override
          public void executed(int process) {
            throw new IllegalStateException("a fault");
          }
        };
    int error =
        told.tracer.start(
            new Tracer.Command(
                List.of("/bin/sh".getBytes(UTF_8)),
                List.of(
                    "sh".getBytes(UTF_8),
                    "-c".getBytes(UTF_8),
                    "/bin/true; exit 5".getBytes(UTF_8)),
                List.of(),
                List.of(0, 1, 2),
                0,
                0,
                -1,
                -1),
            SeccompFilter.program(Machine.current(), List.of(new Watch("execve", List.of()))));
    assertEquals(0, error);
    told.tracer.trace();
    assertEquals(5, told.code);
    assertTrue(told.tracer.listenerFault() instanceof IllegalStateException);
  }
}
