package faultline.policy;

import faultline.core.Details;
import faultline.core.Draft;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.Gate;
import faultline.core.Observation;
import faultline.core.Place;
import faultline.core.Report.Part;
import faultline.core.Severity;
import faultline.core.Standing;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Lets findings be that somebody answers for. One that has expired excuses nothing any more and is
/// a finding itself; one that nothing needed is said.
record ExceptionGate(List<Excuse> excuses, LocalDate today) implements Gate {
  /// The rule of an exception that has expired.
  static final String EXPIRED = "FL-POLICY-001";

  /// What a report quotes of an exception.
  private record Written(Excuse excuse) implements Observation {
    @Override
    public Place place() {
      return new Place.Line(excuse.file(), excuse.line());
    }

    @Override
    public String quote() {
      return excuse.about().text()
          + ", owner "
          + excuse.owner()
          + ", expires "
          + excuse.expires()
          + ": "
          + excuse.reason();
    }
  }

  @Override
  public String name() {
    return "exceptions";
  }

  @Override
  public Draft apply(Draft draft) {
    Set<Excuse> used = new HashSet<>();
    Draft after = draft.each((part, finding) -> excused(draft, part, finding, used));
    List<Finding> expired =
        excuses.stream().filter(this::over).map(ExceptionGate::expired).toList();
    if (!expired.isEmpty()) {
      after =
          after.and(
              new Part(
                  "policy",
                  excuses.getFirst().file(),
                  true,
                  false,
                  expired,
                  List.of(),
                  List.of(),
                  List.of(),
                  Details.NONE));
    }
    List<Excuse> unused =
        excuses.stream().filter(one -> !over(one) && !used.contains(one)).toList();
    return unused.isEmpty() ? after : after.remarked(notNeeded(unused));
  }

  private boolean over(Excuse excuse) {
    return today.isAfter(excuse.expires());
  }

  private Finding excused(Draft draft, Part part, Finding finding, Set<Excuse> used) {
    Excuse expired = null;
    for (Excuse excuse : excuses) {
      if (!excuse.about().fits(draft, part, finding)) {
        continue;
      }
      if (over(excuse)) {
        expired = excuse; // another one may still hold
        continue;
      }
      used.add(excuse);
      return finding.with(
          finding
              .ruling()
              .with(
                  Standing.EXCEPTED,
                  excuse.owner()
                      + " answers for it until "
                      + excuse.expires()
                      + ": "
                      + excuse.reason()));
    }
    return expired == null
        ? finding
        : finding.with(
            finding
                .ruling()
                .noted("the exception of " + expired.owner() + " expired on " + expired.expires()));
  }

  private static String notNeeded(List<Excuse> unused) {
    return unused.stream()
        .map(one -> one.about().text() + " (" + one.file() + ":" + one.line() + ")")
        .collect(
            Collectors.joining(
                ", ",
                unused.size() == 1
                    ? "this exception was not needed: "
                    : unused.size() + " exceptions were not needed: ",
                ""));
  }

  private static Finding expired(Excuse excuse) {
    return new Finding(
        EXPIRED,
        "exception-expired",
        Severity.WARNING,
        "the exception for " + excuse.about().text() + " expired on " + excuse.expires(),
        "exception-expired",
        Fix.of(
            "repair what it excused and remove it, or let "
                + excuse.owner()
                + " decide on a new day"),
        Details.NONE
            .absent("call")
            .text("path", excuse.file())
            .absent("resolvedPath")
            .absent("errno")
            .absent("pid")
            .absent("exe")
            .absent("provenance")
            .text("owner", excuse.owner())
            .text("expires", excuse.expires().toString()),
        List.of(new Written(excuse)));
  }
}
