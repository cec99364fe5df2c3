package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.Fact.SourceFact;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/// Decides between misses of one process that weigh about the same.
///
/// What a user's setting names is needed; what stands in the program itself may be a default that
/// it can do without. Who opens, starts or enters something needs it; who asks for its status may
/// only be curious.
final class Rivals {
  /// Suspects that weigh less than this below the first are none of its rivals.
  private static final double NEAR = 3.5;

  private static final Set<String> GIVEN = Set.of("env", "argv", "goenv");

  private Rivals() {}

  /// Lifts above the first of each process the one that says more.
  static void lift(ExecTrace trace, List<Suspect> suspects) {
    var first = new HashMap<Integer, Integer>();
    for (int i = 0; i < suspects.size(); i++) {
      var suspect = suspects.get(i);
      var known = first.get(suspect.what().pid());
      if (known == null || suspects.get(known).weight() < suspect.weight()) {
        first.put(suspect.what().pid(), i);
      }
    }
    first.forEach((_, top) -> lift(trace, suspects, top));
  }

  private static void lift(ExecTrace trace, List<Suspect> suspects, int top) {
    var above = suspects.get(top);
    if (!miss(above) || !above.messages().isEmpty()) {
      return;
    }
    int best = top;
    for (int i = 0; i < suspects.size(); i++) {
      var rival = suspects.get(i);
      if (rival.what().pid() == above.what().pid()
          && miss(rival)
          && above.weight() - rival.weight() < NEAR
          && says(trace, rival) > says(trace, suspects.get(best))) {
        best = i;
      }
    }
    if (best != top) {
      var rival = suspects.get(best);
      suspects.set(
          best, new Suspect(rival.what(), above.weight() + 0.05, rival.support(), rival.reasons()));
    }
  }

  private static boolean miss(Suspect suspect) {
    var failure = suspect.failure();
    return failure != null
        && failure.errno().equals("ENOENT")
        && !suspect.reasons().contains("found later")
        && !suspect.reasons().contains(Ranking.SEVERAL_FOLDERS)
        && !suspect.reasons().contains("benign");
  }

  private static int says(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null) {
      return 0;
    }
    boolean given = trace.sources(failure.sequence()).stream().anyMatch(Rivals::given);
    return (given ? 2 : 0) + (needs(failure) ? 1 : 0);
  }

  private static boolean given(SourceFact source) {
    var file = source.where().replaceFirst(":\\d+$", "");
    // Everything that has no place of its own is looked for in PATH.
    return GIVEN.contains(source.kind()) && !source.where().equals("PATH")
        || source.kind().equals("file") && ReadText.settings(file);
  }

  private static boolean needs(Failure failure) {
    return switch (CallShape.of(failure.call()).kind()) {
      case OPEN -> !failure.detail().contains("O_DIRECTORY");
      case EXECUTE, DIRECTORY, SOCKET -> true;
      default -> false;
    };
  }
}
