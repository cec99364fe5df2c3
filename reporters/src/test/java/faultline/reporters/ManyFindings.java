package faultline.reporters;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.Observation;
import faultline.core.Place;
import faultline.core.Policy;
import faultline.core.Report;
import faultline.core.Severity;
import java.util.List;
import java.util.stream.IntStream;

/// Reports that are larger than what some receivers take.
final class ManyFindings {
  private record Quote(Place place, String quote) implements Observation {}

  private ManyFindings() {}

  /// `count` findings, the last one an error and the others of info.
  static Report report(int count) {
    List<Finding> findings =
        IntStream.range(0, count).mapToObj(i -> finding(i, i == count - 1)).toList();
    var part =
        new Report.Part(
            "abi", "all", true, false, findings, List.of(), List.of(), List.of(), Details.NONE);
    return Report.of(
        new Report.Origin("1", "2"), Policy.DEFAULT, List.of(), null, List.of(part), "/home/ann");
  }

  private static Finding finding(int number, boolean grave) {
    return new Finding(
        "FL-ABI-00" + number % 7,
        "rule-" + number % 7,
        grave ? Severity.ERROR : Severity.INFO,
        "symbol s" + number + " is missing ##[error]\n::error::x, 100% \r sure",
        "symbol-missing",
        Fix.of("export it"),
        Details.NONE,
        List.of(new Quote(new Place.Line("/home/ann/a:b,c/f.c", number + 1L), "uses s" + number)));
  }
}
