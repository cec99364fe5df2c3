package faultline.exec;

import faultline.exec.CallShape.Kind;
import faultline.exec.Fact.LimitFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.SpaceFact;
import faultline.formats.bytes.RawText;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Looks around a process that is stopped at a failed call: what lies at the path, who holds it,
/// which limit was met. Nothing can change in between, for the process itself.
final class SampleProbe {
  private static final Pattern ADDRESS = Pattern.compile(":\\d+$|^family ");

  /// How many plain misses are looked at in one process, and how many looks are remembered; rarer
  /// errors are always looked at.
  private static final int MISSES = 6_000;

  final FileSystem files;
  final PathProbe paths;
  final ProgramProbe programs;
  final ProcProbe processes;
  private final SocketProbe sockets;
  private final LockFileProbe locks;
  private final String ourNamespace;
  private final int ourPid = (int) ProcessHandle.current().pid();
  private final Map<String, PathFact> misses = new HashMap<>();
  private final Map<Integer, Integer> looked = new HashMap<>();
  private final Set<Integer> overlooked = new HashSet<>();

  SampleProbe(Arena arena) {
    files = new FileSystem(arena);
    paths = new PathProbe(files);
    programs = new ProgramProbe(files, paths);
    processes = new ProcProbe(files);
    sockets = new SocketProbe(processes, files);
    locks = new LockFileProbe(processes, files);
    ourNamespace = processes.link(ourPid, "ns/mnt");
  }

  /// Whether `path`, as we see it, is an executable file.
  boolean executable(String path) {
    try {
      var raw = RawText.encode(path);
      return files.status(raw, true).regular() && files.executable(raw);
    } catch (SyscallException _) {
      return false;
    }
  }

  /// What to put before an absolute path of process `pid`: empty where it sees what we see.
  String root(int pid) {
    return processes.sameView(pid, ourNamespace) ? "" : "/proc/" + pid + "/root";
  }

  /// Whether `failure` is a plain miss of a process in our own view of the files that was not
  /// looked at because of [#MISSES].
  boolean leftOut(ExecObservation.Failure failure) {
    return failure.errno().equals("ENOENT")
        && failure.absolute().startsWith("/")
        && failure.fact(PathFact.class) == null
        && overlooked.contains(failure.pid());
  }

  /// Process `pid` is gone.
  void forget(int pid) {
    looked.remove(pid);
  }

  /// The facts for one failed call of stopped process `pid` (its task `tid`).
  List<Fact> facts(
      int pid, int tid, String root, String call, String path, String directory, String errno) {
    var facts = new ArrayList<Fact>();
    var shape = CallShape.of(call);
    var absolute = Paths.absolute(directory, path);
    boolean network =
        shape.kind() == Kind.SOCKET && (path.startsWith("@") || ADDRESS.matcher(path).find());
    boolean pathCall = absolute.startsWith("/") && !network;
    switch (errno) {
      case "ENOENT", "ENOTDIR" -> {
        if (pathCall && looked.merge(pid, 1, Integer::sum) > MISSES) {
          if (root.isEmpty()) {
            overlooked.add(pid);
          }
        } else if (pathCall) {
          facts.add(miss(root, absolute, errno, shape.kind() == Kind.EXECUTE));
          if (shape.kind() == Kind.EXECUTE) {
            addProgram(facts, root, absolute, directory);
          }
        }
      }
      case "EACCES",
          "EPERM",
          "EROFS",
          "ELOOP",
          "ENAMETOOLONG",
          "EISDIR",
          "ENOEXEC",
          "EXDEV",
          "EBUSY",
          "ENOTEMPTY",
          "ELIBBAD" -> {
        var identity = processes.identity(tid);
        facts.add(identity);
        if (pathCall) {
          var walked =
              paths.walk(root, absolute, processes.text(pid, "mountinfo"), identity, false);
          facts.add(walked);
          if (shape.kind() == Kind.EXECUTE) {
            addProgram(facts, root, absolute, directory);
          }
          if (shape.kind() == Kind.REMOVE || shape.kind() == Kind.RENAME) {
            facts.add(
                paths.walk(
                    root,
                    Paths.parent(absolute),
                    processes.text(pid, "mountinfo"),
                    identity,
                    false));
          }
          if (errno.equals("EACCES") && shape.kind() == Kind.LOCK) {
            addLockers(facts, root, absolute, pid);
          }
        }
      }
      case "ETXTBSY" -> {
        if (shape.kind() != Kind.EXECUTE) {
          facts.addAll(locks.runners(root, absolute));
        } else {
          try {
            var status = files.status(RawText.encode(root + absolute), true);
            facts.addAll(processes.writers(status, absolute));
          } catch (SyscallException _) {
            // The file went away: the failure stands for itself.
          }
        }
      }
      case "EEXIST" -> {
        if (pathCall && LockFile.named(Paths.baseName(path))) {
          facts.addAll(locks.look(root, absolute));
        }
      }
      case "ECONNREFUSED" -> {
        if (pathCall) {
          facts.add(paths.walk(root, absolute, "", null, false));
        } else {
          facts.addAll(sockets.near(pid, path));
        }
      }
      case "EAGAIN", "EWOULDBLOCK" -> {
        if (shape.kind() == Kind.LOCK) {
          addLockers(facts, root, absolute, pid);
        } else if (shape.kind() == Kind.PROCESS) {
          addLimit(facts, pid, "Max processes", processes.tasksOfUser(tid));
          addCgroup(facts, pid, "pids.max", "pids.current");
        }
      }
      case "EMFILE", "ENFILE" -> {
        if (shape.kind() == Kind.WATCH) {
          addSysctl(facts, "fs.inotify.max_user_instances");
        } else {
          addLimit(facts, pid, "Max open files", processes.count(pid, "fd"));
        }
      }
      case "ENOMEM" -> {
        addLimit(facts, pid, "Max address space", processes.size(pid, "VmSize"));
        addLimit(facts, pid, "Max data size", processes.size(pid, "VmData"));
        addLimit(facts, pid, "Max locked memory", processes.size(pid, "VmLck"));
        addCgroup(facts, pid, "memory.max", "memory.current");
      }
      case "EFBIG" -> addLimit(facts, pid, "Max file size", -1);
      case "E2BIG" -> addLimit(facts, pid, "Max stack size", -1);
      case "ENOSPC", "EDQUOT" -> {
        if (shape.kind() == Kind.WATCH) {
          addSysctl(facts, "fs.inotify.max_user_watches");
        } else if (absolute.startsWith("/")) {
          addSpace(facts, pid, root, absolute);
        }
      }
      case "EADDRINUSE" -> {
        if (path.matches(".*:\\d{1,5}") && !pathCall) {
          int port = Integer.parseInt(path.substring(path.lastIndexOf(':') + 1));
          var holders = processes.portHolders(pid, port, List.of("tcp", "tcp6", "udp", "udp6"));
          facts.addAll(holders.isEmpty() ? sockets.closing(pid, path) : holders);
        } else if (pathCall) {
          facts.addAll(sockets.boundTo(pid, absolute, path));
          facts.add(paths.walk(root, absolute, "", null, false));
        }
      }
      default -> {
        // Nothing around the process would explain more.
      }
    }
    return facts;
  }

