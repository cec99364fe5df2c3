package faultline.reporters;

import faultline.core.Details;
import faultline.core.Value;
import java.io.IOException;
import java.util.List;

/// The differences between two runs, as the part of a comparison lists them. The first one is a
/// finding and stands above; here is what follows from it, and what differs beside it.
final class Differences {
  private static final int FOLLOWING = 4;

  private Differences() {}

  static void write(Page page, Details part) throws IOException {
    var all = trees(part.get("differences"));
    if (all.isEmpty()) {
      if (part.get("differenceCount") instanceof Value.Whole) {
        page.line("", "nothing that matters differs");
      }
      return;
    }
    var consequences = trees(all.getFirst().get("consequences"));
    if (!consequences.isEmpty()) {
      page.line("", "follows from it:");
      for (var each : consequences.subList(0, Math.min(FOLLOWING, consequences.size()))) {
        page.line("  ", each.textOf("what"));
      }
      long count =
          all.getFirst().get("consequenceCount") instanceof Value.Whole(long number) ? number : 0;
      if (count > FOLLOWING) {
        page.line("  ", "and " + (count - FOLLOWING) + " more");
      }
    }
    if (all.size() > 1) {
      page.line("", "also different:");
      for (var each : all.subList(1, all.size())) {
        page.line("  ", each.textOf("kind") + ": " + each.textOf("what"));
      }
    }
  }

  private static List<Details> trees(Value value) {
    return value instanceof Value.Many(var values)
        ? values.stream().filter(Details.class::isInstance).map(Details.class::cast).toList()
        : List.of();
  }
}
