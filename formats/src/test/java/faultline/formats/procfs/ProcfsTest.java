package faultline.formats.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.bytes.MalformedException;
import faultline.testkit.Seeded;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcfsTest {
  @Test
  void readsMappings() {
    var all =
        MappedRange.all(
            """
            55c5ba019000-55c5ba01d000 r-xp 00004000 08:01 1311                       /usr/bin/a b (deleted)
            7ffd1000-7ffd3000 rw-p 00000000 00:00 0                          [stack]
            7f0000000000-7f0000001000 rw-s 00000000 fd:0a 9\s
            7f0000001000-7f0000002000 r--p 00000000 00:2f 12 /tmp/a\\012b
            """);
    assertEquals(
        List.of("/usr/bin/a b (deleted)", "[stack]", "", "/tmp/a\nb"),
        all.stream().map(MappedRange::path).toList());
    assertEquals("8:1", all.getFirst().device());
    assertEquals("253:10", all.get(2).device());
    assertEquals("55c5ba019000-55c5ba01d000", all.getFirst().range());
    assertTrue(all.getFirst().executable());
    assertFalse(all.get(1).executable());
    assertThrows(MalformedException.class, () -> MappedRange.all("no mapping"));
  }

  @Test
  void readsTheStateOfAProcess() {
    var state =
        ProcessState.read(
            "42 (a) b (c) S 7 42 42 0 -1 4194304 1 0 0 0 1 2 0 0 20 0 3 0 123456 1 2 3\n");
    assertEquals(new ProcessState(42, "a) b (c", 'S', 7, false, 3, 123456), state);
    assertTrue(
        ProcessState.read("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 6 0\n")
            .kernel());
    assertThrows(MalformedException.class, () -> ProcessState.read("42 (sh"));
    assertThrows(MalformedException.class, () -> ProcessState.read("42 (sh) S 1"));
  }

  @Test
  void readsDescriptors() {
    var log = DescriptorInfo.read("pos:\t12\nflags:\t02102001\nmnt_id:\t9\nino:\t4\n");
    assertEquals(12, log.position());
    assertEquals("write", log.access());
    assertTrue(log.append() && log.closedOnExec() && !log.nonBlocking());
    var epoll =
        DescriptorInfo.read(
            "pos:\t0\nflags:\t02000002\nmnt_id:\t15\nino:\t2\ntfd:        4 events:       19\n");
    assertEquals(List.of("tfd:        4 events:       19"), epoll.more());
    assertThrows(MalformedException.class, () -> DescriptorInfo.read("flags:\t9\n"));
  }

  @Test
  void readsSockets() {
    var tcp =
        SocketEntry.all(
            "tcp",
            "  sl  local_address\n   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1146 1 0 100\n");
    assertEquals(
        List.of(new SocketEntry("tcp", "0100007F:1F90", "00000000:0000", "listening", 1146)), tcp);
    var unix =
        SocketEntry.all(
            "unix",
            """
            Num       RefCount Protocol Flags    Type St Inode Path
            00000000668940ed: 00000003 00000000 00000000 0001 03  1143
            00000000668940ee: 00000002 00000000 00010000 0005 01  1144 @a b
            """);
    assertEquals(
        List.of(
            new SocketEntry("unix stream", "", "", "connected", 1143),
            new SocketEntry("unix seqpacket", "@a b", "", "listening", 1144)),
        unix);
    assertThrows(MalformedException.class, () -> SocketEntry.all("tcp", "head\n1 2\n"));
  }

  /// Any text is read, or it is said where it breaks.
  @Test
  void anyText() {
    Seeded.runs(
        2_000,
        random -> {
          var text = new StringBuilder();
          for (int i = random.nextInt(120); i > 0; i--) {
            text.append("0123456789abcdefrwxp-: ()\n\t/SZ".charAt(random.nextInt(30)));
          }
          for (var read :
              List.<java.util.function.Consumer<String>>of(
                  MappedRange::all,
                  ProcessState::read,
                  DescriptorInfo::read,
                  one -> SocketEntry.all("tcp", one),
                  one -> SocketEntry.all("unix", one),
                  one -> SocketEntry.all("netlink", one))) {
            try {
              read.accept(text.toString());
            } catch (MalformedException e) {
              assertTrue(e.offset() <= text.length());
            }
          }
        });
  }
}
