package faultline.exec;

import faultline.core.Finding;
import faultline.core.NotChecked;
import faultline.core.ProbeException;
import faultline.core.Report.Part;
import faultline.core.Rule;
import faultline.core.Seam;
import faultline.core.Severity;
import faultline.core.Value;
import faultline.exec.repair.Repairs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// The door of the execution seam: run a command, or read the record of a run, and say why it
/// failed.
public final class ExecSeam implements Seam<ExecTarget, ExecTrace> {
  private static final int ALTERNATIVES = 2;

  /// An alternative that weighs this much less than the cause is none.
  private static final double FAR_BEHIND = 7;

  /// Explanations that fit many faults: where a rule says more, it is heard instead.
  private static final Set<String> GENERIC =
      Set.of(
          "missing-file",
          "missing-dir",
          "permission",
          "not-a-dir",
          "fatal-signal",
          "module-missing",
          "other");

  @Override
  public String name() {
    return "exec";
  }

  @Override
  public String describe(ExecTarget target) {
    return switch (target) {
      case ExecTarget.Run run ->
          String.join(" ", new Redaction(run.options().redact()).arguments(run.command()));
      case ExecTarget.Log log -> log.file().toString();
    };
  }

  @Override
  public Class<? extends Rule<ExecTrace>> ruleType() {
    return ExecRule.class;
  }

  @Override
  public ExecTrace observe(ExecTarget target) throws ProbeException {
    return switch (target) {
      case ExecTarget.Run run -> {
        var watched = watch(run);
        watched.awaitSurvivors();
        yield watched.trace();
      }
      case ExecTarget.Log log -> LogProbe.look(log);
    };
  }

  /// Runs a command to its end. Returns as soon as it has ended.
  public WatchedRun watch(ExecTarget.Run run) throws ProbeException {
    return switch (run.options().tracer()) {
      case PTRACE -> RunProbe.watch(run);
      case STRACE -> StraceProbe.watch(run, "");
      case ANY -> {
        try {
          yield RunProbe.watch(run);
        } catch (ProbeException e) {
          if (!RunProbe.refused(e)) {
            throw e;
          }
          yield StraceProbe.watch(run, e.what() + "; strace watched instead");
        }
      }
    };
  }

  /// The likeliest cause first, at most two alternatives after it.
  @Override
  public List<Finding> rank(ExecTrace seen, List<Finding> findings) {
    var ranked = new ArrayList<Finding>();
    double best = 0;
    for (var suspect : seen.suspects()) {
      var said =
          findings.stream()
              .filter(finding -> finding.evidence().getFirst().equals(suspect.what()))
              .min(Comparator.comparingInt(ExecSeam::generality).thenComparing(Finding::rule));
      if (said.isEmpty()) {
        continue;
      }
      if (ranked.isEmpty()) {
        best = suspect.weight();
      }
      boolean repeated = ranked.stream().anyMatch(other -> sameThing(other, said.get()));
      if (!repeated && ranked.size() <= ALTERNATIVES && suspect.weight() > best - FAR_BEHIND) {
        // What merely would be warned of is an error where the command failed of it.
        ranked.add(
            seen.failed()
                ? Repairs.complete(seen, suspect, said.get().with(Severity.ERROR))
                : said.get());
      }
    }
    return ranked;
  }

  private static int generality(Finding finding) {
    var explanation = finding.explanation();
    return !GENERIC.contains(explanation) ? 0 : explanation.equals("module-missing") ? 1 : 2;
  }

  /// Whether two findings would be mended by the same repair.
  private static boolean sameThing(Finding one, Finding other) {
    return one.cause().equals(other.cause())
        || one.details().get("resolvedPath") instanceof Value.Text path
            && path.equals(other.details().get("resolvedPath"));
  }

  @Override
  public boolean ranked() {
    return true;
  }

  @Override
  public Part judge(String target, ExecTrace seen) {
    var part = Seam.super.judge(target, seen);
    if (!part.findings().isEmpty() || !seen.failed()) {
      return part;
    }
    var notChecked = new ArrayList<>(part.notChecked());
    notChecked.add(
        new NotChecked(
            "why the command failed",
            "nothing that failed in it can be called the cause; its own logic may have decided",
            "read its own messages; compare with a run that succeeds"));
    return new Part(
        part.seam(),
        part.target(),
        part.looked(),
        part.ranked(),
        part.findings(),
        notChecked,
        part.unread(),
        part.observer(),
        part.details());
  }
}
