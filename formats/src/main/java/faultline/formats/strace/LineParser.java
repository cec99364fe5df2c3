package faultline.formats.strace;

import faultline.formats.bytes.RawText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns lines into events, and remembers the calls that have begun and not ended.
final class LineParser {
  private static final byte[] RESUMED = Scan.ascii(" resumed>");
  private static final byte[] INTERRUPTED = Scan.ascii("<... ");
  private static final byte[] PID_CHANGED = Scan.ascii("<pid changed to ");
  private static final byte[] TRACER_FAILED = Scan.ascii("<ptrace(");
  private static final byte[] DETACHED = Scan.ascii("<detached ...>");
  private static final byte[] EXIT_MARK = Scan.ascii("+++ ");
  private static final byte[] EXIT_END = Scan.ascii(" +++");
  private static final byte[] SIGNAL_MARK = Scan.ascii("--- ");
  private static final byte[] SIGNAL_END = Scan.ascii(" ---");
  private static final byte[] EXITED = Scan.ascii("exited with ");
  private static final byte[] KILLED = Scan.ascii("killed by ");
  private static final byte[] SUPERSEDED = Scan.ascii("superseded by execve in pid ");
  private static final byte[] STOPPED = Scan.ascii("stopped by ");
  private static final byte[] CORE_DUMPED = Scan.ascii("(core dumped)");
  private static final byte[] STRACE = Scan.ascii("strace: ");
  private static final byte[] PROCESS = Scan.ascii("strace: Process ");
  private static final byte[] ATTACHED = Scan.ascii(" attached");
  private static final byte[] PERSONALITY = Scan.ascii("[ Process PID=");
  private static final byte[] SUMMARY = Scan.ascii("% time ");
  private static final byte[] TOTAL = Scan.ascii(" total");
  private static final byte[] NOTHING = {};
  private static final Result NOT_RETURNED = new Result.NotReturned("");

  /// A call that has begun. `movedTo` is the thread that will end it, where the log already says
  /// so.
  private static final class Pending {
    final Origin began;
    final String name;
    final byte[] text;
    final boolean whole;
    final int movedTo;

    Pending(Origin began, String name, byte[] text, boolean whole, int movedTo) {
      this.began = began;
      this.name = name;
      this.text = text;
      this.whole = whole;
      this.movedTo = movedTo;
    }
  }

  private final Consumer<? super StraceEvent> events;
  private final Names names = new Names();
  private final Leader leader = new Leader();
  private final ResultParser results = new ResultParser(names);
  private final Map<Integer, Pending> pending = new HashMap<>();
  private final Set<Integer> alive = new HashSet<>();

  /// The thread of lines that do not say whose they are.
  private int silentTid;

  private boolean silentIsFixed;
  private boolean sawSilent;
  private int lastTid;
  private boolean inSummary;

  /// The beginning of a line that something else broke into: a message of strace, or output of the
  /// program.
  private byte @Nullable [] broken;

  private Origin brokenAt = new Origin(0, 0, 0, Stamp.NONE);

  LineParser(Consumer<? super StraceEvent> events) {
    this.events = events;
  }

  /// From here on, lines that do not say whose they are belong to `tid`.
  void belongTo(int tid) {
    giveUpBroken();
    silentTid = tid;
    silentIsFixed = true;
    alive.clear();
    inSummary = false;
  }

