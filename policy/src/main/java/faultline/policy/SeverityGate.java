package faultline.policy;

import faultline.core.Draft;
import faultline.core.Gate;
import faultline.core.Severity;
import java.util.LinkedHashMap;
import java.util.Map;

/// Gives rules another severity. Of several patterns that fit, the first counts.
record SeverityGate(Map<Glob, Severity> byRule) implements Gate {
  static SeverityGate of(Map<String, Severity> byPattern) {
    var byRule = new LinkedHashMap<Glob, Severity>();
    byPattern.forEach((pattern, severity) -> byRule.put(new Glob(pattern), severity));
    return new SeverityGate(byRule);
  }

  @Override
  public String name() {
    return "severity";
  }

  @Override
  public Draft apply(Draft draft) {
    return draft.each(
        (_, finding) ->
            byRule.entrySet().stream()
                .filter(
                    one -> one.getKey().fits(finding.rule()) || one.getKey().fits(finding.name()))
                .findFirst()
                .filter(one -> one.getValue() != finding.severity())
                .map(
                    one ->
                        finding
                            .with(one.getValue())
                            .with(
                                finding
                                    .ruling()
                                    .noted(
                                        "severity "
                                            + finding.severity().word()
                                            + " becomes "
                                            + one.getValue().word())))
                .orElse(finding));
  }
}
