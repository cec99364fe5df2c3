package faultline.formats.strace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Forms of lines as they were seen in real logs.
class StraceReaderTest {
  private static List<StraceEvent> read(String log) {
    return StraceReader.events(MemorySegment.ofArray(log.getBytes(UTF_8))).toList();
  }

  private static StraceEvent.Call call(String line) {
    var events = read(line + "\n");
    assertEquals(1, events.size(), events::toString);
    return (StraceEvent.Call) events.getFirst();
  }

  /// Events in one line each: who, what, how it ended.
  private static List<String> told(String log) {
    return read(log).stream().map(StraceReaderTest::told).toList();
  }

  private static String told(StraceEvent event) {
    return switch (event) {
      case StraceEvent.Call(var at, var began, var name, var arguments, var result, _, _) ->
          at.tid()
              + (began.tid() == at.tid() ? "" : "<-" + began.tid())
              + " "
              + name
              + "("
              + arguments
              + ") "
              + (arguments.whole() ? "" : "partly ")
              + result;
      case StraceEvent.Unrecognised(_, var text) -> "? " + text;
      default -> event.at().tid() + " " + event.getClass().getSimpleName();
    };
  }

  @Test
  void aFailedCallHasItsSymbolAndItsPath() {
    var call =
        call("577   openat(AT_FDCWD</tmp/fl>, \"/etc/x\", O_RDONLY) = -1 ENOENT (Keine Datei)");
    assertEquals("openat", call.name());
    assertEquals("ENOENT", call.errno());
    assertEquals(577, call.at().tid());
    assertEquals(Optional.of("/etc/x"), call.arguments().firstText());
    assertEquals(
        List.of(
            new Arg.Fd("", -100, "/tmp/fl", false),
            new Arg.Text("", "/etc/x", false),
            new Arg.Words("", "O_RDONLY")),
        call.arguments().list());
  }

  @Test
  void anErrorWithoutASymbolKeepsItsNumber() {
    assertEquals("errno 531", call("x(1) = -1 (errno 531)").errno());
    var injected = call("chdir(\"/\") = -1 (errno 531) (INJECTED)");
    assertTrue(injected.injected());
  }

  @Test
  void theFirstTextIsNotOneInsideAnExpressionOrAStructure() {
    assertEquals(
        Optional.of("/x"),
        call("f(htons(1), g(\"no\"), [\"no\"], \"/x\", \"/y\") = 0").arguments().firstText());
    assertEquals(Optional.empty(), call("f({a=\"no\"}, 7</a\\42b>) = 0").arguments().firstText());
  }

  @Test
  void argumentsOfAnExecve() {
    var call =
        call(
            "execve(\"/usr/bin/sh\", [\"sh\", \"-c\", \"ls /nonexistent; python3 -c \\\"imp\"...],"
                + " 0x7fff29515ed8 /* 35 vars */) = 0");
    assertEquals(
        List.of(
            new Arg.Text("", "/usr/bin/sh", false),
            new Arg.Items(
                "",
                List.of(
                    new Arg.Text("", "sh", false),
                    new Arg.Text("", "-c", false),
                    new Arg.Text("", "ls /nonexistent; python3 -c \"imp", true)),
                false),
            new Arg.Number("", 0x7fff29515ed8L)),
        call.arguments().list());
  }

  @Test
  void socketsAndDevicesBehindDescriptors() {
    record Shown(String written, String path) {}
    for (var shown :
        List.of(
            new Shown("3<TCP:[127.0.0.1:1->127.0.0.1:2]>", "TCP:[127.0.0.1:1->127.0.0.1:2]"),
            new Shown("3<TCPv6:[[::1]:80->[::1]:90]>", "TCPv6:[[::1]:80->[::1]:90]"),
            new Shown(
                "3<UNIX-STREAM:[11->12,\"/run/a]>b\"]>", "UNIX-STREAM:[11->12,\"/run/a]>b\"]"),
            new Shown("3<socket:[57844]>", "socket:[57844]"),
            new Shown("3</dev/pts/0<char 136:0>>", "/dev/pts/0"),
            new Shown("3<\\x2f\\x64\\x65\\x76<block 8:0>>", "/dev"),
            new Shown("3<pid:1234<sleep>>", "pid:1234<sleep>"),
            new Shown("3<anon_inode:[eventpoll]>", "anon_inode:[eventpoll]"),
            new Shown("3</a[b->", "/a[b-"))) {
      var call = call("close(" + shown.written() + ") = 0");
      assertEquals(List.of(new Arg.Fd("", 3, shown.path(), false)), call.arguments().list());
      assertEquals(
          new Result.Returned(3, shown.path(), false, ""),
          call("f() = " + shown.written()).result());
    }
  }

