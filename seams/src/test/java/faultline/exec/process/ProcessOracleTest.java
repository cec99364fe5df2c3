package faultline.exec.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import faultline.core.Finding;
import faultline.core.ProbeException;
import faultline.exec.process.ProcessObservation.Descriptor;
import faultline.exec.process.ProcessObservation.Holder;
import faultline.exec.process.ProcessObservation.Mapped;
import faultline.exec.process.ProcessObservation.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes, against what lsof, ss and the kernel's own links say of them.
class ProcessOracleTest {
  private static final String ZOO =
      """
      import mmap, os, select, socket, sys, tempfile, time
      here = sys.argv[1]
      at = lambda name: os.path.join(here, name)
      keep = []
      def opened(name, flags, size=10):
          fd = os.open(at(name), flags | os.O_CREAT, 0o600)
          os.write(fd, b'x' * size) if flags & 3 else None
          return fd
      log = opened('log', os.O_WRONLY | os.O_APPEND); os.unlink(at('log'))
      rotated = opened('rotated', os.O_WRONLY); os.rename(at('rotated'), at('rotated.1')); os.unlink(at('rotated.1'))
      kept = opened('kept', os.O_RDWR)
      moved = opened('moved', os.O_RDWR); os.rename(at('moved'), at('moved to'))
      odd = opened('odd (deleted)', os.O_RDWR)
      replaced = opened('replaced', os.O_WRONLY)
      opened('new', os.O_WRONLY); os.replace(at('new'), at('replaced'))
      keep.append(tempfile.TemporaryFile(dir=here))
      server = socket.socket(); server.bind(('127.0.0.1', 0)); server.listen()
      client = socket.create_connection(server.getsockname()); accepted, _ = server.accept()
      one, other = socket.socketpair()
      named = socket.socket(socket.AF_UNIX); named.bind(at('socket')); named.listen()
      abstract = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); abstract.bind('\\0zoo%d' % os.getpid())
      udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); udp.bind(('::1', 0))
      sender = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); sender.connect(udp.getsockname())
      unbound = socket.socket()
      epoll = select.epoll(); epoll.register(server.fileno())
      os.mkfifo(at('fifo')); fifo = os.open(at('fifo'), os.O_RDWR | os.O_NONBLOCK)
      folder = os.open(here, os.O_RDONLY)
      lib = os.open(at('lib.so'), os.O_RDWR | os.O_CREAT); os.write(lib, b'\\0' * 8192)
      code = mmap.mmap(lib, 8192, prot=mmap.PROT_READ | mmap.PROT_EXEC); os.close(lib)
      os.utime(at('lib.so'), (0, 0))
      opened('lib.new', os.O_WRONLY); os.replace(at('lib.new'), at('lib.so'))
      data = os.open(at('data'), os.O_RDWR | os.O_CREAT); os.write(data, b'\\0' * 4096)
      plain = mmap.mmap(data, 4096, prot=mmap.PROT_READ)
      more = [os.memfd_create('zoo')] if hasattr(os, 'memfd_create') else []
      more += [os.eventfd(7)] if hasattr(os, 'eventfd') else []
      reading, writing = os.pipe()
      told, tell = os.pipe()
      if os.fork() == 0:
          for fd in range(3, 100):
              if fd not in (reading, other.fileno(), kept, tell):
                  try: os.close(fd)
                  except OSError: pass
          os.close(tell); time.sleep(60); os._exit(0)
      os.close(tell); os.read(told, 1); os.close(told)
      print('ready', kept, rotated, replaced, log, client.fileno(), accepted.fileno(), one.fileno(),
            writing, epoll.fileno(), moved, odd, udp.fileno(), sender.fileno(), flush=True)
      sys.stdin.read()
      os.kill(0, 9)
      """;

  @TempDir Path folder;
  private Process process;
  private int pid;
  private List<String> ready = List.of();

  private void start(String... command) throws IOException {
    var words = new ArrayList<>(List.of("setsid"));
    words.addAll(List.of(command));
    process =
        new ProcessBuilder(words).redirectErrorStream(true).directory(folder.toFile()).start();
    pid = (int) process.pid();
  }

