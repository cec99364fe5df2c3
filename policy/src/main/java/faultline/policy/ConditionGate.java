package faultline.policy;

import faultline.core.Details;
import faultline.core.Draft;
import faultline.core.Finding;
import faultline.core.Gate;
import faultline.core.Report.Part;
import faultline.core.Severity;
import faultline.core.Standing;
import faultline.core.Value;
import faultline.policy.cel.CelCondition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Asks each condition of the configuration about each finding.
record ConditionGate(List<Step> steps) implements Gate {
  /// A condition that was compiled.
  private record Step(When when, Condition condition) {}

  static ConditionGate of(List<When> conditions) {
    return new ConditionGate(
        conditions.stream().map(when -> new Step(when, CelCondition.compile(when))).toList());
  }

  @Override
  public String name() {
    return "conditions";
  }

  @Override
  public Draft apply(Draft draft) {
    Map<String, Integer> unanswered = new TreeMap<>();
    Draft after = draft.each((part, finding) -> asked(draft, part, finding, unanswered));
    for (var one : unanswered.entrySet()) {
      after = after.remarked(one.getKey() + ", for " + one.getValue() + " of the findings");
    }
    return after;
  }

  private Finding asked(Draft draft, Part part, Finding finding, Map<String, Integer> unanswered) {
    Finding now = finding;
    for (Step step : steps) {
      try {
        if (step.condition().holds(facts(draft, part, now))) {
          now = done(now, step.when());
        }
      } catch (Condition.Unanswerable e) {
        String where = step.when().file() + ":" + step.when().line();
        unanswered.merge(
            "the condition at " + where + " has no answer: " + e.getMessage(), 1, Integer::sum);
      }
    }
    return now;
  }

  private static Finding done(Finding finding, When when) {
    String why = when.reason().isEmpty() ? when.file() + ":" + when.line() : when.reason();
    var ruling = when.tag().isEmpty() ? finding.ruling() : finding.ruling().tagged(when.tag());
    return switch (when.then()) {
      case "" -> finding.with(ruling);
      case "report-only" -> finding.with(ruling.with(Standing.STAGED, "only reported: " + why));
      default -> {
        var severity = Severity.valueOf(when.then().toUpperCase(Locale.ROOT));
        yield severity == finding.severity()
            ? finding.with(ruling)
            : finding
                .with(severity)
                .with(
                    ruling.noted(
                        "severity "
                            + finding.severity().word()
                            + " becomes "
                            + severity.word()
                            + ": "
                            + why));
      }
    };
  }

  private static Map<String, Object> facts(Draft draft, Part part, Finding finding) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("seam", part.seam());
    facts.put("target", part.target());
    facts.put("rule", finding.rule());
    facts.put("name", finding.name());
    facts.put("severity", finding.severity().word());
    facts.put("cause", finding.cause());
    facts.put("explanation", finding.explanation());
    facts.put("fingerprint", draft.fingerprint(part, finding));
    facts.put("files", List.copyOf(Selector.files(finding, draft.directory())));
    facts.put("tags", finding.ruling().tags());
    facts.put("evidence", finding.evidence().stream().map(seen -> seen.quote()).toList());
    facts.put("details", plain(finding.details()));
    return facts;
  }

  /// Absent values are left out, so that `has()` says whether there is one.
  private static Object plain(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Whole(long number) -> number;
      case Value.Flag(boolean set) -> set;
      case Value.Absent _ -> "";
      case Value.Many(var values) -> values.stream().map(ConditionGate::plain).toList();
      case Details(var fields) -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (var field : fields) {
          if (field.value() != Value.Absent.ABSENT) {
            map.put(field.name(), plain(field.value()));
          }
        }
        yield map;
      }
    };
  }
}
