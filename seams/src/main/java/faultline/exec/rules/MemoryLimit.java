package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.LimitFact;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A program asks for more memory than it may have.
///
/// ## Why it breaks
///
/// The address space may be limited (`ulimit -v`), the control group may be full, the machine may
/// be, or the runtime has a limit of its own for its heap. Runtimes that reserve a big range at the
/// start fail at once under `ulimit -v`.
///
/// ## Fix
///
/// Raise the limit that the report names, or ask for less.
@RuleInfo(
    id = "FL-EXEC-057",
    name = "memory-limit",
    severity = Severity.ERROR,
    explanation = "memory-limit")
public final class MemoryLimit implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (suspect.what() instanceof Message message) {
      return Diagnostic.of(message.text()) == Diagnostic.OUT_OF_MEMORY
          ? said(trace, suspect, message)
          : null;
    }
    var failure = suspect.failure();
    if (failure == null || !refusesMemory(failure)) {
      return null;
    }
    return refused(trace, suspect, failure);
  }

  private static boolean refusesMemory(Failure failure) {
    return failure.errno().equals("ENOMEM")
            && (failure.call().startsWith("mmap")
                || failure.call().equals("mremap")
                || failure.call().equals("mprotect")
                || failure.call().startsWith("execve")
                || failure.call().startsWith("mlock")
                || failure.call().equals("memfd_create")
                || failure.call().equals("shmget"))
        || failure.errno().equals("EAGAIN") && failure.call().startsWith("mlock");
  }

  private Finding refused(ExecTrace trace, Suspect suspect, Failure failure) {
    long wanted = wanted(failure);
    var limits =
        failure.facts().stream()
            .filter(LimitFact.class::isInstance)
            .map(LimitFact.class::cast)
            .filter(limit -> failure.call().startsWith("mlock") == limit.name().contains("locked"))
            .filter(limit -> limit.used() < 0 || wanted < 0 || limit.used() + wanted > limit.soft())
            .toList();
    var cause =
        Phrase.program(trace, failure)
            + " was refused "
            + (wanted < 0 ? "memory" : Phrase.bytes(wanted) + " of memory");
    var advice = "ask for less memory, or run it on a machine with more";
    Fix fix = Fix.of(advice);
    if (!limits.isEmpty()) {
      var limit = limits.getFirst();
      cause += ": " + words(limit) + " is " + Phrase.bytes(limit.soft());
      var option = option(limit);
      advice =
          "raise "
              + (option.isEmpty() ? words(limit) : "ulimit " + option)
              + ", or ask for less memory";
      boolean room = limit.hard() < 0 || limit.hard() > limit.soft();
      fix =
          room && !option.isEmpty()
              ? Fix.of(
                  advice,
                  "ulimit "
                      + option
                      + " "
                      + (limit.hard() < 0 ? "unlimited" : Long.toString(limit.hard() / 1024)))
              : Fix.of(advice);
    }
    return suspect.failure() == failure
        ? about(trace, suspect, "memory-limit", cause, fix, limits)
        : about(trace, suspect, failure, "memory-limit", cause, fix, limits);
  }

  private Finding said(ExecTrace trace, Suspect suspect, Message message) {
    var process = trace.process(message.pid());
    if (process != null) {
      var refusal =
          process.failures().stream()
              .filter(MemoryLimit::refusesMemory)
              .filter(failure -> failure.sequence() < message.sequence())
              .reduce((_, last) -> last);
      if (refusal.isPresent()) {
        return refused(trace, suspect, refusal.get());
      }
    }
    var program = Phrase.program(trace, message);
    var heap = heapOption(trace, message);
    var cause =
        program
            + " ran out of memory"
            + (heap.isEmpty() ? "" : ": its heap is limited by " + Phrase.name(heap));
    return about(
        trace,
        suspect,
        "memory-limit",
        cause,
        Fix.of(
            heap.isEmpty()
                ? "ask for less memory, or raise the limit of the runtime, the control group or"
                    + " ulimit -v"
                : "raise " + Phrase.name(heap)),
        null,
        "",
        null,
        List.of());
  }

  private static final Pattern HEAP =
      Pattern.compile(
          "-Xmx\\S+|--max-old-space-size[= ]\\S+|-XX:MaxRAMPercentage=\\S+|-XX:MaxHeapSize=\\S+");

  private static String heapOption(ExecTrace trace, Message message) {
    var process = trace.process(message.pid());
    var image = process == null ? null : process.imageAt(message.sequence());
    if (process == null || image == null) {
      return "";
    }
    var words = new ArrayList<String>(image.arguments());
    for (var name :
        List.of(
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "NODE_OPTIONS",
            "GOMEMLIMIT")) {
      var value = process.environment().get(name);
      if (value != null) {
        words.add(value);
      }
    }
    for (var word : words) {
      var matcher = HEAP.matcher(word);
      if (matcher.find()) {
        return matcher.group();
      }
    }
    return "";
  }

  private static long wanted(Failure failure) {
    var word = failure.detail().split(" ", 2)[0];
    return word.matches("[0-9]{1,18}") ? Long.parseLong(word) : -1;
  }

  private static String words(LimitFact limit) {
    return switch (limit.name()) {
      case "Max address space" -> "the limit of the address space (ulimit -v)";
      case "Max data size" -> "the limit of the data size (ulimit -d)";
      case "Max locked memory" -> "the limit of locked memory (ulimit -l)";
      default -> limit.name() + " in " + limit.where();
    };
  }

  private static String option(LimitFact limit) {
    return switch (limit.name()) {
      case "Max address space" -> "-v";
      case "Max data size" -> "-d";
      case "Max locked memory" -> "-l";
      default -> "";
    };
  }
}
