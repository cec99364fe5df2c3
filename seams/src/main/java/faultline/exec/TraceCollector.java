package faultline.exec;

import faultline.exec.ExecObservation.Born;
import faultline.exec.ExecObservation.Ended;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Killed;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Success;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Keeps of a stream of events what can explain a failure, in bounded memory: each distinct failed
/// call once per process with a count, successes that end a search or open a file, whole lines of
/// messages, and the process tree. Both tracers feed it.
final class TraceCollector {
  /// Distinct failures kept of one process; the oldest go first, because causes stand near the end.
  private static final int FAILURES_PER_PROCESS = 20_000;

  /// Distinct failures kept of all processes. Beyond that those of processes that ended well go
  /// first, the oldest of them first: nobody failed because of them.
  private static final int FAILURES = 150_000;

  private static final int SUCCESSES_PER_PROCESS = 5_000;
  private static final int LINES_PER_PROCESS = 2_000;
  private static final int LINE_LENGTH = 4_000;

  private final Consumer<ExecObservation> sink;
  private final Map<Integer, State> processes = new LinkedHashMap<>();
  private final List<ExecObservation> others = new ArrayList<>();
  private long sequence;
  private long dropped;
  private int failures;
  private final Queue<Integer> endedWell = new ArrayDeque<>();

  private static final class Miss {
    private final Failure first;
    private int repeats = 1;
    private long lastSequence;
    private long lastMicros;

    Miss(Failure first) {
      this.first = first;
      lastSequence = first.sequence();
      lastMicros = first.micros();
    }

    Failure value() {
      return repeats == 1
          ? first
          : new Failure(
              first.pid(),
              first.sequence(),
              first.micros(),
              first.call(),
              first.path(),
              first.directory(),
              first.detail(),
              first.errno(),
              repeats,
              lastSequence,
              lastMicros - first.micros(),
              first.facts());
    }
  }

  private static final class State {
    private final LinkedHashMap<String, Miss> failures = new LinkedHashMap<>();
    private final LinkedHashMap<String, Success> successes = new LinkedHashMap<>();
    private final Map<String, Boolean> missedNames = new HashMap<>();
    private final Map<Message.Reach, StringBuilder> partial = new HashMap<>();
    private final Printed printed = new Printed();
    private int lines;
  }

  TraceCollector() {
    this(_ -> {});
  }

  /// `sink` gets everything that is kept, as soon as it is.
  TraceCollector(Consumer<ExecObservation> sink) {
    this.sink = sink;
  }

  private void keep(ExecObservation seen) {
    others.add(seen);
    sink.accept(seen);
  }

  /// The number of the next event.
  long next() {
    return ++sequence;
  }

  /// How many events were seen so far.
  long seen() {
    return sequence;
  }

  /// How many distinct failures did not fit.
  long dropped() {
    return dropped;
  }

  private State state(int pid) {
    return processes.computeIfAbsent(pid, _ -> new State());
  }

  void born(int pid, int parent) {
    state(pid);
    keep(new Born(pid, next(), parent));
  }

  void add(Started started) {
    state(started.pid());
    keep(started);
  }

  void add(ExecObservation other) {
    keep(other);
  }

  /// Whether this failure was already seen in this process; then it is only counted.
  boolean again(int pid, String call, String path, String errno, long micros) {
    var miss = state(pid).failures.get(key(call, path, errno));
    if (miss == null) {
      return false;
    }
    miss.repeats++;
    miss.lastSequence = next();
    miss.lastMicros = micros;
    return true;
  }

  /// `facts` are asked for only if the failure is kept.
  void failed(
      int pid,
      long micros,
      String call,
      String path,
      String directory,
      String detail,
      String errno,
      Supplier<List<Fact>> facts) {
    var state = state(pid);
    if (again(pid, call, path, errno, micros)) {
      return;
    }
    if (state.failures.size() >= FAILURES_PER_PROCESS
        || failures >= FAILURES && !makeRoom() && !state.failures.isEmpty()) {
      state.failures.pollFirstEntry();
      failures--;
      dropped++;
    }
    failures++;
    long number = next();
    var failure =
        new Failure(
            pid, number, micros, call, path, directory, detail, errno, 1, number, 0, facts.get());
    state.failures.put(key(call, path, errno), new Miss(failure));
    sink.accept(failure);
    if (!path.isEmpty()) {
      state.missedNames.put(Paths.baseName(path), true);
    }
  }

