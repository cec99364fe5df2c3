package faultline.exec;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.NotChecked;
import faultline.core.ObserverEffect;
import faultline.core.Seen;
import faultline.core.Unread;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Two runs of one command: one that is the model, and one that went another way.
public final class RunPair implements Seen {
  /// Differences that are told one by one; more are counted.
  static final int TOLD = 8;

  private final ExecTrace good;
  private final ExecTrace bad;
  private final RankedDifferences ranked;

  /// @param findings why the bad run failed, likeliest first, as far as rules know
  public RunPair(ExecTrace good, ExecTrace bad, List<Finding> findings) {
    this.good = good;
    this.bad = bad;
    var noise = new Noise(good, bad);
    ranked = new RankedDifferences(good, bad, noise, findings);
  }

  public ExecTrace good() {
    return good;
  }

  public ExecTrace bad() {
    return bad;
  }

  /// The differences that matter, the one that explains the others first, without those that only
  /// follow from it.
  public List<Difference> differences() {
    return ranked.roots();
  }

  /// What follows from `difference`.
  public List<Difference> following(Difference difference) {
    return ranked.following(difference);
  }

  /// Whether both ended alike.
  public boolean sameEnd() {
    return java.util.Objects.equals(good.exit(), bad.exit());
  }

  @Override
  public List<ExecObservation> observations() {
    return Stream.concat(good.observations().stream(), bad.observations().stream()).toList();
  }

  @Override
  public List<Unread> unread() {
    return Stream.concat(good.unread().stream(), bad.unread().stream()).toList();
  }

  @Override
  public List<NotChecked> notChecked() {
    var questions = new ArrayList<NotChecked>();
    for (var run : List.of(good, bad)) {
      if (run.of(Detail.class).findAny().isEmpty()) {
        questions.add(
            new NotChecked(
                "contents, rights and limits of the " + (run == good ? "good" : "bad") + " run",
                "its record has none",
                "record it with faultline run --record, and without strace"));
      }
    }
    return questions;
  }

  @Override
  public List<ObserverEffect> observer() {
    return bad.observer();
  }

  @Override
  public Details details() {
    var told = ranked.roots();
    return Details.NONE
        .list(
            "differences",
            IntStream.range(0, Math.min(TOLD, told.size()))
                .mapToObj(
                    i ->
                        told.get(i)
                            .details(i + 1)
                            .list(
                                "consequences",
                                following(told.get(i)).stream()
                                    .limit(TOLD)
                                    .map(
                                        each ->
                                            Details.NONE
                                                .text("kind", each.kind().word())
                                                .text("what", each.what()))
                                    .toList())
                            .number("consequenceCount", following(told.get(i)).size()))
                .toList())
        .number("differenceCount", told.size())
        .number("ignored", ranked.ignored());
  }
}
