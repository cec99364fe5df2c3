package faultline.policy;

import faultline.core.Draft;
import faultline.core.Gate;
import faultline.core.Score;
import java.util.ArrayList;
import java.util.List;

/// Counts what findings cost: each that counts costs the weight of each of its tags.
record ScoreGate(List<Tag> tags, long least) implements Gate {
  private static final long FULL = 100;

  @Override
  public String name() {
    return "score";
  }

  @Override
  public Draft apply(Draft draft) {
    List<Score.Cost> costs = new ArrayList<>();
    long points = FULL;
    for (Tag tag : tags) {
      long cost =
          draft.parts().stream()
                  .flatMap(part -> part.findings().stream())
                  .map(finding -> finding.ruling())
                  .filter(
                      ruling -> ruling.standing().counts() && ruling.tags().contains(tag.name()))
                  .count()
              * tag.weight();
      if (cost > 0) {
        costs.add(new Score.Cost(tag.name(), cost));
        points -= cost;
      }
    }
    return draft.scored(new Score(Math.max(0, points), least, costs));
  }
}
