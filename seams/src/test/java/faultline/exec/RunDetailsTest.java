package faultline.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.core.Details;
import faultline.core.Value;
import faultline.exec.ExecObservation.Born;
import faultline.exec.ExecObservation.Ended;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A run of 500 processes, the last of which misses a file, says so, and fails the whole.
class RunDetailsTest {
  private static final int PROCESSES = 500;
  private static final int LAST = 100 + PROCESSES;

  private static ExecTrace trace() {
    List<ExecObservation> seen = new ArrayList<>();
    long at = 1;
    seen.add(new Born(100, at++, 0));
    seen.add(started(100, at++, "make"));
    for (int pid = 101; pid <= LAST; pid++) {
      seen.add(new Born(pid, at++, 100));
      seen.add(started(pid, at++, "cat"));
      for (String path : List.of("/etc/ld.so.preload", "/x/" + pid)) {
        seen.add(
            new Failure(
                pid,
                at,
                at * 10,
                "openat",
                path,
                "/",
                "O_RDONLY",
                "ENOENT",
                1,
                at++,
                0,
                List.of()));
      }
      if (pid == LAST) {
        seen.add(
            new Message(pid, at++, "cat: /x/" + pid + ": No such file", Message.Reach.VISIBLE));
      }
      seen.add(new Ended(pid, at++, pid == LAST ? 1 : 0));
    }
    seen.add(new Ended(100, at, 2));
    return new ExecTrace(seen, List.of(), List.of(), List.of());
  }

  private static Started started(int pid, long at, String name) {
    return new Started(
        pid,
        at,
        "/bin/" + name,
        List.of(name, "x".repeat(1000)),
        "/bin/" + name,
        "/",
        List.of(),
        false);
  }

  private static List<Details> list(Details details, String name) {
    return details.get(name) instanceof Value.Many(var values)
        ? values.stream().map(Details.class::cast).toList()
        : List.of();
  }

  @Test
  void whatMatteredIsKeptAndTheRestIsCounted() {
    Details details = trace().details();
    List<Details> processes = list(details, "processes");
    List<Details> failures = list(details, "failures");
    assertEquals(200, processes.size());
    assertEquals(new Value.Whole(PROCESSES + 1 - 200), details.get("processesLeftOut"));
    assertEquals(200, failures.size());
    assertEquals(new Value.Whole(2 * PROCESSES - 200), details.get("failuresLeftOut"));
    Details last = processes.getLast();
    assertEquals(new Value.Whole(LAST), last.get("pid"));
    assertEquals(new Value.Whole(100), last.get("parent"));
    assertEquals("1", last.textOf("exit"));
    assertEquals("make", Paths.baseName(processes.getFirst().textOf("exe")));
    assertEquals("/x/" + LAST, failures.getLast().textOf("path"));
    assertEquals("ENOENT", failures.getLast().textOf("errno"));
    assertTrue(last.get("argv").toString().length() < 600, "arguments are shortened");
  }

  @Test
  void nothingSeenIsNothingSaid() {
    var empty = new ExecTrace(List.of(), List.of(), List.of(), List.of());
    assertEquals(Details.NONE, empty.details());
  }
}
