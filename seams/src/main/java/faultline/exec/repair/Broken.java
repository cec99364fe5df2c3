package faultline.exec.repair;

import faultline.core.Finding;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.IdentityFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Suspect;
import faultline.exec.rules.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A finding that has no commands yet, and what is known around it.
///
/// @param failure the failed call that the finding names, null where it names none
/// @param sources where the wrong value came from, the likeliest first
record Broken(
    ExecTrace trace,
    Suspect suspect,
    Finding finding,
    @Nullable Failure failure,
    List<SourceFact> sources) {

  static Broken of(ExecTrace trace, Suspect suspect, Finding finding) {
    var call = finding.details().textOf("call");
    var path = finding.details().textOf("path");
    Failure failure = null;
    var sources = new LinkedHashSet<SourceFact>();
    for (var seen : finding.evidence()) {
      if (failure == null
          && seen instanceof Failure failed
          && failed.call().equals(call)
          && failed.path().equals(path)) {
        failure = failed;
      }
      if (seen instanceof SourceFact source) {
        sources.add(source);
      }
    }
    sources.addAll(trace.sources(suspect.what().sequence()));
    if (failure != null) {
      sources.addAll(trace.sources(failure.sequence()));
      // Facts that came later belong to the same failure in the trace.
      failure = latest(trace, failure);
    }
    return new Broken(trace, suspect, finding, failure, new ArrayList<>(sources));
  }

  private static Failure latest(ExecTrace trace, Failure failure) {
    return trace
        .failures()
        .filter(other -> other.sequence() == failure.sequence() && other.pid() == failure.pid())
        .findFirst()
        .orElse(failure);
  }

  boolean explains(String... words) {
    return List.of(words).contains(finding.explanation());
  }

  /// How the walk to the failing path ended, or null.
  @Nullable PathFact walked() {
    return failure == null ? null : failure.fact(PathFact.class);
  }

  /// What was found for `wanted` with this note, or null.
  @Nullable ElsewhereFact found(String wanted, String note) {
    return trace
        .of(ElsewhereFact.class)
        .filter(fact -> fact.wanted().equals(wanted) && fact.note().equals(note))
        .findFirst()
        .orElse(null);
  }

  /// The first source of `kind`, or null.
  @Nullable SourceFact source(String kind) {
    return sources.stream().filter(source -> source.kind().equals(kind)).findFirst().orElse(null);
  }

  /// Whether the process could do what root can.
  boolean byRoot() {
    var who = failure == null ? null : failure.fact(IdentityFact.class);
    return who != null && who.user() == 0 && who.overrides();
  }

  /// The value of a variable that the process had from outside the command, where the user's shell
  /// can change it; null otherwise.
  @Nullable String fromOutside(String variable) {
    int pid = failure == null ? suspect.what().pid() : failure.pid();
    var value = trace.environment(pid).get(variable);
    return value != null && Setting.fromOutside(trace, variable, value) ? value : null;
  }
}
