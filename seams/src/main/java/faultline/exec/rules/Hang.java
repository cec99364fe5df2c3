package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Killed;
import faultline.exec.ExecObservation.Waiting;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.ProcessView;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command does not end: it waits for something that does not come.
///
/// ## Why it breaks
///
/// A pipe that nobody writes to, a server that accepts and never answers, a lock that is never
/// given back, a child that does not end: the process sleeps in one call.
///
/// ## Fix
///
/// The report says for each process what it waits for. Look at the one that the others wait for.
@RuleInfo(id = "FL-EXEC-067", name = "hang", severity = Severity.ERROR, explanation = "hang")
public final class Hang implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    return switch (suspect.what()) {
      case Waiting waiting -> waits(trace, suspect, waiting);
      case Killed killed when stopped(trace, killed) -> killed(trace, suspect, killed);
      default -> null;
    };
  }

  /// Whether a process was ended by something that limits time.
  static boolean stopped(ExecTrace trace, Killed killed) {
    if (killed.signal().equals("SIGALRM")) {
      return true;
    }
    if (trace.waits().anyMatch(wait -> wait.pid() == killed.pid())) {
      return !killed.signal().equals("SIGSEGV");
    }
    var ended = trace.process(killed.pid());
    var above = ended == null ? null : trace.process(ended.parent());
    return isTimer(trace.process(killed.sender()))
        || killed.signal().equals("SIGKILL") && (isTimer(ended) || isTimer(above));
  }

  private static boolean isTimer(@Nullable ProcessView process) {
    return process != null && process.name().matches("g?timeout");
  }

  /// The probe puts last what holds the others up.
  private @Nullable Finding waits(ExecTrace trace, Suspect suspect, Waiting waiting) {
    if (trace.waits().anyMatch(other -> other.sequence() > waiting.sequence())) {
      return null;
    }
    var evidence = new ArrayList<ExecObservation>();
    trace.waits().filter(other -> !other.equals(waiting)).limit(5).forEach(evidence::add);
    return about(
        trace,
        suspect,
        "hang",
        sentence(trace, waiting),
        Fix.of(advice(waiting)),
        waiting.call().isEmpty() ? null : waiting.call(),
        "",
        null,
        evidence);
  }

  private @Nullable Finding killed(ExecTrace trace, Suspect suspect, Killed killed) {
    if (trace.waits().anyMatch(wait -> wait.pid() == killed.pid())) {
      return null;
    }
    var how =
        killed.signal().equals("SIGALRM")
            ? "its timer ran out"
            : "it was ended by " + killed.signal() + " when its time was up";
    return about(
        trace,
        suspect,
        "hang",
        Phrase.program(trace, killed) + " did not end in time: " + how,
        Fix.of("give it more time, or look what it waits for"),
        null,
        "",
        null,
        List.of());
  }

  private static String sentence(ExecTrace trace, Waiting waiting) {
    var program = Phrase.program(trace, waiting);
    if (waiting.call().isEmpty()) {
      return program
          + " "
          + (waiting.target().isEmpty()
              ? "runs without waiting for anything"
              : Phrase.name(waiting.target()));
    }
    return program
        + " waits"
        + (waiting.target().isEmpty()
            ? " in " + waiting.call()
            : " for " + Phrase.name(waiting.target()));
  }

  private static String advice(Waiting waiting) {
    var target = waiting.target();
    if (waiting.call().isEmpty()) {
      return "look at the program with a profiler or a debugger: it loops or is stopped";
    }
    if (target.contains("lock")) {
      return "end the holder of the lock, or give the command a time limit for it";
    }
    if (target.contains("terminal")) {
      return "give it input, or run it with </dev/null";
    }
    if (target.contains("FIFO")) {
      return "start the other side of it";
    }
    if (target.contains("pipe")) {
      return "look at the process at the other end, and close write ends that nobody needs";
    }
    if (target.contains("child")) {
      return "look at that child";
    }
    if (target.matches(".*(answer|data from|connection|accept).*")) {
      return "look at the other side, and give the command a time limit";
    }
    return "look at what it waits for";
  }
}
