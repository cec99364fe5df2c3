package faultline.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each call succeeds once and fails once, and says why.
class KernelCallsTest {
  private static final int NOBODY = 0x3ffffff;

  @Test
  void readsItsOwnMemoryAndSaysWhenAProcessIsGone() throws SyscallException {
    try (var arena = Arena.ofConfined()) {
      var memory = new ProcessMemory(arena);
      var text = arena.allocateFrom("one two");
      int self = (int) ProcessHandle.current().pid();
      assertArrayEquals("one two".getBytes(UTF_8), memory.text(self, text.address(), 100));
      assertEquals(4, memory.text(self, text.address(), 4).length);
      assertEquals(0, memory.text(NOBODY, text.address(), 4).length);
      var into = arena.allocate(8);
      var e = assertThrows(SyscallException.class, () -> memory.read(NOBODY, text.address(), into));
      assertEquals("process_vm_readv: ESRCH", e.getMessage());
      memory.write(self, text.address(), arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) 'O'));
      assertEquals("One two", text.getString(0));
    }
  }

  @Test
  void looksAtFilesByTheBytesOfTheirNames(@TempDir Path folder)
      throws IOException, SyscallException {
    var file = folder.resolve("plain");
    Files.writeString(file, "content");
    Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));
    try (var arena = Arena.ofConfined()) {
      var files = new FileSystem(arena);
      var status = files.status(bytes(file), true);
      assertTrue(status.regular());
      assertEquals(7, status.size());
      assertTrue(files.status(bytes(folder.resolve("link")), false).link());
      assertArrayEquals("nowhere".getBytes(UTF_8), files.readLink(bytes(folder.resolve("link"))));
      assertArrayEquals("content".getBytes(UTF_8), files.read(bytes(file), 100));
      assertArrayEquals("ten".getBytes(UTF_8), files.readAt(bytes(file), 3, 3));
      assertEquals(2, files.list(bytes(folder), 100).size());
      var e =
          assertThrows(
              SyscallException.class, () -> files.status(bytes(folder.resolve("link")), true));
      assertEquals(Errno.ENOENT, e.errno());
      assertThrows(SyscallException.class, () -> files.list(bytes(file), 1));
      assertThrows(SyscallException.class, () -> files.attribute(bytes(file), "user.none"));
      assertThrows(SyscallException.class, () -> files.readLink(bytes(file)));
      assertTrue(files.freeSpace(bytes(folder)).size() > 0);
    }
  }

  private static byte[] bytes(Path path) {
    return path.toString().getBytes(UTF_8);
  }

  @Test
  void refusesToSendToNobody() {
    var e = assertThrows(SyscallException.class, () -> Signals.send(NOBODY, Signals.SIGTERM));
    assertEquals(Errno.ESRCH, e.errno());
    assertEquals("SIGSEGV", Signals.name(Signals.SIGSEGV));
    assertEquals(Signals.SIGSEGV, Signals.number("SIGSEGV"));
  }

  @Test
  void saysWhichProgramCannotBeStarted() {
    var e =
        assertThrows(
            SyscallException.class,
            () -> Spawn.start("/nonexistent/program", List.of("program"), 0, -1));
    assertEquals("posix_spawn: ENOENT", e.getMessage());
  }

  @Test
  void knowsTheTablesOfThreeAbis() {
    assertEquals(257, Machine.X86_64.calls().number("openat"));
    assertEquals(56, Machine.AARCH64.calls().number("openat"));
    assertEquals("open", SyscallTable.of("i386").name(5));
    assertEquals("syscall_999", Machine.X86_64.calls().name(999));
    assertEquals(-1, Machine.AARCH64.calls().number("open"));
    assertEquals(Errno.EACCES, Errno.number("EACCES"));
    assertEquals("E4000", Errno.name(4000));
  }

  @Test
  void placesArgumentsWhereEachMachineExpectsThem() {
    var x86 = Registers.of(Machine.X86_64, new long[27]).replaceCall(59, 1, 2, 3, 4, 5, 6);
    assertEquals(59, x86.callNumber());
    assertEquals(1, x86.argument(0));
    assertEquals(6, x86.argument(5));
    long[] words = new long[34];
    words[32] = 0x1000;
    var arm = Registers.of(Machine.AARCH64, words).repeatCall(221, 7, 8);
    assertEquals(221, arm.callNumber());
    assertEquals(0x1000 - 4, arm.programCounter());
    assertEquals(7, arm.argument(0));
  }

  /// A kernel without unix_diag says so.
  @Test
  void tellsWhichSocketsAreConnected(@TempDir Path folder) throws IOException {
    var address = java.net.UnixDomainSocketAddress.of(folder.resolve("socket"));
    try (var server =
            java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        var one = java.nio.channels.SocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      server.bind(address);
      one.connect(address);
      try (var other = server.accept()) {
        assertTrue(other.isConnected());
        var peers = SocketDiagnosis.unixPeers();
        peers.forEach((a, b) -> assertTrue(a > 0 && b >= 0));
        assertTrue(
            peers.entrySet().stream()
                .anyMatch(pair -> pair.getKey().equals(peers.get(pair.getValue()))),
            peers.toString());
      }
    } catch (SyscallException e) {
      assertEquals(Errno.ENOENT, e.errno());
    }
  }
}
