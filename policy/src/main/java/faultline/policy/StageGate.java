package faultline.policy;

import faultline.core.Draft;
import faultline.core.Finding;
import faultline.core.Gate;
import faultline.core.Report.Part;
import faultline.core.Standing;
import java.util.List;

/// Keeps findings of a stage from counting, but for the share that is enforced.
record StageGate(List<Stage> stages) implements Gate {
  @Override
  public String name() {
    return "stages";
  }

  @Override
  public Draft apply(Draft draft) {
    return draft.each((part, finding) -> staged(draft, part, finding));
  }

  /// Of several stages that fit, the first counts.
  private Finding staged(Draft draft, Part part, Finding finding) {
    if (!finding.ruling().standing().counts()) {
      return finding;
    }
    for (Stage stage : stages) {
      if (stage.about().fits(draft, part, finding)) {
        return stage.enforces(draft.fingerprint(part, finding))
            ? finding
            : finding.with(
                finding
                    .ruling()
                    .with(
                        Standing.STAGED,
                        "only reported: "
                            + stage.enforced()
                            + " % of "
                            + stage.about().text()
                            + " count"));
      }
    }
    return finding;
  }
}