  @Test
  void addressesOfSocketsAreMembers() {
    var call =
        call(
            "connect(3, {sa_family=AF_UNIX, sun_path=@\"ab\\0\"}, 5) = -1 ECONNREFUSED (Connection"
                + " refused) <0.000215>");
    assertEquals(215_000, call.nanos());
    assertEquals(
        new Arg.Struct(
            "",
            List.of(
                new Arg.Words("sa_family", "AF_UNIX"), new Arg.Text("sun_path", "\0ab\0", false)),
            false),
        call.arguments().list().get(1));
  }

  @Test
  void resultsOfManyForms() {
    record Form(String written, Result result) {}
    for (var form :
        List.of(
            new Form("0x7fa6c0a5c000", new Result.Returned(0x7fa6c0a5c000L, "", false, "")),
            new Form("18446744073709551615", new Result.Returned(-1, "", false, "")),
            new Form("-1", new Result.Returned(-1, "", false, "")),
            new Form("022", new Result.Returned(18, "", false, "")),
            new Form("3</x>(deleted)", new Result.Returned(3, "/x", true, "")),
            new Form("0 (Timeout)", new Result.Returned(0, "", false, "Timeout")),
            new Form(
                "0x8002 (flags O_RDWR)", new Result.Returned(0x8002, "", false, "flags O_RDWR")),
            new Form("967<ls>", new Result.Returned(967, "ls", false, "")),
            new Form("5 /* 123 in strace's PID NS */", new Result.Returned(5, "", false, "")),
            new Form("?", new Result.NotReturned("")),
            new Form("? <unavailable>", new Result.NotReturned("")),
            new Form(
                "? ERESTARTNOHAND (To be restarted)", new Result.NotReturned("ERESTARTNOHAND")))) {
      assertEquals(form.result(), call("f(1)   = " + form.written()).result(), form.written());
      assertEquals(
          form.result(), call("f(1)   = " + form.written() + " <1.5>").result(), form.written());
    }
  }

  @Test
  void aThreadThatReplacesTheProgramGoesOnAsItsFirst() {
    assertEquals(
        List.of(
            "642 futex(0x1, FUTEX_WAIT, 702, NULL) partly NotReturned[errno=]",
            "642 Superseded",
            "642<-702 execve(\"/bin/true\", [\"true\"], 0x7f /* 38 vars */) Returned[value=0,"
                + " shown=, deleted=false, note=]"),
        told(
            """
            642   futex(0x1, FUTEX_WAIT, 702, NULL <unfinished ...>
            702   execve("/bin/true", ["true"], 0x7f /* 38 vars */ <unfinished ...>
            642   +++ superseded by execve in pid 702 +++
            642   <... execve resumed>)             = 0
            """));
  }

  @Test
  void theSameWithoutTheLineThatSaysSo() {
    assertEquals(
        List.of(
            "702 futex(0x1) partly NotReturned[errno=]",
            "702<-966 execve(\"/bin/true\", [\"true\"]) Returned[value=0, shown=, deleted=false,"
                + " note=]"),
        told("""
        702   futex(0x1 <unfinished ...>
        703   execve("/bin/other", ["other"] <unfinished ...>
        966   execve("/bin/true", ["true"] <pid changed to 702 ...>
        702   <... execve resumed> )             = 0
        """)
            .subList(0, 2));
  }

