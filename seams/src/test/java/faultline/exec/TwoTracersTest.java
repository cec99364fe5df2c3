package faultline.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import faultline.core.ProbeException;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecTarget.Options;
import faultline.exec.ExecTarget.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our tracer and strace watch the same programs: they must see the same failures, the same
/// programs started, the same ends and the same messages.
class TwoTracersTest {
  static ExecTrace watch(Tracer tracer, String script) throws ProbeException {
    return watch(tracer, List.of("/bin/sh", "-c", script));
  }

  static ExecTrace watch(Tracer tracer, List<String> command) throws ProbeException {
    var environment = List.of("PATH=/usr/bin:/bin", "HOME=/nonexistent", "LC_ALL=C");
    var options = new Options(tracer, null, false, true, null, false);
    var run = new ExecTarget.Run(command, environment, List.of(0, 1, 2), -1, 0, 0, -1, options);
    var watched = new ExecSeam().watch(run);
    watched.awaitSurvivors();
    return watched.trace();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat /no/such/file 2>/dev/null; exit 4",
        "cd /no/such/folder 2>/dev/null || ./missing-program 2>/dev/null; exit 5",
        "for i in 1 2 3; do test -e /absent$i; mkdir /proc/x$i 2>/dev/null; done; kill -TERM $$",
        "echo problem >/dev/null; ls /absent-a /absent-b 2>/dev/null | cat; false",
        "/usr/bin/python3 -c 'import json, socket; open(\"/absent/file\")' 2>/dev/null",
        "(cat /absent1; cat /absent2 & wait; exit 3) 2>/dev/null",
      })
  void seeTheSame(String script) throws ProbeException {
    var ours = watch(Tracer.PTRACE, script);
    var theirs = watch(Tracer.STRACE, script);
    assertFalse(failures(ours).isEmpty());
    assertEquals(failures(theirs), failures(ours));
    assertEquals(programs(theirs), programs(ours));
    assertEquals(theirs.exit(), ours.exit());
    assertEquals(ends(theirs), ends(ours));
  }

  private static List<String> failures(ExecTrace trace) {
    var seen = new ArrayList<String>();
    for (var process : trace.processes()) {
      for (Failure failure : process.failures()) {
        seen.add(
            failure.call() + " " + failure.path() + " " + failure.errno() + " " + failure.detail());
      }
    }
    seen.sort(null);
    return seen;
  }

  private static List<String> programs(ExecTrace trace) {
    return trace
        .of(ExecObservation.Started.class)
        .map(started -> started.path() + " " + started.arguments())
        .sorted()
        .toList();
  }

  private static TreeMap<String, Integer> ends(ExecTrace trace) {
    var ends = new TreeMap<String, Integer>();
    for (var process : trace.processes()) {
      if (process.end() != null) {
        ends.merge(process.end().quote().replaceAll(" \\(.*|, .*", ""), 1, Integer::sum);
      }
    }
    return ends;
  }
}
