package faultline.core;

import faultline.core.Report.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Findings on their way to a verdict.
///
/// @param directory the working directory, which fingerprints leave out; empty where unknown
/// @param remarks what a policy says about the report as a whole, one line each
/// @param score what the tags of the policy add up to, where it has weights
public record Draft(
    String directory, List<Part> parts, List<String> remarks, @Nullable Score score) {

  public Draft {
    parts = List.copyOf(parts);
    remarks = List.copyOf(remarks);
  }

  /// The same with every finding replaced by what `change` makes of it.
  public Draft each(BiFunction<Part, Finding, Finding> change) {
    var changed =
        parts.stream()
            .map(
                part ->
                    part.with(
                        part.findings().stream()
                            .map(finding -> change.apply(part, finding))
                            .toList()))
            .toList();
    return new Draft(directory, changed, remarks, score);
  }

  /// The same with one more part.
  public Draft and(Part part) {
    var all = new ArrayList<>(parts);
    all.add(part);
    return new Draft(directory, all, remarks, score);
  }

  /// The same with one more remark.
  public Draft remarked(String remark) {
    var all = new ArrayList<>(remarks);
    all.add(remark);
    return new Draft(directory, parts, all, score);
  }

  /// The same with a score.
  public Draft scored(Score found) {
    return new Draft(directory, parts, remarks, found);
  }

  /// What tells `finding` of `part` from others, in this run and later ones.
  public String fingerprint(Part part, Finding finding) {
    return Fingerprint.of(part, finding, directory);
  }
}
