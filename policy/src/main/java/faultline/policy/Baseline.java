package faultline.policy;

import faultline.core.Draft;
import faultline.core.Gate;
import faultline.core.Standing;
import faultline.formats.bytes.MalformedException;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import java.util.HashSet;
import java.util.Set;

/// The findings of an earlier JSON report: they are shown, and do not count.
///
/// @param file the earlier report
/// @param fingerprints of its findings. Those that an exception excused are not among them: whether
///   they count is the business of the exception
public record Baseline(String file, Set<String> fingerprints) implements Gate {
  public Baseline {
    fingerprints = Set.copyOf(fingerprints);
  }

  /// The findings of the JSON report in `bytes`.
  public static Baseline of(byte[] bytes, String file) {
    Json report;
    try {
      report = JsonReader.document(bytes);
    } catch (MalformedException e) {
      throw new PolicyException(file, 0, "is no JSON report: " + e.what());
    }
    if (report.textAt("schemaVersion").isEmpty() || report.at("parts").isEmpty()) {
      throw new PolicyException(file, 0, "is no report of faultline --format json");
    }
    Set<String> known = new HashSet<>();
    for (Json part : report.itemsAt("parts")) {
      for (Json finding : part.itemsAt("findings")) {
        String fingerprint =
            finding
                .textAt("fingerprint")
                .orElseThrow(
                    () ->
                        new PolicyException(
                            file, 0, "has findings without fingerprints: write it again"));
        if (!finding.textAt("ruling", "standing").orElse("").equals("excepted")) {
          known.add(fingerprint);
        }
      }
    }
    return new Baseline(file, known);
  }

  @Override
  public String name() {
    return "baseline";
  }

  @Override
  public Draft apply(Draft draft) {
    Set<String> gone = new HashSet<>(fingerprints);
    Draft after =
        draft.each(
            (part, finding) -> {
              String fingerprint = draft.fingerprint(part, finding);
              gone.remove(fingerprint);
              return fingerprints.contains(fingerprint) && finding.ruling().standing().counts()
                  ? finding.with(finding.ruling().with(Standing.BASELINE, "known since " + file))
                  : finding;
            });
    if (gone.isEmpty()) {
      return after;
    }
    return after.remarked(
        gone.size()
            + (gone.size() == 1 ? " finding of " : " findings of ")
            + file
            + (gone.size() == 1 ? " was" : " were")
            + " not found again");
  }
}
