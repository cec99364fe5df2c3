package faultline.bench;

import faultline.formats.strace.Result;
import faultline.formats.strace.StraceEvent;
import faultline.formats.strace.StraceReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How fast a log of strace is read. One operation is a log of 16 MB, so that operations per second
/// times 16 are MB/s.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StraceBench {
  private static final int SIZE = 16_000_000;
  private static final int SEED = 1;

  private byte[] log = new byte[0];

  /// A log with the shape of a parallel build's: half its lines are halves of interrupted calls,
  /// most calls that fail are searches.
  @Setup
  public void writeLog() {
    var random = new Random(SEED);
    var text = new StringBuilder(SIZE + 1000);
    double time = 1_700_000_000;
    while (text.length() < SIZE) {
      int pid = 1000 + random.nextInt(8);
      time += 0.000_09;
      text.append(pid).append("  ").append(String.format("%.6f ", time));
      int file = random.nextInt(10_000);
      switch (random.nextInt(6)) {
        case 0 ->
            text.append("openat(AT_FDCWD</src/project>, \"/usr/include/x86_64-linux-gnu/h")
                .append(file)
                .append(".h\", O_RDONLY|O_NOCTTY) = -1 ENOENT (No such file or directory)\n");
        case 1 ->
            text.append("newfstatat(3</usr/lib/gcc/f")
                .append(file)
                .append(">, \"\", {st_mode=S_IFREG|0644, st_size=1824, ...}, AT_EMPTY_PATH) = 0\n");
        case 2 ->
            text.append("read(3</src/f")
                .append(file)
                .append(".c>, \"\\177ELF\\2\\1\\1\\3\\0\\0\\0\\0\\0int main\"..., 832) = 832\n");
        default -> {
          text.append("wait4(-1,  <unfinished ...>\n").append(pid).append("  ");
          text.append(String.format("%.6f ", time + 0.000_04));
          text.append(
              "<... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 77\n");
        }
      }
    }
    log = text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Names, errors, and the path of each call that failed: what a search for a cause looks at.
  @Benchmark
  public long failures() {
    var sum = new long[1];
    read(
        event -> {
          if (event instanceof StraceEvent.Call call && call.result() instanceof Result.Failed) {
            sum[0] += call.arguments().firstText().orElse("").length();
          }
        });
    return sum[0];
  }

  /// Every argument of every call.
  @Benchmark
  public long everything() {
    var sum = new long[1];
    read(
        event -> {
          if (event instanceof StraceEvent.Call call) {
            sum[0] += call.arguments().list().size();
          }
        });
    return sum[0];
  }

  private void read(Consumer<StraceEvent> events) {
    var reader = new StraceReader(events);
    reader.accept(log, 0, log.length);
    reader.end();
  }
}
