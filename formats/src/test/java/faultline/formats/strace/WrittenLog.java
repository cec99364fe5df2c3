package faultline.formats.strace;

import faultline.formats.bytes.RawText;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A log as `strace` could have written it, made up from random data, and beside it what a reader
/// must find in it.
final class WrittenLog {
  private enum Prefix {
    NONE,
    PLAIN,
    BRACKETS
  }

  private enum Times {
    NONE,
    RELATIVE,
    DAY,
    DAY_MICROS,
    EPOCH,
    EPOCH_NANOS,
    DAY_AND_RELATIVE
  }

  private enum Strings {
    PLAIN,
    HEX_WHERE_NEEDED,
    HEX
  }

  private record Begun(long line, int tid, Stamp time, String name, List<Arg> args, String rest) {}

  private static final String[] NAMES = {
    "openat",
    "execve",
    "newfstatat",
    "read",
    "futex",
    "mmap",
    "clone3",
    "wait4",
    "connect",
    "rt_sigaction",
    "_llseek",
    "syscall_0x1b7",
    "????",
    "exit_group",
    "access",
    "pread64"
  };
  private static final String[] SYMBOLS = {
    "ENOENT", "EACCES", "ENOEXEC", "E2BIG", "ELOOP", "ENOSYS", "ETXTBSY"
  };
  private static final String[] SIGNALS = {"SIGCHLD", "SIGSEGV", "SIGRT_3", "SIGRTMIN", "SIGKILL"};
  private static final String[] WORDS = {
    "O_RDONLY|O_CLOEXEC",
    "NULL",
    "MAP_PRIVATE|MAP_ANONYMOUS|0x40000",
    "~[RTMIN RT_1]",
    "1<<SIGCHLD",
    "makedev(0x8, 0x1)",
    "htons(443)",
    "inet_addr(\"127.0.0.1\")",
    "{a=1} => {a=2, b=\")\"}",
    "WIFEXITED(s) && WEXITSTATUS(s) == 1",
    "28->16",
    "'a'"
  };
  private static final String[] PIECES = {
    "/usr/lib",
    "a",
    " ",
    ", ",
    "(",
    ")",
    "\"",
    "\\",
    "<",
    ">",
    "->",
    "]>",
    "<unfinished ...>",
    "...",
    "中",
    "é",
    "😀",
    "\n",
    "\t",
    "\u001b",
    "7",
    "= -1 ENOENT",
    "/*",
    "*/",
    "\uDCFF",
    "\uDC80",
    "{",
    "}",
    "[",
    "+++",
    "1"
  };

  final ByteArrayOutputStream text = new ByteArrayOutputStream();
  final List<String> expected = new ArrayList<>();

  /// The thread that owns lines without an id.
  final int silentTid;

  private final Random random;
  private final Prefix prefix;
  private final Times times;
  private final Strings strings;
  private final boolean commands;
  private final boolean durations;
  private final boolean decorations;
  private final boolean argNames;
  private final boolean oldResumed;
  private final boolean pointers;
  private final boolean frames;
  private final boolean german;
  private final List<Integer> alive = new ArrayList<>();
  private final Map<Integer, Begun> begun = new LinkedHashMap<>();
  private long line;
  private long micros;
  private int nextTid;

  WrittenLog(Random random, int lines) {
    this.random = random;
    prefix = one(Prefix.values());
    times = one(Times.values());
    strings = one(Strings.values());
    commands = random.nextInt(4) == 0;
    durations = random.nextBoolean();
    decorations = random.nextBoolean();
    argNames = random.nextInt(3) == 0;
    oldResumed = random.nextInt(4) == 0;
    pointers = random.nextInt(6) == 0;
    frames = random.nextInt(6) == 0;
    german = random.nextInt(4) == 0;
    nextTid = 1 + random.nextInt(4_000_000);
    silentTid = prefix == Prefix.NONE ? 0 : random.nextInt(3);
    micros = 1_600_000_000_000_000L;
    alive.add(prefix == Prefix.NONE ? silentTid : nextTid++);
    for (int i = 0; i < lines && !alive.isEmpty(); i++) {
      step();
    }
    for (var call : List.copyOf(begun.values())) {
      begun.remove(call.tid());
      notReturned(call, call.line(), call.tid());
    }
  }

