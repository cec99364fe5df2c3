package faultline.exec;

import faultline.exec.CallShape.Kind;
import faultline.exec.ExecObservation.Killed;
import faultline.exec.ExecObservation.Message.Reach;
import faultline.exec.ExecObservation.Started;
import faultline.formats.strace.Arg;
import faultline.formats.strace.Result;
import faultline.formats.strace.StraceEvent;
import faultline.formats.strace.StraceEvent.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns the events of a strace(1) log into the observations that our own tracer makes. What only a
/// look at the stopped process could tell, facts, is missing.
final class StraceTrace {
  private static final Set<String> FORKS = Set.of("fork", "vfork", "clone", "clone3");
  private final TraceCollector collector = new TraceCollector();
  private final Redaction redaction;
  private final Map<Integer, Integer> processOf = new HashMap<>();
  private final Map<Integer, String> directories = new HashMap<>();

  /// Processes that complain on their standard output.
  private final Set<Integer> tells = new HashSet<>();

  private final Map<Integer, Boolean> known = new HashMap<>();
  private final List<StraceEvent.Unrecognised> unrecognised = new ArrayList<>();
  private long firstNanos = -1;
  private long events;

  StraceTrace(boolean redact) {
    redaction = new Redaction(redact);
  }

  TraceCollector collector() {
    return collector;
  }

  List<StraceEvent.Unrecognised> unrecognised() {
    return unrecognised;
  }

  /// How many calls and other events were understood.
  long events() {
    return events;
  }

  void accept(StraceEvent event) {
    switch (event) {
      case Call call -> call(call);
      case StraceEvent.Exited(var at, int code) -> {
        int pid = at.tid();
        if (process(pid) == pid && known.containsKey(pid)) {
          collector.ended(pid, code);
        }
      }
      case StraceEvent.Killed(var at, var signal, boolean _) -> {
        int pid = at.tid();
        if (process(pid) == pid && known.containsKey(pid)) {
          collector.killed(killed(pid, signal));
        }
      }
      case StraceEvent.Unrecognised lost -> {
        if (unrecognised.size() < 20) {
          unrecognised.add(lost);
        }
        events--;
      }
      case StraceEvent.Signal _,
          StraceEvent.Superseded _,
          StraceEvent.Attached _,
          StraceEvent.Frame _,
          StraceEvent.Dump _,
          StraceEvent.Remark _ -> {
        // They change nothing that is kept.
      }
    }
    events++;
  }

  private Killed killed(int pid, String signal) {
    return new Killed(pid, collector.next(), signal, SignalNumbers.of(signal), "", "", "", 0, pid);
  }

  private int process(int tid) {
    int pid = processOf.getOrDefault(tid, tid);
    return pid;
  }

  private int owner(int tid) {
    int pid = process(tid);
    if (known.put(pid, true) == null) {
      collector.born(pid, 0);
    }
    return pid;
  }

  private void call(Call call) {
    int tid = call.at().tid();
    int pid = owner(tid);
    var shape = CallShape.of(call.name());
    if (FORKS.contains(call.name())
        && call.result() instanceof Result.Returned(long child, _, _, _)) {
      forked(pid, (int) child, call.arguments().raw());
      return;
    }
    if (shape.name().isEmpty()) {
      return;
    }
    switch (call.result()) {
      case Result.Failed(var errno) -> failed(call, shape, pid, errno);
      case Result.Returned returned -> succeeded(call, shape, pid, returned);
      case Result.NotReturned _ -> {
        // An exec that replaced its caller shows up as the one that returned.
      }
    }
  }

  private void forked(int pid, int child, String arguments) {
    if (arguments.contains("CLONE_THREAD")) {
      processOf.put(child, pid);
      return;
    }
    if (known.put(child, true) == null) {
      collector.born(child, pid);
    }
    if (directories.containsKey(pid)) {
      directories.put(child, directories.get(pid));
    }
  }

  private long micros(Call call) {
    var time = call.began().time();
    if (firstNanos < 0) {
      firstNanos = time.nanos();
    }
    return (time.nanos() - firstNanos) / 1000;
  }

