package faultline.exec;

import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Success;
import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.DemandFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What ran or was loaded although something of this run says that another one should have been.
/// They are suspects of a run that succeeded, and the last ones of a run that failed, unless a
/// message complains of just that.
final class Contradictions {
  /// Far below [Ranking#THRESHOLD]: what failed is heard first.
  private static final double WEIGHT = 4;

  /// What a message complains of is heard before what merely failed too.
  private static final double FIRST = 1;

  private Contradictions() {}

  /// `failures` are the suspects that failed, most likely first.
  static List<Suspect> of(ExecTrace trace, List<Suspect> failures) {
    var blamed = new HashMap<String, Boolean>();
    trace.of(DemandFact.class).forEach(demand -> blamed.put(demand.subject(), false));
    trace
        .of(ClashFact.class)
        .forEach(clash -> blamed.merge(clash.subject(), clash.blamed(), Boolean::logicalOr));
    if (blamed.isEmpty()) {
      return failures;
    }
    var first = new ArrayList<Suspect>();
    var last = new ArrayList<Suspect>();
    double top = failures.isEmpty() ? Ranking.THRESHOLD : failures.getFirst().weight();
    for (var seen : trace.observations()) {
      if (seen instanceof Started || seen instanceof Success) {
        add(seen, blamed, top, first, last);
      }
    }
    first.addAll(failures);
    first.addAll(last);
    return first;
  }

  private static void add(
      ExecObservation seen,
      Map<String, Boolean> blamed,
      double top,
      List<Suspect> first,
      List<Suspect> last) {
    switch (blamed.get("#" + seen.sequence())) {
      case Boolean complaint when complaint ->
          first.add(
              new Suspect(seen, top + FIRST, List.of(), List.of("a message complains of it")));
      case Boolean _ ->
          last.add(new Suspect(seen, WEIGHT, List.of(), List.of("not what was asked for")));
      case null -> {
        // Nobody says anything against it.
      }
    }
  }
}
