package faultline.exec;

import faultline.core.Details;
import faultline.core.Value;
import faultline.exec.ExecObservation.Ended;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Killed;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The run itself for a report: which processes there were, and which of their calls failed.
///
/// Both lists are bounded. What may be the cause is kept first, then what belongs to processes that
/// failed, then the rest; the report says how many were left out.
final class RunDetails {
  private static final int PROCESSES = 200;
  private static final int FAILURES = 200;

  /// So that the calls of one process leave room for others.
  private static final int OF_ONE = 40;

  private static final int ARGUMENTS = 40;
  private static final int LONGEST = 300;

  private RunDetails() {}

  static Details of(ExecTrace trace) {
    List<ProcessView> all = trace.processes();
    List<Failure> failed = trace.failures().toList();
    if (all.isEmpty()) {
      return Details.NONE;
    }
    Set<ProcessView> processes = processes(trace, all);
    Set<Failure> failures = failures(trace, all, failed);
    return Details.NONE
        .list(
            "processes",
            processes.stream()
                .sorted(Comparator.comparingLong(ProcessView::born))
                .map(RunDetails::process)
                .toList())
        .number("processesLeftOut", all.size() - processes.size())
        .list(
            "failures",
            failures.stream()
                .sorted(Comparator.comparingLong(Failure::sequence))
                .map(RunDetails::failure)
                .toList())
        .number("failuresLeftOut", failed.size() - failures.size());
  }

  private static Set<ProcessView> processes(ExecTrace trace, List<ProcessView> all) {
    return first(
        PROCESSES,
        trace.suspects().stream().flatMap(suspect -> trace.ancestry(suspect.what().pid()).stream()),
        all.stream()
            .filter(ProcessView::failed)
            .flatMap(process -> trace.ancestry(process.pid()).stream()),
        all.stream());
  }

  private static Set<Failure> failures(
      ExecTrace trace, List<ProcessView> all, List<Failure> failed) {
    return first(
        FAILURES,
        trace.suspects().stream()
            .flatMap(
                suspect -> Stream.concat(Stream.of(suspect.what()), suspect.support().stream()))
            .filter(Failure.class::isInstance)
            .map(Failure.class::cast),
        all.stream()
            .filter(ProcessView::failed)
            .flatMap(process -> process.failures().reversed().stream().limit(OF_ONE)),
        failed.reversed().stream());
  }

  /// The first `most` different elements of `streams`, one stream after the other.
  @SafeVarargs
  private static <T> Set<T> first(int most, Stream<T>... streams) {
    Set<T> first = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Stream<T> stream : streams) {
      for (var each = stream.iterator(); first.size() < most && each.hasNext(); ) {
        first.add(each.next());
      }
    }
    return first;
  }

  private static Details process(ProcessView process) {
    var image = process.image();
    return Details.NONE
        .number("pid", process.pid())
        .number("parent", process.parent())
        .text("exe", image == null ? null : image.executable())
        .texts(
            "argv",
            image == null
                ? List.of()
                : image.arguments().stream().limit(ARGUMENTS).map(RunDetails::shortened).toList())
        .number("start", process.born())
        .with(
            "end",
            process.end() == null ? Value.Absent.ABSENT : new Value.Whole(process.endSequence()))
        .text("exit", exit(process));
  }

  private static @Nullable String exit(ProcessView process) {
    return switch (process.end()) {
      case Ended ended -> Integer.toString(ended.code());
      case Killed killed -> killed.signal();
      case null, default -> null;
    };
  }

  private static Details failure(Failure failure) {
    return Details.NONE
        .number("sequence", failure.sequence())
        .number("pid", failure.pid())
        .number("micros", failure.micros())
        .text("call", failure.call())
        .text("path", shortened(failure.path()))
        .text("errno", failure.errno())
        .number("repeats", failure.repeats());
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
