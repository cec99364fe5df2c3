package faultline.exec;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.Rule;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.SourceFact;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A rule of this room explains one kind of [Suspect]. It is asked about each suspect in turn; the
/// seam puts the findings in the order of the suspects and keeps one for each.
public interface ExecRule extends Rule<ExecTrace> {
  /// The finding for `suspect`, or null where this rule has nothing to say about it.
  @Nullable Finding explain(ExecTrace trace, Suspect suspect);

  @Override
  default Stream<Finding> check(ExecTrace trace) {
    return trace.suspects().stream().flatMap(suspect -> Stream.ofNullable(explain(trace, suspect)));
  }

  /// A finding about a failed call, with the names of the report's contract filled in from it.
  ///
  /// @param more evidence beside the call and the messages that name it
  default Finding about(
      ExecTrace trace,
      Suspect suspect,
      String explanation,
      String cause,
      Fix fix,
      List<? extends ExecObservation> more) {
    var failure = suspect.failure();
    if (failure == null) {
      return about(trace, suspect, explanation, cause, fix, null, "", null, more);
    }
    var walked = failure.fact(PathFact.class);
    return about(
        trace,
        suspect,
        explanation,
        cause,
        fix,
        failure.call(),
        failure.path(),
        walked == null ? failure.absolute() : walked.stop(),
        more);
  }

  /// A finding whose decisive call is another than the suspect: the suspect is the message that the
  /// call led to, or the death that followed it.
  default Finding about(
      ExecTrace trace,
      Suspect suspect,
      Failure decisive,
      String explanation,
      String cause,
      Fix fix,
      List<? extends ExecObservation> more) {
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(decisive);
    evidence.addAll(more);
    var walked = decisive.fact(PathFact.class);
    return about(
        trace,
        suspect,
        explanation,
        cause,
        fix,
        decisive.call(),
        decisive.path(),
        walked == null ? decisive.absolute() : walked.stop(),
        evidence);
  }

  /// A finding about any suspect.
  ///
  /// @param call name of the decisive call, null for none
  /// @param path what that call was given
  /// @param resolvedPath where it led
  default Finding about(
      ExecTrace trace,
      Suspect suspect,
      String explanation,
      String cause,
      Fix fix,
      @Nullable String call,
      String path,
      @Nullable String resolvedPath,
      List<? extends ExecObservation> more) {
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(suspect.what());
    for (var other : more) {
      if (!evidence.contains(other)) {
        evidence.add(other);
      }
    }
    suspect.messages().stream()
        .filter(message -> !evidence.contains(message))
        .limit(2)
        .forEach(evidence::add);
    var source =
        more.stream()
            .filter(SourceFact.class::isInstance)
            .map(SourceFact.class::cast)
            .findFirst()
            .orElseGet(() -> source(trace, suspect, decisive(suspect, call, path, more), path));
    if (source != null && !evidence.contains(source)) {
      evidence.add(source);
    }
    int pid = suspect.what().pid();
    var process = trace.process(pid);
    var image = process == null ? null : process.imageAt(suspect.what().sequence());
    var failure = decisive(suspect, call, path, more);
    var details =
        Details.NONE
            .text("call", call)
            .text("path", path.isEmpty() ? null : path)
            .text(
                "resolvedPath",
                resolvedPath == null || resolvedPath.isEmpty() ? null : resolvedPath)
            .text("errno", failure == null ? null : failure.errno())
            .number("pid", pid)
            .text("exe", image == null ? null : image.executable())
            .nested(
                "provenance",
                source == null
                    ? null
                    : Details.NONE
                        .text("kind", source.kind())
                        .text("where", source.where())
                        .text("value", source.value()));
    var stage = Stage.of(trace, suspect);
    var told = stage.isEmpty() ? cause : cause + " (stage: " + stage + ")";
    return finding(explanation, told, fix, details, evidence);
  }

  /// The failed call that a finding is about, or null where the call did not fail.
  private static @Nullable Failure decisive(
      Suspect suspect, @Nullable String call, String path, List<? extends ExecObservation> more) {
    return Stream.concat(Stream.of(suspect.what()), more.stream())
        .filter(Failure.class::isInstance)
        .map(Failure.class::cast)
        .filter(failed -> failed.call().equals(call) && failed.path().equals(path))
        .findFirst()
        .orElse(null);
  }

  /// Where the value came from that led to `path`: the first source found for it.
  private static @Nullable SourceFact source(
      ExecTrace trace, Suspect suspect, @Nullable Failure decisive, String path) {
    var sources = trace.sources(suspect.what().sequence());
    if (sources.isEmpty() && decisive != null) {
      sources = trace.sources(decisive.sequence());
    }
    if (sources.isEmpty() && !path.isEmpty()) {
      sources = trace.sources(path);
    }
    return sources.isEmpty() ? null : sources.getFirst();
  }
}