  /// Reads one line, without the character that ends it.
  void line(byte[] b, int from, int lineEnd, long offset, long number) {
    int end = lineEnd > from && b[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    var text = broken;
    if (text != null && continues(b, from, end)) {
      broken = null;
      var joined = join(text, text.length, b, from, end);
      line(joined, 0, joined.length, brokenAt.offset(), brokenAt.line());
      return;
    }
    if (end == from || aside(b, from, end, offset, number)) {
      return;
    }
    int at = leader.read(b, from, end);
    int tid = leader.tid != 0 ? leader.tid : silentTid();
    if (leader.tid != 0) {
      alive.add(tid);
    }
    var origin = new Origin(offset, number, tid, leader.time);
    lastTid = tid;
    if (!event(b, from, at, end, origin)) {
      emit(new StraceEvent.Unrecognised(origin, RawText.decode(b, from, end - from)));
    }
  }

  /// The log has ended: what has begun will not end.
  void end() {
    giveUpBroken();
    var left = new ArrayList<>(pending.entrySet());
    left.sort(Comparator.comparingLong(entry -> entry.getValue().began.line()));
    pending.clear();
    for (var entry : left) {
      var call = entry.getValue();
      notReturned(call, call.began);
    }
  }

  /// Whose a line is that does not say so. On a terminal the first process has no id until it has
  /// company, and whoever is left alone at the end has none again.
  private int silentTid() {
    if (!silentIsFixed && !(sawSilent && silentTid == 0) && alive.size() == 1) {
      return alive.iterator().next();
    }
    sawSilent = true;
    return silentTid;
  }

  private void emit(StraceEvent event) {
    if (!(event instanceof StraceEvent.Unrecognised)) {
      giveUpBroken();
    }
    events.accept(event);
  }

  private boolean continues(byte[] b, int from, int end) {
    return from < end
        && (b[from] == ')'
            || b[from] == ','
            || Scan.startsWith(b, Scan.skipSpaces(b, from, end), end, Scan.UNFINISHED));
  }

  private void giveUpBroken() {
    var text = broken;
    if (text != null) {
      broken = null;
      events.accept(new StraceEvent.Unrecognised(brokenAt, RawText.decode(text)));
    }
  }

  private static byte[] join(byte[] first, int size, byte[] b, int from, int end) {
    var joined = Arrays.copyOf(first, size + end - from);
    System.arraycopy(b, from, joined, size, end - from);
    return joined;
  }

  /// Lines that are no events of a thread: stacks, dumps, messages, the summary.
  private boolean aside(byte[] b, int from, int end, long offset, long number) {
    byte first = b[from];
    if (inSummary) {
      inSummary = !Scan.endsWith(b, from, end, TOTAL);
      emit(new StraceEvent.Remark(origin(offset, number), text(b, from, end)));
      return true;
    }
    if (first == ' ' && end - from > 2 && b[from + 2] == ' ') {
      return switch (b[from + 1]) {
        case '>' -> {
          emit(new StraceEvent.Frame(origin(offset, number), text(b, from + 3, end)));
          yield true;
        }
        case '|', '*', '=' -> {
          emit(new StraceEvent.Dump(origin(offset, number), text(b, from + 3, end)));
          yield true;
        }
        default -> false;
      };
    }
    if (first == '%' && Scan.startsWith(b, from, end, SUMMARY)) {
      inSummary = true;
      emit(new StraceEvent.Remark(origin(offset, number), text(b, from, end)));
      return true;
    }
    return b[end - 1] == 'd'
        && Scan.endsWith(b, from, end, ATTACHED)
        && attached(b, from, end, offset, number);
  }

  /// `strace: Process N attached`, which may stand in the middle of a line that goes on on the next
  /// one.
  private boolean attached(byte[] b, int from, int end, long offset, long number) {
    int message = Scan.indexOf(b, from, end, PROCESS);
    if (message == Scan.NOT_FOUND) {
      return false;
    }
    int digits = message + PROCESS.length;
    int after = Digits.after(b, digits, end);
    if (after == digits || after != end - ATTACHED.length) {
      return false;
    }
    int tid = (int) Digits.decimal(b, digits, after);
    alive.add(tid);
    emit(new StraceEvent.Attached(origin(offset, number), tid));
    message = withoutPath(b, from, message);
    if (message > from) {
      leader.read(b, from, message);
      sawSilent |= leader.tid == 0;
      hold(b, from, message, new Origin(offset, number, leader.tid, leader.time));
    }
    return true;
  }

  /// Where a message of strace begins: it names itself as it was started, mostly without a path, as
  /// in `/usr/bin/strace: Process 7 attached`.
  private static int withoutPath(byte[] b, int from, int name) {
    int first = name;
    for (int i = name - 1; i >= from && b[i] != ' ' && b[i] != ','; i--) {
      if (b[i] == '/') {
        first = i;
      }
    }
    while (first < name && first > from && b[first - 1] == '.') {
      first--;
    }
    return b[Math.max(from, name - 1)] == '/' ? first : name;
  }

  private void hold(byte[] b, int from, int end, Origin origin) {
    giveUpBroken();
    broken = Arrays.copyOfRange(b, from, end);
    brokenAt = origin;
  }

  private Origin origin(long offset, long number) {
    return new Origin(offset, number, lastTid, Stamp.NONE);
  }

  private static String text(byte[] b, int at, int end) {
    return RawText.decode(b, at, end - at);
  }

  private boolean event(byte[] b, int from, int at, int end, Origin origin) {
    if (at >= end) {
      return false;
    }
    return switch (b[at]) {
      case '+' -> ended(b, at, end, origin);
      case '-' -> signal(b, at, end, origin);
      case '<' -> resumed(b, at, end, origin);
      case '[' -> personality(b, at, end, origin);
      default -> call(b, from, at, end, origin);
    };
  }

  private boolean personality(byte[] b, int at, int end, Origin origin) {
    if (!Scan.startsWith(b, at, end, PERSONALITY)) {
      return false;
    }
    emit(new StraceEvent.Remark(origin, text(b, at, end)));
    return true;
  }

  private boolean ended(byte[] b, int from, int end, Origin origin) {
    if (!Scan.startsWith(b, from, end, EXIT_MARK) || !Scan.endsWith(b, from, end, EXIT_END)) {
      return false;
    }
    int at = from + EXIT_MARK.length;
    int stop = Math.max(at, end - EXIT_END.length);
    if (Scan.startsWith(b, at, stop, EXITED)) {
      int digits = at + EXITED.length;
      if (digits == stop || Digits.after(b, digits, stop) != stop) {
        return false;
      }
      over(origin);
      emit(new StraceEvent.Exited(origin, (int) Digits.decimal(b, digits, stop)));
      return true;
    }
    if (Scan.startsWith(b, at, stop, KILLED)) {
      int name = at + KILLED.length;
      int after = afterName(b, name, stop);
      if (after == name) {
        return false;
      }
      over(origin);
      boolean core = Scan.endsWith(b, after, stop, CORE_DUMPED);
      emit(new StraceEvent.Killed(origin, names.of(b, name, after), core));
      return true;
    }
    if (Scan.startsWith(b, at, stop, SUPERSEDED)) {
      int digits = at + SUPERSEDED.length;
      if (digits == stop || Digits.after(b, digits, stop) != stop) {
        return false;
      }
      superseded(origin, (int) Digits.decimal(b, digits, stop));
      return true;
    }
    return false;
  }

  /// The thread is gone, and with it the call it was in.
  private void over(Origin origin) {
    alive.remove(origin.tid());
    var call = pending.remove(origin.tid());
    if (call != null) {
      notReturned(call, origin);
    }
  }

  private void superseded(Origin origin, int by) {
    var own = pending.remove(origin.tid());
    if (own != null) {
      notReturned(own, origin);
    }
    alive.remove(by);
    var execve = pending.remove(by);
    if (execve != null) {
      pending.put(origin.tid(), execve);
    }
    emit(new StraceEvent.Superseded(origin, by));
  }

  private void notReturned(Pending call, Origin at) {
    emit(
        new StraceEvent.Call(
            at, call.began, call.name, new Arguments(call.text, false), NOT_RETURNED, false, -1));
  }

  private boolean signal(byte[] b, int from, int end, Origin origin) {
    if (!Scan.startsWith(b, from, end, SIGNAL_MARK) || !Scan.endsWith(b, from, end, SIGNAL_END)) {
      return false;
    }
    int at = from + SIGNAL_MARK.length;
    int stop = Math.max(at, end - SIGNAL_END.length);
    boolean stopped = Scan.startsWith(b, at, stop, STOPPED);
    at = stopped ? at + STOPPED.length : at;
    int after = afterName(b, at, stop);
    if (after == at) {
      return false;
    }
    var info = Arrays.copyOfRange(b, Math.min(stop, after + 1), stop);
    emit(
        new StraceEvent.Signal(origin, names.of(b, at, after), new Arguments(info, true), stopped));
    return true;
  }

  private static int afterName(byte[] b, int at, int end) {
    int i = at;
    while (i < end && (Scan.isWord(b[i]) || b[i] == '?' || b[i] == '+')) {
      i++;
    }
    return i;
  }

  /// `<... NAME resumed>REST`
  private boolean resumed(byte[] b, int from, int end, Origin origin) {
    if (!Scan.startsWith(b, from, end, INTERRUPTED)) {
      return false;
    }
    int name = from + INTERRUPTED.length;
    int after = afterName(b, name, end);
    if (after == name || !Scan.startsWith(b, after, end, RESUMED)) {
      return false;
    }
    int rest = after + RESUMED.length;
    var call = takePending(origin.tid(), names.of(b, name, after));
    if (call == null) {
      call = new Pending(origin, names.of(b, name, after), NOTHING, false, 0);
    }
    var text = join(call.text, call.text.length, b, rest, end);
    if (finish(call.name, call.began, call.whole, text, 0, text.length, origin)) {
      return true;
    }
    // Of a call that was found, at least the beginning is true.
    if (call.whole) {
      notReturned(call, call.began);
    }
    return false;
  }

  private @Nullable Pending takePending(int tid, String name) {
    var own = pending.get(tid);
    if (own != null && own.name.equals(name)) {
      pending.remove(tid);
      return own;
    }
    var moved = moved(tid, name);
    if (own != null) {
      pending.remove(tid);
      notReturned(own, own.began);
    }
    return moved;
  }

  /// A call that began under another thread id: an `execve` that made its thread the first of the
  /// process, or one from before lines said whose they are.
  private @Nullable Pending moved(int tid, String name) {
    Map.Entry<Integer, Pending> found = null;
    int candidates = 0;
    for (var entry : pending.entrySet()) {
      var call = entry.getValue();
      if (!call.name.equals(name)) {
        continue;
      }
      if (call.movedTo == tid || entry.getKey() == 0) {
        found = entry;
        candidates = 1;
        break;
      }
      if (name.startsWith("execve") && call.movedTo == 0) {
        found = entry;
        candidates++;
      }
    }
    if (found == null || candidates != 1) {
      return null;
    }
    if (found.getKey() == 0) {
      silentTid = tid;
    }
    var call = found.getValue();
    pending.remove(found.getKey());
    return call;
  }

  private boolean call(byte[] b, int from, int at, int end, Origin origin) {
    int open = afterName(b, at, end);
    if (open == at || open >= end || b[open] != '(') {
      return remark(b, at, end, origin);
    }
    var name = names.of(b, at, open);
    if (finish(name, origin, true, b, open + 1, end, origin)) {
      return true;
    }
    if (Scan.closing(b, open + 1, end) == Scan.NOT_FOUND) {
      hold(b, from, end, origin);
      return true;
    }
    return false;
  }

  private boolean remark(byte[] b, int at, int end, Origin origin) {
    int name = b[at] == '/' || b[at] == '.' ? Scan.indexOf(b, at, end, STRACE) : at;
    if (name == Scan.NOT_FOUND
        || withoutPath(b, at, name) != at
        || !Scan.startsWith(b, name, end, STRACE)) {
      return false;
    }
    emit(new StraceEvent.Remark(origin, text(b, name + STRACE.length, end)));
    return true;
  }

  /// Reads arguments and result, or the mark that the rest comes later.
  private boolean finish(
      String name, Origin began, boolean whole, byte[] b, int from, int end, Origin origin) {
    int close = Scan.closing(b, from, end);
    if (close == Scan.NOT_FOUND) {
      return interrupted(name, began, whole, b, from, end);
    }
    var result = results.read(b, close + 1, end);
    if (result == null) {
      return false;
    }
    int stop = withoutMark(b, from, close);
    var earlier = pending.isEmpty() ? null : pending.remove(origin.tid());
    if (earlier != null) {
      notReturned(earlier, earlier.began);
    }
    emit(
        new StraceEvent.Call(
            origin,
            began,
            name,
            new Arguments(Arrays.copyOfRange(b, from, stop), whole),
            result,
            results.injected,
            results.nanos));
    return true;
  }

  /// A process that died in a call has both: `read(3, <unfinished ...>) = ?`.
  private static int withoutMark(byte[] b, int from, int close) {
    int stop = close;
    if (Scan.endsWith(b, from, close, Scan.UNFINISHED)) {
      stop = close - Scan.UNFINISHED.length;
    }
    while (stop > from && b[stop - 1] == ' ') {
      stop--;
    }
    return stop;
  }

  private boolean interrupted(
      String name, Origin began, boolean whole, byte[] b, int from, int end) {
    int mark = lastMark(b, from, end);
    if (mark == Scan.NOT_FOUND) {
      return false;
    }
    int movedTo = 0;
    if (Scan.startsWith(b, mark, end, PID_CHANGED)) {
      int digits = mark + PID_CHANGED.length;
      movedTo = (int) Digits.decimal(b, digits, Digits.after(b, digits, end));
    }
    int stop = mark;
    if (stop > from && b[stop - 1] == ' ') {
      stop--;
    }
    var text = Arrays.copyOfRange(b, from, stop);
    var earlier = pending.put(began.tid(), new Pending(began, name, text, whole, movedTo));
    if (earlier != null) {
      notReturned(earlier, earlier.began);
    }
    return true;
  }

  /// Where the mark begins that ends the line of a call that goes on later.
  private static int lastMark(byte[] b, int from, int end) {
    if (end == from || b[end - 1] != '>') {
      return Scan.NOT_FOUND;
    }
    int open = end - 1;
    while (open > from && b[open] != '<') {
      open--;
    }
    boolean known =
        Scan.startsWith(b, open, end, Scan.UNFINISHED)
            || Scan.startsWith(b, open, end, PID_CHANGED)
            || Scan.startsWith(b, open, end, DETACHED)
            || Scan.startsWith(b, open, end, TRACER_FAILED);
    return known ? open : Scan.NOT_FOUND;
  }

  /// The lines of calls that have begun and not ended, for tests and messages.
  List<Origin> open() {
    return pending.values().stream().map(call -> call.began).toList();
  }
}