  @Test
  void onATerminalTheFirstProcessHasNoNumberUntilItHasAChild() {
    assertEquals(
        List.of(
            "0 brk(NULL) Returned[value=0, shown=, deleted=false, note=]",
            "0 Attached",
            "101 getpid() Returned[value=101, shown=, deleted=false, note=]",
            "100<-0 clone(child_stack=NULL, child_tidptr=0x7f) Returned[value=101, shown=,"
                + " deleted=false, note=]",
            "101 Exited",
            "100 exit_group(0) NotReturned[errno=]",
            "100 Exited"),
        told(
            """
            brk(NULL) = 0
            clone(child_stack=NULL,strace: Process 101 attached
             <unfinished ...>
            [pid   101] getpid() = 101
            [pid   100] <... clone resumed> child_tidptr=0x7f) = 101
            [pid   101] +++ exited with 0 +++
            exit_group(0) = ?
            +++ exited with 0 +++
            """));
  }

  @Test
  void aMessageInTheMiddleOfALineDoesNotBreakIt() {
    assertEquals(
        List.of(
            "0 Attached",
            "0 clone(child_stack=NULL, child_tidptr=0x7f) Returned[value=101, shown=,"
                + " deleted=false, note=]"),
        told("clone(child_stack=NULL, child_tidptr=0x7fstrace: Process 101 attached\n) = 101\n"));
  }

  @Test
  void outputOfTheProgramAmongTheLinesIsKeptApart() {
    assertEquals(
        List.of(
            "? hello",
            "0 write(1, \"hi\\n\", 3hi) Returned[value=3, shown=, deleted=false, note=]",
            "? unfinished business(",
            "? read(0, \"",
            "0 close(0) Returned[value=0, shown=, deleted=false, note=]"),
        told(
            """
            hello
            write(1, "hi\\n", 3hi
            ) = 3
            read(0, "
            unfinished business(
            close(0) = 0
            """));
  }

  @Test
  void halvesWhoseOtherHalfIsNotThereAreSaidToBeParts() {
    assertEquals(
        List.of(
            "7 read(\"x\", 1) partly Returned[value=1, shown=, deleted=false, note=]",
            "8 wait4(-1) partly NotReturned[errno=]",
            "8 read(\"y\") partly Returned[value=1, shown=, deleted=false, note=]",
            "9 poll([3]) partly NotReturned[errno=]"),
        told(
            """
            7 <... read resumed>"x", 1) = 1
            8 wait4(-1 <unfinished ...>
            8 <... read resumed>"y") = 1
            9 poll([3] <detached ...>
            """));
  }

  @Test
  void aProcessThatDiesInACallHasBothMarksOnOneLine() {
    assertEquals(
        List.of(
            "7 read(3,) NotReturned[errno=]",
            "7 restart_syscall(<... resuming interrupted nanosleep ...>) Returned[value=0, shown=,"
                + " deleted=false, note=]"),
        told(
            """
            7 read(3,  <unfinished ...>) = ?
            7 restart_syscall(<... resuming interrupted nanosleep ...>) = 0
            """));
  }

  @Test
  void theSummaryAndOtherWordsOfStraceAreRemarks() {
    assertEquals(
        List.of(
            "0 Remark",
            "0 Remark",
            "0 Remark",
            "0 Remark",
            "0 Remark",
            "0 Remark",
            "5 Signal",
            "5 Signal"),
        told(
            """
            strace: Process 5 detached
            [ Process PID=5 runs in x32 mode. ]
            % time     seconds  usecs/call     calls    errors syscall
            ------ ----------- ----------- --------- --------- ----------------
            100.00    0.000000           0         1           read
            100.00    0.000000                     1           total
            5 --- SIGTERM {si_signo=SIGTERM, si_code=SI_USER} ---
            5 --- stopped by SIGSTOP ---
            """));
  }

