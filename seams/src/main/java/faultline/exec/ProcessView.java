package faultline.exec;

import faultline.exec.ExecObservation.Ended;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Killed;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Success;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that was seen of one process. Filled by [ExecTrace], then only read.
public final class ProcessView {
  private final int pid;
  private final int parent;
  private final long born;
  private final List<Started> images = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<Success> successes = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<ProcessView> children = new ArrayList<>();
  private @Nullable ExecObservation end;
  private Map<String, String> environment = Map.of();

  ProcessView(int pid, int parent, long born) {
    this.pid = pid;
    this.parent = parent;
    this.born = born;
  }

  void add(ExecObservation seen) {
    switch (seen) {
      case Started image -> images.add(image);
      case Failure failure -> failures.add(failure);
      case Success success -> successes.add(success);
      case Message message -> messages.add(message);
      case Ended ended -> end = ended;
      case Killed killed -> end = killed;
      case ExecObservation.Born _, ExecObservation.Waiting _, Detail _, Fact _ -> {
        // Kept by the trace itself.
      }
    }
  }

  void child(ProcessView child) {
    children.add(child);
  }

  /// Processes share one map as long as nothing changes in it.
  void setEnvironment(Map<String, String> variables) {
    environment = variables;
  }

  public int pid() {
    return pid;
  }

  /// The process that made this one, 0 for the command itself.
  public int parent() {
    return parent;
  }

  public long born() {
    return born;
  }

  /// The programs it ran, in order; empty for a mere fork.
  public List<Started> images() {
    return images;
  }

  public List<Failure> failures() {
    return failures;
  }

  public List<Success> successes() {
    return successes;
  }

  public List<Message> messages() {
    return messages;
  }

  public List<ProcessView> children() {
    return children;
  }

  /// [Ended] or [Killed]; null while it lives.
  public @Nullable ExecObservation end() {
    return end;
  }

  /// Where it ended, the largest number while it lives.
  public long endSequence() {
    return end == null ? Long.MAX_VALUE : end.sequence();
  }

  /// Whether it ended with a code other than 0 or by a signal.
  public boolean failed() {
    return end instanceof Killed || end instanceof Ended ended && ended.code() != 0;
  }

  /// Exit code as a shell shows it; -1 while it lives.
  public int code() {
    return switch (end) {
      case Ended ended -> ended.code();
      case Killed killed -> 128 + killed.number();
      case null, default -> -1;
    };
  }

  /// The program it ran last, or null for a mere fork.
  public @Nullable Started image() {
    return images.isEmpty() ? null : images.getLast();
  }

  /// The program it ran at `sequence`, or null before the first.
  public @Nullable Started imageAt(long sequence) {
    Started found = null;
    for (var image : images) {
      if (image.sequence() <= sequence) {
        found = image;
      }
    }
    return found;
  }

  /// The environment of its last program, as far as it was seen.
  public Map<String, String> environment() {
    return environment;
  }

  /// The base name of the program it ran last, of the script where an interpreter runs one; empty
  /// for a mere fork.
  public String name() {
    var image = image();
    return image == null ? "" : Paths.baseName(image.path());
  }
}
