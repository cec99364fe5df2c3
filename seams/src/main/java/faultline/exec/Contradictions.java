package faultline.exec;

import faultline.exec.ExecObservation.Started;
import faultline.exec.Fact.DemandFact;
import java.util.ArrayList;
import java.util.List;

/// Programs that ran although the project says that another one should have. They are suspects of a
/// run that succeeded, and the last ones of a run that failed.
final class Contradictions {
  /// Far below [Ranking#THRESHOLD]: what failed is heard first.
  private static final double WEIGHT = 4;

  private Contradictions() {}

  static List<Suspect> of(ExecTrace trace) {
    var subjects = trace.of(DemandFact.class).map(DemandFact::subject).distinct().toList();
    if (subjects.isEmpty()) {
      return List.of();
    }
    var all = new ArrayList<Suspect>();
    for (var image : trace.of(Started.class).toList()) {
      if (subjects.contains("#" + image.sequence())) {
        all.add(new Suspect(image, WEIGHT, List.of(), List.of("not the version asked for")));
      }
    }
    return all;
  }
}