  private void step() {
    int tid = alive.get(random.nextInt(alive.size()));
    var call = begun.get(tid);
    switch (random.nextInt(24)) {
      case 0 -> signal(tid);
      case 1 -> {
        if (alive.size() > 1 || random.nextInt(8) == 0) {
          end(tid, call);
        }
      }
      case 2, 3 -> {
        if (prefix != Prefix.NONE && alive.size() < 12) {
          alive.add(nextTid++);
        }
      }
      case 4 -> aside(tid);
      case 5 -> {
        if (call == null && alive.size() > 1) {
          threadExecve(tid);
        }
      }
      default -> {
        if (call != null) {
          resume(tid, call);
        } else if (random.nextInt(3) == 0) {
          begin(tid, one(NAMES), "<unfinished ...>");
        } else {
          whole(tid);
        }
      }
    }
  }

  private void whole(int tid) {
    var name = one(NAMES);
    var leader = leader(tid);
    var args = args();
    var written = written(args);
    var result = result();
    // A process that dies in its call gets both marks on one line.
    boolean died = result.text.equals("?") && random.nextBoolean();
    put(
        leader.text
            + name
            + "("
            + written
            + (died ? " <unfinished ...>" : "")
            + ")"
            + spaces()
            + "= "
            + result.text);
    expected.add(call(line, tid, leader.time, line, tid, leader.time, name, args, true, result));
    frames(tid);
  }

  private void begin(int tid, String name, String mark) {
    var leader = leader(tid);
    var args = args();
    var pieces = new ArrayList<String>();
    args.forEach(arg -> pieces.add(written(arg)));
    int here = random.nextInt(args.size() + 1);
    var first = String.join(", ", pieces.subList(0, here));
    // strace writes the comma before it learns the rest at some calls, and after it at others.
    boolean early = here > 0 && here < args.size() && random.nextBoolean();
    var rest = String.join(", ", pieces.subList(here, args.size()));
    put(leader.text + name + "(" + first + (early ? ", " : "") + " " + mark);
    begun.put(
        tid,
        new Begun(
            line,
            tid,
            leader.time,
            name,
            args,
            (here > 0 && here < args.size() && !early ? ", " : "") + rest));
  }

  private void resume(int tid, Begun call) {
    begun.remove(tid);
    var leader = leader(tid);
    var result = result();
    put(
        leader.text
            + "<... "
            + call.name
            + " resumed>"
            + (oldResumed ? " " : "")
            + call.rest
            + ")"
            + spaces()
            + "= "
            + result.text);
    expected.add(
        call(
            line,
            tid,
            leader.time,
            call.line,
            call.tid,
            call.time,
            call.name,
            call.args,
            true,
            result));
    frames(tid);
  }

  private void end(int tid, Begun call) {
    var leader = leader(tid);
    boolean killed = random.nextBoolean();
    var signal = one(SIGNALS);
    boolean core = random.nextBoolean();
    int code = random.nextInt(256);
    put(
        leader.text
            + (killed
                ? "+++ killed by " + signal + (core ? " (core dumped)" : "") + " +++"
                : "+++ exited with " + code + " +++"));
    alive.removeIf(other -> other == tid);
    if (call != null) {
      begun.remove(tid);
      notReturned(call, line, tid);
    }
    expected.add(
        killed
            ? "killed " + line + " " + tid + " " + signal + " " + core
            : "exited " + line + " " + tid + " " + code);
  }

  /// Some thread replaces the program and goes on as `leader`.
  private void threadExecve(int leader) {
    int thread =
        alive.stream()
            .filter(tid -> tid != leader && !begun.containsKey(tid))
            .findFirst()
            .orElse(0);
    if (thread == 0) {
      return;
    }
    if (random.nextBoolean()) {
      begin(leader, "futex", "<unfinished ...>");
    }
    begin(
        thread,
        "execve",
        random.nextBoolean() ? "<unfinished ...>" : "<pid changed to " + leader + " ...>");
    put(leader(leader).text + "+++ superseded by execve in pid " + thread + " +++");
    alive.removeIf(other -> other == thread);
    var own = begun.remove(leader);
    if (own != null) {
      notReturned(own, line, leader);
    }
    expected.add("superseded " + line + " " + leader + " " + thread);
    var call = begun.remove(thread);
    if (random.nextBoolean()) {
      signal(leader);
    }
    resume(leader, call);
  }

  private void notReturned(Begun call, long atLine, int tid) {
    expected.add(
        "call %d %d began %d %d %s not returned"
            .formatted(atLine, tid, call.line, call.tid, call.name));
  }