  private void zoo() throws IOException {
    assumeTrue(!run("python3", "--version").isEmpty(), "needs python3");
    start("python3", "-c", ZOO, folder.toString());
    var line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    assertTrue(line != null && line.startsWith("ready "), String.valueOf(line));
    ready = List.of(line.split(" ", -1));
  }

  private int named(int index) {
    return Integer.parseInt(ready.get(index));
  }

  @AfterEach
  void end() throws InterruptedException {
    if (process != null) {
      process.children().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private static List<String> run(String... command) throws IOException {
    try {
      var started = new ProcessBuilder(command).redirectErrorStream(false).start();
      started.getOutputStream().close();
      var text = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  private ProcessSight look() throws ProbeException {
    return new ProcessSeam().observe(new ProcessTarget(pid, true));
  }

  private Descriptor descriptor(ProcessSight seen, int number) {
    return seen.of(Descriptor.class)
        .filter(one -> one.number() == number)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void listsWhatTheKernelLists() throws IOException, ProbeException {
    zoo();
    var theirs = new TreeMap<Integer, String>();
    try (var all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (var one : all.toList()) {
        theirs.put(
            Integer.valueOf(one.getFileName().toString()), Files.readSymbolicLink(one).toString());
      }
    }
    var ours =
        look()
            .of(Descriptor.class)
            .collect(
                Collectors.toMap(
                    Descriptor::number, Descriptor::target, (a, _) -> a, TreeMap::new));
    assertEquals(theirs, ours);
    assertTrue(ours.size() > 25, ours.toString());
  }

  /// lsof: access, and which files have no name any more.
  @Test
  void agreesWithLsof() throws IOException, ProbeException {
    assumeTrue(!run("sh", "-c", "command -v lsof").isEmpty(), "needs lsof");
    zoo();
    var access = new TreeMap<Integer, String>();
    var names = new TreeMap<Integer, String>();
    int fd = -1;
    for (var line : run("lsof", "-nP", "-p", Integer.toString(pid), "-Ffan")) {
      if (line.startsWith("f")) {
        fd = line.matches("f[0-9]+") ? Integer.parseInt(line.substring(1)) : -1;
      } else if (fd >= 0 && line.startsWith("a")) {
        access.put(
            fd,
            switch (line) {
              case "ar" -> "read";
              case "aw" -> "write";
              default -> "read-write";
            });
      } else if (fd >= 0 && line.startsWith("n")) {
        names.put(fd, line.substring(1));
      }
    }
    var seen = look();
    assertEquals(
        access,
        seen.of(Descriptor.class)
            .collect(
                Collectors.toMap(
                    Descriptor::number, Descriptor::access, (a, _) -> a, TreeMap::new)));
    int addresses = 0;
    for (var one : seen.of(Descriptor.class).toList()) {
      var name = names.getOrDefault(one.number(), "");
      var socket = one.socket();
      if (socket != null && socket.protocol().startsWith("tcp") && !socket.local().isEmpty()) {
        addresses++;
        assertEquals(
            name.replaceFirst(" \\(.*", ""),
            socket.local() + (socket.remote().isEmpty() ? "" : "->" + socket.remote()),
            name);
      }
      if (one.kind().equals("file")) {
        assertEquals(name, one.target(), "fd " + one.number());
      }
    }
    assertEquals(3, addresses);
  }

  /// ss: which sockets are connected to which.
  @Test
  void agreesWithSs() throws IOException, ProbeException {
    assumeTrue(!run("sh", "-c", "command -v ss").isEmpty(), "needs ss");
    zoo();
    var seen = look();
    var pairs = new TreeSet<String>();
    for (var line : run("ss", "-xneH")) {
      var words = line.strip().split("\\s+", -1);
      if (words.length > 7 && words[5].matches("[0-9]+") && words[7].matches("[1-9][0-9]*")) {
        pairs.add(words[5] + " " + words[7]);
      }
    }
    var one = descriptor(seen, named(7));
    assertNotNull(one.socket());
    var other =
        one.socket().peers().stream().filter(peer -> peer.pid() == pid).findFirst().orElseThrow();
    var inode = one.target().replaceAll("[^0-9]", "");
    var peer = descriptor(seen, other.descriptor()).target().replaceAll("[^0-9]", "");
    assertTrue(pairs.contains(inode + " " + peer), pairs + " has no " + inode + " " + peer);
    assertEquals(2, one.socket().peers().size(), "the child has the other end too");
    var client = descriptor(seen, named(5));
    assertEquals(
        List.of(named(6)), client.socket().peers().stream().map(Holder::descriptor).toList());
    assertEquals(
        List.of(named(12)),
        descriptor(seen, named(13)).socket().peers().stream().map(Holder::descriptor).toList());
  }

  @Test
  void tellsWhatIsNotAsItSeems() throws IOException, ProbeException {
    zoo();
    var seen = look();
    assertEquals(FileState.PRESENT, descriptor(seen, named(1)).state());
    assertEquals(1, descriptor(seen, named(1)).holders().size());
    assertEquals(FileState.DELETED, descriptor(seen, named(2)).state());
    assertEquals(FileState.REPLACED, descriptor(seen, named(3)).state());
    assertEquals(FileState.DELETED, descriptor(seen, named(4)).state());
    assertEquals(List.of("append", "cloexec"), descriptor(seen, named(4)).flags());
    assertTrue(descriptor(seen, named(9)).note().startsWith("watches fd "));
    assertEquals(FileState.PRESENT, descriptor(seen, named(10)).state());
    assertTrue(descriptor(seen, named(10)).path().endsWith("/moved to"));
    assertEquals(FileState.PRESENT, descriptor(seen, named(11)).state());
    assertTrue(descriptor(seen, named(11)).path().endsWith("/odd (deleted)"));
    assertEquals(
        List.of("read"),
        descriptor(seen, named(8)).holders().stream().map(Holder::access).toList());
    var states =
        seen.of(Mapped.class)
            .filter(one -> one.path().startsWith(folder.toString()))
            .collect(
                Collectors.toMap(
                    one -> folder.relativize(Path.of(one.path())).toString(), Mapped::state));
    assertEquals(Map.of("lib.so", FileState.REPLACED, "data", FileState.PRESENT), states);
    var rules =
        new ProcessSeam()
            .judge("zoo", seen).findings().stream().map(Finding::rule).distinct().toList();
    assertEquals(List.of("FL-EXEC-131", "FL-EXEC-132", "FL-EXEC-133"), rules);
  }

  @Test
  void namesAndHealth() throws IOException, ProbeException, InterruptedException {
    start("sleep", "60");
    waitFor("sleep");
    var healthy = look();
    assertEquals(List.of(), new ProcessSeam().judge("sleep", healthy).findings());
    assertTrue(healthy.circumstances().started() > 1_700_000_000L);
    end();
    start("bash", "-c", "exec -a no-such-program sleep 60");
    waitFor("sleep");
    var renamed = look();
    var program = renamed.of(Program.class).findFirst().orElseThrow();
    assertEquals("no-such-program", program.title());
    assertEquals("sleep", program.command());
    assertEquals(
        List.of("FL-EXEC-135"),
        new ProcessSeam().judge("", renamed).findings().stream().map(Finding::rule).toList());
    end();
    var e = assertThrows(ProbeException.class, this::look);
    assertTrue(e.what().startsWith("there is no process " + pid), e.what());
  }

  /// Nothing is found in the processes of this machine that say nothing wrong, ourselves among
  /// them.
  @Test
  void looksAtItself() throws ProbeException {
    pid = (int) ProcessHandle.current().pid();
    var seen = look();
    assertFalse(seen.blind());
    assertEquals(
        List.of(), seen.of(Mapped.class).filter(one -> one.state() == FileState.DELETED).toList());
    var secret = new ProcessSeam().judge("", seen).details().toString();
    assertFalse(secret.contains("FAULTLINE_NO_SUCH"));
  }

  private void waitFor(String command) throws IOException {
    for (int i = 0; i < 500; i++) {
      if (Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals(command)) {
        return;
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