  @Test
  void oneLogForEachThread() {
    var events = new ArrayList<StraceEvent>();
    var reader = new StraceReader(events::add);
    for (var log :
        List.of(
            "966 execve(\"/bin/true\", [] <pid changed to 962 ...>\n",
            """
            962 futex(0x1 <unfinished ...>
            +++ superseded by execve in pid 966 +++
            <... execve resumed>) = 0
            exit(0) = ?\
            """)) {
      int space = log.indexOf(' ');
      reader.begin(Integer.parseInt(log.substring(0, space)));
      var bytes = log.substring(space + 1).getBytes(UTF_8);
      reader.accept(bytes, 0, bytes.length);
    }
    reader.end();
    assertEquals(
        List.of(
            "962 futex(0x1) partly NotReturned[errno=]",
            "962 Superseded",
            "962<-966 execve(\"/bin/true\", []) Returned[value=0, shown=, deleted=false, note=]",
            "962 exit(0) NotReturned[errno=]"),
        events.stream().map(StraceReaderTest::told).toList());
    assertEquals(4, events.getLast().at().line());
  }

  @Test
  void aLineThatIsCutShortIsUnrecognisedWithItsPlace() {
    var events = read("1 close(3) = 0\n1 openat(AT_FDCWD, \"/et");
    assertEquals(2, events.size());
    var last = (StraceEvent.Unrecognised) events.get(1);
    assertEquals(15, last.at().offset());
    assertEquals(2, last.at().line());
    assertEquals("1 openat(AT_FDCWD, \"/et", last.text());
  }

  @Test
  void emptyLinesAndCarriageReturnsDoNoHarm() {
    assertEquals(
        List.of("1 close(3) Returned[value=0, shown=, deleted=false, note=]"),
        told("\r\n1 close(3) = 0\r\n\n"));
  }

  @Test
  void aLineLongerThanTheLimitIsNotHeld() {
    var events = new ArrayList<StraceEvent>();
    var reader = new StraceReader(events::add);
    var block = new byte[1 << 20];
    Arrays.fill(block, (byte) 'x');
    for (int i = 0; i <= StraceReader.LONGEST_LINE >> 20; i++) {
      reader.accept(block, 0, block.length);
    }
    var rest = "\n1 close(3) = 0\n".getBytes(UTF_8);
    reader.accept(rest, 0, rest.length);
    reader.end();
    assertEquals(2, events.size());
    assertTrue(events.getFirst() instanceof StraceEvent.Unrecognised, events::toString);
    assertEquals(0, events.getFirst().at().offset());
    assertEquals(StraceReader.LONGEST_LINE + (1 << 20) + 1, events.get(1).at().offset());
  }

  @Test
  void coloursOfTheTerminalAreDropped() {
    var call =
        call(
            "\u001b[1;36mopenat\u001b[0m(\u001b[32m\"/x\"\u001b[m) = \u001b[31m-1 ENOENT\u001b[0m"
                + " (No such file)");
    assertEquals("openat", call.name());
    assertEquals("ENOENT", call.errno());
    assertEquals(Optional.of("/x"), call.arguments().firstText());
  }

  @Test
  void securityContextsAreNoPartOfPaths() {
    var call =
        call(
            "7 [unconfined_u:unconfined_r:unconfined_t:s0] openat(AT_FDCWD</r> [a:b:c], \"/x\"..."
                + " [d:e!!f], O_RDONLY) = 3</x> [a:b]");
    assertEquals(
        List.of(
            new Arg.Fd("", -100, "/r", false),
            new Arg.Text("", "/x", true),
            new Arg.Words("", "O_RDONLY")),
        call.arguments().list());
    assertEquals(new Result.Returned(3, "/x", false, ""), call.result());
  }

  @Test
  void straceNamesItselfAsItWasStarted() {
    assertEquals(
        List.of(
            "0 Remark",
            "0 Attached",
            "0 clone(flags=CLONE_VM) Returned[value=9, shown=, deleted=false, note=]",
            "0 Attached"),
        told(
            """
            /usr/bin/strace: Process 9 detached
            clone(flags=CLONE_VM/usr/bin/strace: Process 9 attached
            ) = 9
            ./strace: Process 9 attached
            """));
  }

  @Test
  void deepNestingStaysWords() {
    var call = call("f(" + "[".repeat(5000) + "]".repeat(5000) + ") = 0");
    assertEquals(1, call.arguments().list().size());
    assertFalse(call.injected());
  }
}