  private void signal(int tid) {
    var leader = leader(tid);
    var signal = one(SIGNALS);
    boolean stopped = random.nextInt(4) == 0;
    put(
        leader.text
            + (stopped
                ? "--- stopped by " + signal + " ---"
                : "--- " + signal + " {si_signo=" + signal + ", si_code=SI_USER, si_pid=1} ---"));
    expected.add("signal " + line + " " + tid + " " + signal + " " + stopped);
  }

  private void aside(int tid) {
    switch (random.nextInt(3)) {
      case 0 -> {
        put("strace: Process 77 detached");
        expected.add("remark " + line + " Process 77 detached");
      }
      case 1 -> {
        put(leader(tid).text + "[ Process PID=77 runs in 32 bit mode. ]");
        expected.add("remark " + line + " [ Process PID=77 runs in 32 bit mode. ]");
      }
      default -> {
        put("strace: Process " + tid + " attached");
        expected.add("attached " + line + " " + tid);
      }
    }
  }

  private void frames(int tid) {
    if (!frames) {
      return;
    }
    var frame = "/usr/lib/libc.so.6(openat+0x" + tid + ") [0x1]";
    put(" > " + frame);
    expected.add("frame " + line + " " + frame);
    put(" | 00000  7f 45 4c 46                                       .ELF             |");
    expected.add("dump " + line);
  }

  private void put(String written) {
    line++;
    text.writeBytes(RawText.encode(written));
    text.write('\n');
  }

  private record LeaderText(String text, Stamp time) {}

  private LeaderText leader(int tid) {
    micros += random.nextInt(1_000_000);
    var command = commands ? "<" + escaped("a>b c", "<>") + ">" : "";
    var who =
        switch (prefix) {
          case NONE -> "";
          case PLAIN -> "%-5s ".formatted(tid + command);
          case BRACKETS -> "[pid %5s] ".formatted(tid + command);
        };
    long seconds = micros / 1_000_000;
    long fraction = micros % 1_000_000;
    long ofDay = seconds % 86_400;
    var clock = "%02d:%02d:%02d".formatted(ofDay / 3600, ofDay / 60 % 60, ofDay % 60);
    var when =
        switch (times) {
          case NONE -> "";
          case RELATIVE -> "%6d.%06d ".formatted(micros % 7, fraction);
          case DAY -> clock + " ";
          case DAY_MICROS -> clock + ".%06d ".formatted(fraction);
          case EPOCH -> "%d.%06d ".formatted(seconds, fraction);
          case EPOCH_NANOS -> "%d.%06d123 ".formatted(seconds, fraction);
          case DAY_AND_RELATIVE -> clock + " (+%13s) ".formatted("0.000123");
        };
    long nanos = seconds * 1_000_000_000 + fraction * 1000;
    var time =
        switch (times) {
          case NONE -> Stamp.NONE;
          case RELATIVE ->
              new Stamp(Stamp.Clock.RELATIVE, micros % 7 * 1_000_000_000 + fraction * 1000);
          case DAY, DAY_AND_RELATIVE -> new Stamp(Stamp.Clock.DAY, ofDay * 1_000_000_000);
          case DAY_MICROS -> new Stamp(Stamp.Clock.DAY, ofDay * 1_000_000_000 + fraction * 1000);
          case EPOCH -> new Stamp(Stamp.Clock.EPOCH, nanos);
          case EPOCH_NANOS -> new Stamp(Stamp.Clock.EPOCH, nanos + 123);
        };
    return new LeaderText(who + when + (pointers ? "[ 257] [00007f0123456789] " : ""), time);
  }

  private String spaces() {
    return " ".repeat(1 + random.nextInt(12));
  }

  private record Ended(String text, String meaning) {}