  private void failed(Call call, CallShape shape, int pid, String errno) {
    if (shape.kind() == Kind.READ_LINK && errno.equals("EINVAL")
        || shape.kind() == Kind.PROCESS && errno.equals("ENOSYS")
        || shape.kind() == Kind.WRITE && (errno.equals("EAGAIN") || errno.equals("EINVAL"))
        || call.name().equals("connect") && errno.equals("EINPROGRESS")
        || errno.startsWith("ERESTART")) {
      return;
    }
    var path = subject(call, shape);
    var directory = base(call, shape, pid, path);
    collector.failed(
        pid,
        micros(call),
        call.name(),
        path,
        directory,
        detail(call, shape),
        errno,
        () -> told(Paths.absolute(directory, path), errno));
  }

  /// What the error number alone says about the path; path_resolution(7).
  private static List<Fact> told(String path, String errno) {
    if (!path.startsWith("/")) {
      return List.of();
    }
    var end =
        switch (errno) {
          case "ENOENT" -> Fact.PathFact.End.MISSING;
          case "ELOOP" -> Fact.PathFact.End.LINK_LOOP;
          default -> null;
        };
    return end == null
        ? List.of()
        : List.of(new Fact.PathFact(path, end, "", path, "", "", 0, -1, -1, false, "", List.of()));
  }

  private void succeeded(Call call, CallShape shape, int pid, Result.Returned returned) {
    switch (shape.kind()) {
      case WRITE -> {
        if (call.name().equals("write")) {
          wrote(call, pid);
        }
      }
      case EXECUTE -> started(call, pid);
      case DIRECTORY -> {
        if (call.name().equals("getcwd")) {
          text(call, 0).ifPresent(path -> directories.put(pid, path));
          return;
        }
        var path = subject(call, shape);
        var now = Paths.absolute(directories.getOrDefault(pid, ""), path);
        directories.put(pid, now);
        collector.succeeded(pid, call.name(), path, now, "");
      }
      case OPEN, STATUS, ACCESS, READ_LINK, CREATE, RENAME, SOCKET, MOUNT -> {
        var path = subject(call, shape);
        if (collector.wants(pid, shape, path)) {
          collector.succeeded(
              pid, call.name(), path, base(call, shape, pid, path), detail(call, shape));
        }
      }
      case MEMORY, LOCK, REMOVE, ATTRIBUTE, PROCESS, PRIVILEGE, WATCH, DESCRIPTOR -> {
        // A success of these explains nothing.
      }
    }
    if (returned.value() < 0) {
      throw new IllegalStateException("a failed call among the successes");
    }
  }

  private void started(Call call, int pid) {
    var path = subject(call, CallShape.of(call.name()));
    var words = new ArrayList<String>();
    int at = call.name().equals("execveat") ? 2 : 1;
    var list = call.arguments().list();
    if (list.size() > at && list.get(at) instanceof Arg.Items(_, var items, _)) {
      for (var item : items) {
        if (item instanceof Arg.Text(_, var value, _)) {
          words.add(value);
        }
      }
    }
    var directory = directories.getOrDefault(pid, "");
    if (Printed.tells(path)) {
      tells.add(pid);
    } else {
      tells.remove(pid);
    }
    collector.add(
        new Started(
            pid,
            collector.next(),
            path,
            redaction.arguments(words),
            Paths.absolute(directory, path),
            directory,
            environment(list, at + 1),
            false));
  }

  private List<String> environment(List<Arg> list, int at) {
    var changes = new ArrayList<String>();
    if (list.size() > at && list.get(at) instanceof Arg.Items(_, var items, _)) {
      for (var item : items) {
        if (item instanceof Arg.Text(_, var value, _)) {
          changes.add(redaction.variable(value));
        }
      }
    }
    return changes;
  }

  private void wrote(Call call, int pid) {
    var list = call.arguments().list();
    if (list.size() < 2 || !(list.get(1) instanceof Arg.Text(_, var value, boolean cut))) {
      return;
    }
    long fd = number(list.getFirst());
    var text = redaction.text(cut ? value + "...\n" : value);
    if (fd == 2) {
      var reach =
          list.getFirst() instanceof Arg.Fd(_, _, var path, _) && path.equals("/dev/null")
              ? Reach.DISCARDED
              : Reach.VISIBLE;
      collector.wrote(pid, text, reach);
    } else if (fd == 1 && tells.contains(pid)) {
      collector.printed(pid, text);
    }
  }

  private static java.util.Optional<String> text(Call call, int index) {
    var list = call.arguments().list();
    return index < list.size() && list.get(index) instanceof Arg.Text(_, var value, _)
        ? java.util.Optional.of(value)
        : java.util.Optional.empty();
  }

