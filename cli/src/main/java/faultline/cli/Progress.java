package faultline.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A line on a terminal about work that takes longer than a second, which is gone when the work is
/// done. Elsewhere there is nothing: in a file or a pipe it would stay.
final class Progress implements AutoCloseable {
  private static final Duration STEP = Duration.ofSeconds(1);

  /// More would not fit into the line of a narrow terminal, and could not be erased.
  private static final int MOST = 48;

  private static final String ERASE = "\r\033[K";

  private final @Nullable Thread teller;

  private Progress(@Nullable Thread teller) {
    this.teller = teller;
  }

  /// Begins to tell on standard error, once a second has passed.
  ///
  /// @param work what is done, `reading good.jsonl`
  /// @param err standard error
  static Progress of(String work, PrintWriter err) {
    return of(work, err, Start.terminal(Start.ERROR), System.getenv());
  }

  static Progress of(
      String work, PrintWriter err, boolean terminal, Map<String, String> environment) {
    if (!terminal || !Color.capable(environment)) {
      return new Progress(null);
    }
    return new Progress(Thread.ofPlatform().daemon().start(() -> tell(shown(work), err)));
  }

  /// The words in one line: a file may have any name.
  static String shown(String work) {
    String line = work.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= MOST ? line : line.substring(0, MOST) + "...";
  }

  private static void tell(String work, PrintWriter err) {
    try {
      Thread.sleep(STEP);
    } catch (InterruptedException _) {
      return; // it was quick: not a word
    }
    try {
      for (int seconds = 1; ; seconds++) {
        err.print(ERASE + "faultline: " + work + " ... " + seconds + " s");
        err.flush();
        Thread.sleep(STEP);
      }
    } catch (InterruptedException _) {
      err.print(ERASE);
      err.flush();
    }
  }

  /// The work is done; the line is gone when this returns.
  @Override
  public void close() {
    if (teller == null) {
      return;
    }
    teller.interrupt();
    boolean interrupted = false;
    while (teller.isAlive()) {
      try {
        teller.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