  private Ended result() {
    long nanos = durations ? random.nextInt(2_000_000) * 1000L : -1;
    var duration =
        durations ? " <%d.%06d>".formatted(nanos / 1_000_000_000, nanos / 1000 % 1_000_000) : "";
    boolean injected = random.nextInt(8) == 0;
    var mark = injected ? " (INJECTED)" : random.nextInt(8) == 0 ? " (DELAYED)" : "";
    return switch (random.nextInt(8)) {
      case 0, 1 -> {
        var symbol = one(SYMBOLS);
        var strerror =
            german ? "Datei oder Verzeichnis nicht gefunden (äöü)" : "No such file or directory";
        yield new Ended(
            "-1 " + symbol + " (" + strerror + ")" + mark + duration,
            meaning("failed " + symbol, injected, nanos));
      }
      case 2 -> {
        long address = random.nextLong();
        yield new Ended(
            "0x" + Long.toHexString(address) + mark + duration,
            meaning("returned " + address + " '' false ''", injected, nanos));
      }
      case 3 -> {
        if (!decorations) {
          yield new Ended(
              "3" + mark + duration, meaning("returned 3 '' false ''", injected, nanos));
        }
        var path = "/" + anyText();
        boolean deleted = random.nextInt(4) == 0;
        yield new Ended(
            "3<" + escaped(path, "<>") + ">" + (deleted ? "(deleted)" : "") + mark + duration,
            meaning("returned 3 '" + path + "' " + deleted + " ''", injected, nanos));
      }
      case 4 ->
          new Ended(
              "1 ([{fd=3, revents=POLLIN}], left {tv_sec=0, tv_nsec=9})" + mark + duration,
              meaning(
                  "returned 1 '' false '[{fd=3, revents=POLLIN}], left {tv_sec=0, tv_nsec=9}'",
                  injected,
                  nanos));
      case 5 ->
          random.nextBoolean()
              ? new Ended("?", meaning("not returned ", false, -1))
              : new Ended(
                  "? ERESTARTSYS (To be restarted if SA_RESTART is set)" + duration,
                  meaning("not returned ERESTARTSYS", false, nanos));
      case 6 -> new Ended("022" + duration, meaning("returned 18 '' false ''", false, nanos));
      default -> {
        int number = random.nextInt(200);
        yield new Ended(
            number + mark + duration,
            meaning("returned " + number + " '' false ''", injected, nanos));
      }
    };
  }

  private static String meaning(String result, boolean injected, long nanos) {
    return result + " " + injected + " " + nanos;
  }

  private List<Arg> args() {
    var args = new ArrayList<Arg>();
    for (int i = random.nextInt(6); i > 0; i--) {
      args.add(arg(argNames ? "arg" + i : "", 0));
    }
    return args;
  }

