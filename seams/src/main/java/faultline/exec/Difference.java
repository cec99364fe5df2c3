package faultline.exec;

import faultline.core.Details;
import faultline.core.Observation;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One thing in which two runs differ.
///
/// @param subject what it is about: the name of a variable, a path, the number of an argument
/// @param what it in one sentence
/// @param good as it was in the run that is the model
/// @param bad as it was in the other
/// @param process name of the process where it is seen first
/// @param sequence when in the bad run; 0 for what was there from the start
/// @param marks texts that stand in the good run and in the bad one because of it: what later
///   differences are recognised by
/// @param weight how telling it is by itself
/// @param evidence of the good run, then of the bad one
public record Difference(
    Kind kind,
    String subject,
    String what,
    String good,
    String bad,
    String process,
    long sequence,
    Marks marks,
    double weight,
    List<Observation> evidence) {
  /// In what two runs can differ.
  public enum Kind {
    ARGUMENT,
    ENVIRONMENT,
    DIRECTORY,
    SETTING,
    CONTENT,
    LINK,
    PERMISSION,
    PROGRAM,
    SEARCH,
    FILE,
    ADDRESS,
    REFUSED,
    OPENED,
    PROCESS,
    MESSAGE,
    EXIT;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it comes from outside of the process: it can be a cause of others.
    boolean given() {
      return compareTo(PROGRAM) < 0;
    }

    /// Whether it only follows from others.
    boolean effect() {
      return compareTo(OPENED) >= 0;
    }
  }

  /// Texts by which a difference shows in others.
  public record Marks(Set<String> good, Set<String> bad) {
    public static final Marks NONE = new Marks(Set.of(), Set.of());

    static Marks of(List<String> good, List<String> bad) {
      return new Marks(new HashSet<>(good), new HashSet<>(bad));
    }

    public Marks {
      good = Set.copyOf(good);
      bad = Set.copyOf(bad);
    }
  }

  public Difference {
    evidence = List.copyOf(evidence);
  }

  Difference weighing(double other) {
    return new Difference(
        kind, subject, what, good, bad, process, sequence, marks, other, evidence);
  }

  /// As the report has it; `order` counts from 1.
  public Details details(int order) {
    return Details.NONE
        .text("kind", kind.word())
        .text("what", what)
        .text("good", good)
        .text("bad", bad)
        .text("process", process)
        .text("path", path())
        .number("order", order)
        .list(
            "evidence",
            evidence.stream()
                .map(
                    seen ->
                        Details.NONE.text("place", seen.place().text()).text("quote", seen.quote()))
                .toList());
  }

  /// The file that it is about, or null.
  public @org.jspecify.annotations.Nullable String path() {
    return switch (kind) {
      case CONTENT, LINK, PERMISSION, PROGRAM, SEARCH, FILE, OPENED, DIRECTORY -> subject;
      case ARGUMENT, ENVIRONMENT, SETTING, ADDRESS, REFUSED, PROCESS, MESSAGE, EXIT -> null;
    };
  }
}
