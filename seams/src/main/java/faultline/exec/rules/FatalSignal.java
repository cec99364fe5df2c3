package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Killed;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.BinaryFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A signal ended a program.
///
/// ## Why it breaks
///
/// `SIGSEGV` and `SIGBUS` are wrong addresses, `SIGILL` and `SIGFPE` wrong instructions, `SIGABRT`
/// the program giving up by itself, `SIGSYS` a call that a seccomp filter forbids. `SIGKILL` comes
/// from somebody else or from the kernel when memory runs out.
///
/// ## Fix
///
/// Debug the program where the report says it was; ask who sent the signal.
@RuleInfo(
    id = "FL-EXEC-066",
    name = "killed-by-signal",
    severity = Severity.ERROR,
    explanation = "fatal-signal")
public final class FatalSignal implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (!(suspect.what() instanceof Killed killed)
        || killed.signal().equals("SIGXFSZ")
        || Hang.stopped(trace, killed)
        || dismissed(trace, killed)) {
      return null;
    }
    var program = Phrase.program(trace, killed);
    var evidence = new ArrayList<ExecObservation>();
    var cause = new StringBuilder(program + " was killed by " + killed.signal());
    var place = place(trace, killed, evidence);
    var process = trace.process(killed.pid());
    var last =
        process == null || process.messages().isEmpty() ? null : process.messages().getLast();
    String advice;
    switch (killed.signal()) {
      case "SIGSEGV", "SIGBUS" -> {
        if (!killed.address().isEmpty()) {
          cause.append(" at address ").append(killed.address());
        }
        if (!killed.code().isEmpty()) {
          cause.append(": ").append(killed.code());
        }
        advice =
            killed.sender() > 0
                ? "ask why it was sent"
                : nullish(killed)
                    ? "debug the program: it uses a null pointer"
                    : "debug the program";
      }
      case "SIGFPE", "SIGILL", "SIGTRAP" -> {
        if (!killed.code().isEmpty()) {
          cause.append(": ").append(killed.code());
        }
        advice =
            killed.signal().equals("SIGILL")
                ? "debug the program, or build it for the processor of this machine"
                : "debug the program";
      }
      case "SIGABRT" -> {
        if (last != null) {
          cause.append(": ").append(Phrase.name(last.text().strip()));
        }
        advice = "debug the program: it gave up by itself";
      }
      case "SIGSYS" -> {
        cause.append(": a seccomp filter forbids a system call that it made");
        advice = "allow the call in the seccomp profile of the container or the service";
      }
      case "SIGKILL" -> {
        cause.append(
            killed.sender() > 0
                ? ""
                : ", by another process or by the kernel because memory ran out");
        advice = "look for 'Out of memory' in the kernel's messages, and for who ends processes";
      }
      case "SIGXCPU" -> {
        cause.append(": it used more processor time than ulimit -t allows");
        advice = "raise ulimit -t";
      }
      case "SIGPIPE" -> {
        cause.append(": it wrote into a pipe that nobody reads any more");
        advice = "look at the reader, which ended first";
      }
      default -> advice = "ask why it was sent";
    }
    if (killed.sender() > 0 && killed.sender() != killed.pid()) {
      var sender = trace.process(killed.sender());
      cause
          .append(", sent by pid ")
          .append(killed.sender())
          .append(
              sender == null || sender.name().isEmpty()
                  ? ""
                  : " (" + Phrase.name(sender.name()) + ")");
    }
    if (!place.isEmpty()) {
      cause.append("; it was ").append(place);
    }
    if (last != null) {
      evidence.add(last);
    }
    return about(
        trace, suspect, "fatal-signal", cause.toString(), Fix.of(advice), null, "", null, evidence);
  }

  /// A script that ends its own helper does what it is meant to do.
  private static boolean dismissed(ExecTrace trace, Killed killed) {
    return ASKING.contains(killed.signal())
        && killed.sender() != killed.pid()
        && trace.process(killed.sender()) != null
        && trace.root() != trace.process(killed.pid());
  }

  private static final Set<String> ASKING =
      Set.of("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGPIPE");

  private static boolean nullish(Killed killed) {
    return killed.address().length() <= 6 && killed.address().startsWith("0x");
  }

  /// `in main (+12) of prog`, as far as symbols tell; else the mapping.
  private static String place(ExecTrace trace, Killed killed, List<ExecObservation> evidence) {
    if (killed.instruction().isEmpty() || killed.signal().equals("SIGABRT")) {
      return "";
    }
    var symbol =
        trace
            .of(BinaryFact.class)
            .filter(fact -> fact.what().equals("symbol at " + killed.instruction()))
            .findFirst();
    int plus = killed.instruction().lastIndexOf("+0x");
    var file = plus < 0 ? "" : killed.instruction().substring(0, plus);
    if (symbol.isPresent() && !symbol.get().values().isEmpty()) {
      evidence.add(symbol.get());
      return "in "
          + Phrase.name(symbol.get().values().getFirst())
          + " of "
          + Phrase.name(Paths.baseName(file));
    }
    return "at " + Phrase.name(killed.instruction());
  }
}