  private Arg arg(String name, int depth) {
    return switch (random.nextInt(depth < 3 ? 10 : 6)) {
      case 0, 1, 2 -> new Arg.Text(name, anyText(), random.nextInt(4) == 0);
      case 3 ->
          new Arg.Number(name, random.nextBoolean() ? random.nextInt(5000) : random.nextLong());
      case 4 -> new Arg.Words(name, one(WORDS));
      case 5 -> fd(name);
      case 6, 7 -> {
        var items = new ArrayList<Arg>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(arg("", depth + 1));
        }
        yield new Arg.Items(name, items, random.nextInt(4) == 0);
      }
      default -> {
        var members = new ArrayList<Arg>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
          members.add(arg("member_" + i, depth + 1));
        }
        yield new Arg.Struct(name, members, random.nextInt(4) == 0);
      }
    };
  }

  private Arg fd(String name) {
    if (!decorations) {
      return new Arg.Fd(name, -100, "", false);
    }
    return switch (random.nextInt(4)) {
      case 0 -> new Arg.Fd(name, -100, "/" + anyText(), random.nextInt(4) == 0);
      case 1 -> new Arg.Fd(name, 4, "TCP:[127.0.0.1:80->127.0.0.1:9]", false);
      case 2 -> new Arg.Fd(name, 5, "/dev/null", false);
      default -> new Arg.Fd(name, random.nextInt(900), "/" + anyText(), random.nextInt(4) == 0);
    };
  }

  private String written(List<Arg> args) {
    return String.join(", ", args.stream().map(this::written).toList());
  }

  private String written(Arg arg) {
    var name = arg.name().isEmpty() ? "" : arg.name() + "=";
    return name
        + switch (arg) {
          case Arg.Text(_, var value, boolean cut) ->
              "\"" + escaped(value, "\"") + "\"" + (cut ? "..." : "");
          case Arg.Number(_, long value) ->
              value >= 0 && value < 5000
                  ? value + (value % 7 == 0 ? " /* " + value + " vars */" : "")
                  : "0x" + Long.toHexString(value);
          case Arg.Words(_, var words) -> words;
          case Arg.Fd(_, long number, var path, boolean deleted) ->
              (number == -100 ? "AT_FDCWD" : String.valueOf(number))
                  + (path.isEmpty()
                      ? ""
                      : path.startsWith("TCP") ? "<" + path + ">" : "<" + fdPath(path) + ">")
                  + (deleted ? "(deleted)" : "");
          case Arg.Items(_, var items, boolean cut) -> "[" + group(items, cut) + "]";
          case Arg.Struct(_, var members, boolean cut) -> "{" + group(members, cut) + "}";
        };
  }

  private String fdPath(String path) {
    return path.equals("/dev/null") ? "/dev/null<char 1:3>" : escaped(path, "<>");
  }

  private String group(List<Arg> members, boolean cut) {
    return written(members) + (cut ? members.isEmpty() ? "..." : ", ..." : "");
  }

  private String anyText() {
    var any = new StringBuilder();
    for (int i = random.nextInt(7); i > 0; i--) {
      any.append(one(PIECES));
    }
    // What a reader decodes, where neighbouring pieces happen to form a valid sequence.
    return RawText.decode(RawText.encode(any.toString()));
  }

  /// The escapes of `strace` for `value`; `special` are the characters that would end it.
  private String escaped(String value, String special) {
    var bytes = RawText.encode(value);
    boolean plain = true;
    for (byte b : bytes) {
      plain &= b >= ' ' && b < 0x7f;
    }
    var out = new StringBuilder();
    if (strings == Strings.HEX || (strings == Strings.HEX_WHERE_NEEDED && !plain)) {
      for (byte b : bytes) {
        out.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
      return out.toString();
    }
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xff;
      boolean digitFollows = i + 1 < bytes.length && bytes[i + 1] >= '0' && bytes[i + 1] <= '9';
      switch (b) {
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '"', '\\' -> out.append('\\').append((char) b);
        default -> {
          if (b >= ' ' && b < 0x7f && special.indexOf(b) < 0) {
            out.append((char) b);
          } else {
            out.append('\\').append(digitFollows ? "%03o".formatted(b) : Integer.toOctalString(b));
          }
        }
      }
    }
    return out.toString();
  }

  private <T> T one(T[] of) {
    return of[random.nextInt(of.length)];
  }

  private static String call(
      long atLine,
      int tid,
      Stamp time,
      long beganLine,
      int beganTid,
      Stamp beganTime,
      String name,
      List<Arg> args,
      boolean whole,
      Ended result) {
    return "call %d %d %s began %d %d %s %s %s %s %s"
        .formatted(
            atLine, tid, time, beganLine, beganTid, beganTime, name, args, whole, result.meaning);
  }

  /// What the reader found, in the words of [#expected].
  static String found(StraceEvent event) {
    var at = event.at().line() + " " + event.at().tid();
    return switch (event) {
      case StraceEvent.Call call when !call.arguments().whole() ->
          "call %s began %d %d %s not returned"
              .formatted(at, call.began().line(), call.began().tid(), call.name());
      case StraceEvent.Call call ->
          "call %s %s began %d %d %s %s %s %s %s %s %d"
              .formatted(
                  at,
                  call.at().time(),
                  call.began().line(),
                  call.began().tid(),
                  call.began().time(),
                  call.name(),
                  call.arguments().list(),
                  call.arguments().whole(),
                  found(call.result()),
                  call.injected(),
                  call.nanos());
      case StraceEvent.Signal signal ->
          "signal " + at + " " + signal.name() + " " + signal.stopped();
      case StraceEvent.Exited exited -> "exited " + at + " " + exited.code();
      case StraceEvent.Killed killed ->
          "killed " + at + " " + killed.signal() + " " + killed.coreDumped();
      case StraceEvent.Superseded superseded -> "superseded " + at + " " + superseded.by();
      case StraceEvent.Attached attached -> "attached " + event.at().line() + " " + attached.tid();
      case StraceEvent.Frame frame -> "frame " + event.at().line() + " " + frame.text();
      case StraceEvent.Dump _ -> "dump " + event.at().line();
      case StraceEvent.Remark remark -> "remark " + event.at().line() + " " + remark.text();
      case StraceEvent.Unrecognised line -> "unrecognised " + event.at().line() + " " + line.text();
    };
  }

  private static String found(Result result) {
    return switch (result) {
      case Result.Returned(long value, var shown, boolean deleted, var note) ->
          "returned " + value + " '" + shown + "' " + deleted + " '" + note + "'";
      case Result.Failed(var errno) -> "failed " + errno;
      case Result.NotReturned(var errno) -> "not returned " + errno;
    };
  }
}