  /// Where `address` lies in process `pid`: `file+0xoffset`, offset in the file.
  String mapping(int pid, String root, long address) {
    for (var line : processes.text(pid, "maps").split("\n", -1)) {
      int dash = line.indexOf('-');
      int blank = line.indexOf(' ');
      if (dash < 0 || blank < dash) {
        continue;
      }
      long from = Long.parseUnsignedLong(line.substring(0, dash), 16);
      long to = Long.parseUnsignedLong(line.substring(dash + 1, blank), 16);
      if (Long.compareUnsigned(address, from) >= 0 && Long.compareUnsigned(address, to) < 0) {
        var words = line.split("\\s+", 6);
        var file = words.length < 6 ? "anonymous memory" : words[5];
        long offset = address - from + Long.parseUnsignedLong(words[2], 16);
        return file + "+0x" + Long.toHexString(offset);
      }
    }
    return "no mapping at 0x" + Long.toHexString(address);
  }

  private PathFact miss(String root, String absolute, String errno, boolean execute) {
    // The expensive part, the names beside the missing one, is left to the second look.
    var known = misses.get(root + absolute);
    if (known != null && !execute) {
      return known;
    }
    var walked = paths.walk(root, absolute, "", null, execute || errno.equals("ENOTDIR"));
    if (misses.size() < MISSES) {
      misses.put(root + absolute, walked);
    }
    return walked;
  }

  private void addProgram(List<Fact> facts, String root, String absolute, String directory) {
    var program = programs.look(root, absolute, directory);
    if (program != null) {
      facts.add(program);
    }
  }

  private void addLimit(List<Fact> facts, int pid, String row, long used) {
    LimitFact limit = processes.limit(pid, row, used);
    if (limit != null && limit.soft() >= 0) {
      facts.add(limit);
    }
  }

  private void addSysctl(List<Fact> facts, String name) {
    var path = "/proc/sys/" + name.replace('.', '/');
    var value = processes.text(path).strip();
    if (!value.isEmpty()) {
      facts.add(new LimitFact(name, Long.parseLong(value), -1, -1, path));
    }
  }

  /// A limit of the control group holds for all groups below it.
  private void addCgroup(List<Fact> facts, int pid, String file, String current) {
    for (var line : processes.text(pid, "cgroup").split("\n", -1)) {
      if (!line.startsWith("0::/")) {
        continue;
      }
      var group = line.substring(3);
      while (true) {
        var folder = "/sys/fs/cgroup" + (group.equals("/") ? "" : group);
        var value = processes.text(folder + "/" + file).strip();
        if (value.matches("[0-9]{1,18}")) {
          var used = processes.text(folder + "/" + current).strip();
          facts.add(
              new LimitFact(
                  "cgroup " + file,
                  Long.parseLong(value),
                  -1,
                  used.matches("[0-9]{1,18}") ? Long.parseLong(used) : -1,
                  folder + "/" + file));
        }
        if (group.equals("/") || group.isEmpty()) {
          break;
        }
        group = Paths.parent(group);
      }
    }
  }

  private void addLockers(List<Fact> facts, String root, String absolute, int pid) {
    try {
      var status = files.status(RawText.encode(root + absolute), true);
      facts.addAll(processes.lockers(status, absolute, pid));
    } catch (SyscallException _) {
      // The file went away.
    }
  }

  private void addSpace(List<Fact> facts, int pid, String root, String absolute) {
    var mounts = processes.text(pid, "mountinfo");
    var at = paths.walk(root, absolute, mounts, null, false);
    facts.add(at);
    try {
      var space = files.freeSpace(RawText.encode(root + at.reached()));
      var words = at.mount().split(" ", -1);
      facts.add(
          new SpaceFact(
              at.mountPoint(),
              words[0],
              at.mountOptions(),
              space.size(),
              space.available(),
              space.nodes() == 0 ? -1 : space.freeNodes()));
    } catch (SyscallException _) {
      // The file system went away.
    }
  }
}