  private static String subject(Call call, CallShape shape) {
    if (shape.kind() == Kind.SOCKET) {
      var list = call.arguments().list();
      return list.size() > 1 ? address(list.get(1)) : "";
    }
    if (shape.path() >= 0) {
      return text(call, shape.path()).orElse("");
    }
    var list = call.arguments().list();
    int index = shape.descriptor();
    return index >= 0 && index < list.size() && list.get(index) instanceof Arg.Fd(_, _, var path, _)
        ? path
        : "";
  }

  /// `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}` as `127.0.0.1:80`.
  private static String address(Arg argument) {
    if (!(argument instanceof Arg.Struct(_, var members, _))) {
      return "";
    }
    var port = "";
    var host = "";
    var path = "";
    for (var member : members) {
      switch (member) {
        case Arg.Text(var name, var value, _) when name.equals("sun_path") -> path = value;
        case Arg.Words(_, var words) -> {
          int open = words.indexOf('(');
          int close = words.lastIndexOf(')');
          var inner = open >= 0 && close > open ? words.substring(open + 1, close) : words;
          if (words.contains("htons(")) {
            port = inner;
          } else if (words.startsWith("inet_addr(")) {
            host = inner.replace("\"", "");
          } else if (words.startsWith("inet_pton(AF_INET6")) {
            int quote = inner.indexOf('"');
            int end = inner.lastIndexOf('"');
            host = quote >= 0 && end > quote ? "[" + inner.substring(quote + 1, end) + "]" : "";
          } else if (words.startsWith("@")) {
            path = words.replace("\"", "");
          }
        }
        default -> {
          // Nothing of the address.
        }
      }
    }
    return path.isEmpty() ? host + ":" + port : path;
  }

  private String base(Call call, CallShape shape, int pid, String path) {
    var list = call.arguments().list();
    if (shape.directory() >= 0
        && shape.directory() < list.size()
        && list.get(shape.directory()) instanceof Arg.Fd(_, long fd, var directory, _)
        && !directory.isEmpty()) {
      if (fd == -100) {
        directories.put(pid, directory);
      }
      return directory;
    }
    return path.startsWith("/") ? "/" : directories.getOrDefault(pid, "");
  }

  private static String detail(Call call, CallShape shape) {
    var list = call.arguments().list();
    return switch (shape.kind()) {
      case OPEN ->
          call.name().equals("creat") ? "O_WRONLY|O_CREAT|O_TRUNC" : flags(list, shape.path() + 1);
      case ACCESS -> {
        var mode = words(list, shape.path() + 1);
        yield mode.contains("X_OK")
            ? "X_OK"
            : mode.contains("W_OK") ? "W_OK" : mode.contains("R_OK") ? "R_OK" : "F_OK";
      }
      case CREATE, RENAME ->
          shape.secondPath() < 0 ? "" : text(call, shape.secondPath()).orElse("");
      case MEMORY ->
          call.name().startsWith("mmap") && list.size() > 2
              ? number(list.get(1))
                  + " bytes"
                  + (words(list, 2).contains("PROT_EXEC") ? ", PROT_EXEC" : "")
              : "";
      case MOUNT -> call.name().equals("mount") ? "type " + text(call, 2).orElse("") : "";
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

  /// The flags that [OpenFlags] names, in its order.
  private static String flags(List<Arg> list, int index) {
    var given = List.of(words(list, index).split("\\|", -1));
    var kept = new ArrayList<String>();
    for (var flag :
        List.of(
            "O_RDONLY",
            "O_WRONLY",
            "O_RDWR",
            "O_CREAT",
            "O_EXCL",
            "O_TRUNC",
            "O_APPEND",
            "O_DIRECTORY")) {
      if (given.contains(flag)) {
        kept.add(flag);
      }
    }
    return String.join("|", kept);
  }

  private static String words(List<Arg> list, int index) {
    return index < list.size() && list.get(index) instanceof Arg.Words(_, var text) ? text : "";
  }

  private static long number(Arg argument) {
    return switch (argument) {
      case Arg.Number(_, long value) -> value;
      case Arg.Fd(_, long value, _, _) -> value;
      case Arg.Text _, Arg.Words _, Arg.Items _, Arg.Struct _ -> -1;
    };
  }
}
