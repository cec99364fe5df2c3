package faultline.policy;

import faultline.core.Draft;
import faultline.core.Finding;
import faultline.core.Gate;
import java.util.List;

/// Puts the tags of the configuration on findings.
record TagGate(List<Tag> tags) implements Gate {
  @Override
  public String name() {
    return "tags";
  }

  @Override
  public Draft apply(Draft draft) {
    return draft.each((_, finding) -> tagged(finding));
  }

  private Finding tagged(Finding finding) {
    var ruling = finding.ruling();
    for (Tag tag : tags) {
      if (tag.rules().stream()
          .anyMatch(rule -> rule.fits(finding.rule()) || rule.fits(finding.name()))) {
        ruling = ruling.tagged(tag.name());
      }
    }
    return finding.with(ruling);
  }
}
