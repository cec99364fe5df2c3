package faultline.exec;

import faultline.core.Finding;
import faultline.core.NotChecked;
import faultline.core.ProbeException;
import faultline.core.Report.Part;
import faultline.core.Rule;
import faultline.core.Seam;
import java.util.ArrayList;
import java.util.List;

/// The door of the execution seam: run a command, or read the record of a run, and say why it
/// failed.
public final class ExecSeam implements Seam<ExecTarget, ExecTrace> {
  private static final int ALTERNATIVES = 2;

  @Override
  public String name() {
    return "exec";
  }

  @Override
  public String describe(ExecTarget target) {
    return switch (target) {
      case ExecTarget.Run run -> String.join(" ", new Redaction(run.options().redact()).arguments(run.command()));
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
      case ExecTarget.Log log -> throw new ProbeException("reading logs: " + log.file());
    };
  }

  /// Runs a command to its end. Returns as soon as it has ended.
  public WatchedRun watch(ExecTarget.Run run) throws ProbeException {
    return RunProbe.watch(run);
  }

  /// The likeliest cause first, at most two alternatives after it.
  @Override
  public List<Finding> rank(ExecTrace seen, List<Finding> findings) {
    var ranked = new ArrayList<Finding>();
    for (var suspect : seen.suspects()) {
      findings.stream()
          .filter(finding -> finding.evidence().getFirst().equals(suspect.what()))
          .findFirst()
          .ifPresent(
              finding -> {
                boolean repeated =
                    ranked.stream().anyMatch(other -> other.cause().equals(finding.cause()));
                if (!repeated && ranked.size() <= ALTERNATIVES) {
                  ranked.add(finding);
                }
              });
    }
    return ranked;
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