  /// Whether there was a process that ended well to forget.
  private boolean makeRoom() {
    while (failures >= FAILURES && !endedWell.isEmpty()) {
      var state = state(endedWell.remove());
      failures -= state.failures.size();
      dropped += state.failures.size();
      state.failures.clear();
      state.successes.clear();
      state.missedNames.clear();
    }
    return failures < FAILURES;
  }

  private static String key(String call, String path, String errno) {
    return call + '\0' + path + '\0' + errno;
  }

  /// Whether a success with this name would be kept.
  boolean wants(int pid, CallShape shape, String path) {
    return switch (shape.kind()) {
      case OPEN, EXECUTE, DIRECTORY, CREATE, RENAME, SOCKET, MOUNT -> true;
      case STATUS, ACCESS, READ_LINK -> state(pid).missedNames.containsKey(Paths.baseName(path));
      case WRITE, MEMORY, LOCK, REMOVE, ATTRIBUTE, PROCESS, PRIVILEGE, WATCH, DESCRIPTOR -> false;
    };
  }

  void succeeded(int pid, String call, String path, String directory, String detail) {
    var successes = state(pid).successes;
    // Where a name succeeded last is what ends a search for it.
    var key = call + '\0' + path;
    successes.remove(key);
    if (successes.size() >= SUCCESSES_PER_PROCESS) {
      successes.pollFirstEntry();
    }
    var success = new Success(pid, next(), call, path, directory, detail);
    successes.put(key, success);
    sink.accept(success);
  }

  /// A piece of text that `pid` wrote.
  void wrote(int pid, String text, Message.Reach reach) {
    var state = state(pid);
    var line = state.partial.computeIfAbsent(reach, _ -> new StringBuilder());
    int from = 0;
    while (true) {
      int end = text.indexOf('\n', from);
      if (end < 0) {
        append(line, text.substring(from));
        return;
      }
      append(line, text.substring(from, end));
      flush(pid, state, reach, line);
      from = end + 1;
    }
  }

  /// A piece of text that `pid` wrote to its standard output, of a program that complains there.
  void printed(int pid, String text) {
    state(pid).printed.add(text);
  }

  private static void append(StringBuilder line, String text) {
    int room = LINE_LENGTH - line.length();
    if (room > 0) {
      line.append(text, 0, Math.min(room, text.length()));
    }
  }

  private void flush(int pid, State state, Message.Reach reach, StringBuilder line) {
    if (!line.toString().isBlank() && state.lines++ < LINES_PER_PROCESS) {
      keep(new Message(pid, next(), plain(line), reach));
    }
    line.setLength(0);
  }

  /// Without terminal control sequences.
  private static String plain(CharSequence line) {
    var out = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == 0x1b && i + 1 < line.length() && line.charAt(i + 1) == '[') {
        i += 2;
        while (i < line.length() && (line.charAt(i) < '@' || line.charAt(i) > '~')) {
          i++;
        }
      } else if (c >= ' ' || c == '\t') {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void flushAll(int pid) {
    var state = state(pid);
    state.partial.forEach((reach, line) -> flush(pid, state, reach, line));
  }

  private void complain(int pid) {
    var state = state(pid);
    for (var line : state.printed.complaints()) {
      if (state.lines++ < LINES_PER_PROCESS) {
        keep(new Message(pid, next(), plain(line), Message.Reach.CAPTURED));
      }
    }
  }

  void ended(int pid, int code) {
    flushAll(pid);
    if (code == 0) {
      endedWell.add(pid);
    } else {
      complain(pid);
    }
    keep(new Ended(pid, next(), code));
  }

  void killed(Killed killed) {
    flushAll(killed.pid());
    complain(killed.pid());
    keep(killed);
  }

  /// Drops all that only explains: what is left is how processes begin and end.
  void forget() {
    processes.clear();
    endedWell.clear();
    failures = 0;
    var kept = processEvents();
    others.clear();
    others.addAll(kept);
  }

  /// Only how processes began and ended.
  List<ExecObservation> processEvents() {
    return others.stream()
        .filter(seen -> seen instanceof Born || seen instanceof Ended || seen instanceof Killed)
        .toList();
  }

  /// Everything kept so far, in order.
  List<ExecObservation> observations() {
    processes.keySet().forEach(this::flushAll);
    var all = new ArrayList<>(others);
    for (var state : processes.values()) {
      state.failures.values().forEach(miss -> all.add(miss.value()));
      all.addAll(state.successes.values());
    }
    all.sort(Comparator.comparingLong(ExecObservation::sequence));
    return all;
  }
}
