package faultline.policy;

import faultline.core.Gate;
import faultline.core.Policy;
import faultline.core.Severity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a `faultline.toml` says. What it does not say is null or empty.
///
/// @param format the format of reports
/// @param failOn the least severity that fails
/// @param baseline the file of an earlier report, relative to the configuration
/// @param severities the severity of rules, by the pattern of their id or name
/// @param least the least score that passes, 0 where any does
public record Settings(
    @Nullable String format,
    @Nullable Severity failOn,
    @Nullable String baseline,
    Map<String, Severity> severities,
    List<Excuse> excuses,
    List<When> conditions,
    List<Tag> tags,
    List<Stage> stages,
    long least) {

  /// Nothing is said.
  public static final Settings NONE =
      new Settings(null, null, null, Map.of(), List.of(), List.of(), List.of(), List.of(), 0);

  public Settings {
    severities = Collections.unmodifiableMap(new LinkedHashMap<>(severities));
    excuses = List.copyOf(excuses);
    conditions = List.copyOf(conditions);
    tags = List.copyOf(tags);
    stages = List.copyOf(stages);
  }

  /// What `text`, the content of `file`, says. Anything that is not understood is an error: a
  /// policy that is half obeyed is none.
  public static Settings read(String text, String file) {
    return SettingsReader.read(text, file);
  }

  /// These settings, and where they say nothing those of `other`.
  public Settings over(Settings other) {
    var both = new LinkedHashMap<>(severities);
    other.severities.forEach(both::putIfAbsent);
    return new Settings(
        format == null ? other.format : format,
        failOn == null ? other.failOn : failOn,
        baseline == null ? other.baseline : baseline,
        both,
        excuses.isEmpty() ? other.excuses : excuses,
        conditions.isEmpty() ? other.conditions : conditions,
        tags.isEmpty() ? other.tags : tags,
        stages.isEmpty() ? other.stages : stages,
        least == 0 ? other.least : least);
  }

  /// The same with the baseline in another place.
  public Settings withBaseline(String other) {
    return new Settings(
        format, failOn, other, severities, excuses, conditions, tags, stages, least);
  }

  /// The policy that these settings ask for.
  ///
  /// @param bar the least severity that fails
  /// @param known the findings of an earlier report, where one is compared with
  /// @param plugins steps from elsewhere
  /// @param today the day on which exceptions have to hold
  public Policy policy(
      Severity bar, @Nullable Baseline known, List<Gate> plugins, LocalDate today) {
    List<Gate> gates = new ArrayList<>();
    if (!severities.isEmpty()) {
      gates.add(SeverityGate.of(severities));
    }
    gates.addAll(plugins);
    if (!conditions.isEmpty()) {
      gates.add(ConditionGate.of(conditions));
    }
    if (!tags.isEmpty()) {
      gates.add(new TagGate(tags));
    }
    if (!excuses.isEmpty()) {
      gates.add(new ExceptionGate(excuses, today));
    }
    if (known != null) {
      gates.add(known);
    }
    if (!stages.isEmpty()) {
      gates.add(new StageGate(stages));
    }
    if (!tags.isEmpty() || least > 0) {
      gates.add(new ScoreGate(tags, least));
    }
    return new Policy(bar, gates);
  }
}
