package faultline.formats.strace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logs that the installed `strace` writes here and now.
class StraceDifferentialTest {
  /// Children at the same time, so that calls are interrupted; a signal; names that need escapes.
  private static final String SCRIPT =
      """
      for i in 1 2 3 4 5 6; do (ls /nonexistent-$i 2>/dev/null; sleep 0.0$i; cat "$1") & done
      wait
      (kill -SEGV $BASHPID 2>/dev/null || sh -c 'kill -SEGV $$')
      exec false
      """;

  @TempDir Path folder;

  @BeforeAll
  static void straceWorksHere() throws IOException, InterruptedException {
    assumeTrue(run(List.of("strace", "-o", "/dev/null", "true")) == 0, "needs strace and ptrace");
  }

  private static int run(List<String> command) throws InterruptedException {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), command::toString);
      return process.exitValue();
    } catch (IOException _) {
      return -1;
    }
  }

  private Path awkward() throws IOException {
    var file = folder.resolve("a, (b) \"c\" <d> é\n中 \\e");
    Files.writeString(file, "x");
    return file;
  }

  private byte[] log(String... options) throws IOException, InterruptedException {
    var log = folder.resolve("log");
    var command = new ArrayList<>(List.of("strace", "-f", "-o", log.toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("sh", "-c", SCRIPT, "sh", awkward().toString()));
    assertEquals(1, run(command), "the status of the script");
    return Files.readAllBytes(log);
  }

  private static List<StraceEvent> read(byte[] log) {
    return StraceReader.events(MemorySegment.ofArray(log)).toList();
  }

  private void holdsFor(String... options) throws IOException, InterruptedException {
    var log = log(options);
    var text = new String(log, UTF_8);
    long lines = text.lines().count();
    long halves = text.lines().filter(line -> line.contains(" resumed>")).count();
    var events = read(log);
    var unrecognised = events.stream().filter(StraceEvent.Unrecognised.class::isInstance).toList();
    assertEquals(List.of(), unrecognised);
    assertTrue(halves > 0, "nothing was interrupted");
    assertEquals(
        lines - halves, events.size(), "one event for each line, and for both halves of a call");
    for (var event : events) {
      if (event instanceof StraceEvent.Call call) {
        assertTrue(
            call.arguments().whole() || call.result() instanceof Result.NotReturned,
            call::toString);
        assertTrue(call.at().tid() > 0);
      }
    }
    assertTrue(
        events.stream()
            .anyMatch(
                e -> e instanceof StraceEvent.Killed killed && killed.signal().equals("SIGSEGV")));
    var opened =
        calls(events)
            .filter(call -> call.name().equals("openat"))
            .filter(call -> call.arguments().firstText().orElse("").endsWith("中 \\e"))
            .toList();
    assertEquals(6, opened.size());
    for (var call : opened) {
      assertEquals(awkward().toString(), call.arguments().firstText().orElseThrow());
    }
  }

  private static Stream<StraceEvent.Call> calls(List<StraceEvent> events) {
    return events.stream()
        .filter(StraceEvent.Call.class::isInstance)
        .map(StraceEvent.Call.class::cast);
  }

  @Test
  void everyLineIsUnderstoodWithItsDefaults() throws IOException, InterruptedException {
    holdsFor();
  }

  @Test
  void everyLineIsUnderstoodWithPathsAndTimes() throws IOException, InterruptedException {
    holdsFor("-y", "-ttt", "-T", "-s", "4096");
  }

  @Test
  void everyLineIsUnderstoodInHexadecimal() throws IOException, InterruptedException {
    holdsFor("-yy", "-xx", "-r", "-s", "4096", "-i", "-n");
  }

  @Test
  void everyLineIsUnderstoodWithNamesOfProcesses() throws IOException, InterruptedException {
    holdsFor("-Y", "-x", "-tt", "-v");
  }

  @Test
  void descriptorsLeadToTheFileThatWasOpened() throws IOException, InterruptedException {
    var events = read(log("-y", "-e", "trace=openat,read", "-s", "4096"));
    var expected = awkward().toRealPath().toString();
    assertEquals(
        6,
        calls(events)
            .filter(
                call ->
                    call.result() instanceof Result.Returned(_, var shown, _, _)
                        && shown.equals(expected))
            .count());
    assertTrue(
        calls(events)
                .filter(call -> call.name().equals("read") && !call.arguments().list().isEmpty())
                .filter(
                    call ->
                        call.arguments().list().getFirst() instanceof Arg.Fd(_, _, var path, _)
                            && path.equals(expected))
                .count()
            >= 6);
  }

  @Test
  void oneFileForEachProcess() throws IOException, InterruptedException {
    var log = folder.resolve("log");
    run(
        List.of(
            "strace", "-ff", "-o", log.toString(), "sh", "-c", SCRIPT, "sh", awkward().toString()));
    var events = new ArrayList<StraceEvent>();
    var reader = new StraceReader(events::add);
    int files = 0;
    try (var all = Files.newDirectoryStream(folder, "log.*")) {
      for (var file : all) {
        var name = file.getFileName().toString();
        reader.begin(Integer.parseInt(name.substring(name.indexOf('.') + 1)));
        var bytes = Files.readAllBytes(file);
        reader.accept(bytes, 0, bytes.length);
        files++;
      }
    }
    reader.end();
    assertEquals(
        List.of(), events.stream().filter(StraceEvent.Unrecognised.class::isInstance).toList());
    assertEquals(files, events.stream().map(event -> event.at().tid()).distinct().count());
    assertEquals(
        files,
        events.stream()
            .filter(e -> e instanceof StraceEvent.Exited || e instanceof StraceEvent.Killed)
            .count());
  }
}
