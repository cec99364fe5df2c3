package faultline.core;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything a reporter needs, and nothing it has to compute.
///
/// @param command the watched command, empty when none was run
/// @param exit how the command ended, where one was run
/// @param parts one for each seam that looked
/// @param directory the working directory, to show paths relative to it; empty where unknown
/// @param remarks what the policy says about the report as a whole, one line each
/// @param score what the findings cost, where the policy has weights
public record Report(
    Origin origin,
    List<String> command,
    @Nullable Exit exit,
    List<Part> parts,
    Verdict verdict,
    String directory,
    List<String> remarks,
    @Nullable Score score) {

  public Report {
    command = List.copyOf(command);
    parts = List.copyOf(parts);
    remarks = List.copyOf(remarks);
  }

  /// Which program and which set of rules judged.
  public record Origin(String version, String catalogue) {}

  /// How a command ended.
  public sealed interface Exit {
    /// Whether this end is a failure.
    boolean failed();

    /// It ended by itself with this code.
    record Code(int code) implements Exit {
      @Override
      public boolean failed() {
        return code != 0;
      }
    }

    /// A signal ended it.
    ///
    /// @param name the name, such as `SIGSEGV`
    record Signal(String name, int number) implements Exit {
      @Override
      public boolean failed() {
        return true;
      }
    }
  }

  /// What one seam says about one target.
  ///
  /// @param looked whether anything at all could be seen
  /// @param ranked whether the first finding is the cause and the others are its alternatives
  /// @param details what the seam adds
  public record Part(
      String seam,
      String target,
      boolean looked,
      boolean ranked,
      List<Finding> findings,
      List<NotChecked> notChecked,
      List<Unread> unread,
      List<ObserverEffect> observer,
      Details details) {

    public Part {
      findings = List.copyOf(findings);
      notChecked = List.copyOf(notChecked);
      unread = List.copyOf(unread);
      observer = List.copyOf(observer);
    }

    /// What `seam` says about `target` after looking at it.
    public static Part of(Seam<?, ?> seam, String target, Seen seen, List<Finding> findings) {
      return new Part(
          seam.name(),
          target,
          !seen.observations().isEmpty(),
          seam.ranked(),
          findings,
          seen.notChecked(),
          seen.unread(),
          seen.observer(),
          seen.details());
    }

    /// The same with other findings.
    public Part with(List<Finding> others) {
      return new Part(seam, target, looked, ranked, others, notChecked, unread, observer, details);
    }

    /// The same with more that the seam adds.
    public Part with(Details more) {
      return new Part(seam, target, looked, ranked, findings, notChecked, unread, observer, more);
    }

    /// The part of a seam that could not look at all.
    public static Part unseen(String seam, String target, NotChecked question) {
      return new Part(
          seam,
          target,
          false,
          false,
          List.of(),
          List.of(question),
          List.of(),
          List.of(),
          Details.NONE);
    }
  }

  /// A report of `parts`, judged once.
  public static Report of(
      Origin origin, Policy policy, List<String> command, @Nullable Exit exit, List<Part> parts) {
    return of(origin, policy, command, exit, parts, "");
  }

  /// A report of `parts`, judged once, of a run in `directory`.
  public static Report of(
      Origin origin,
      Policy policy,
      List<String> command,
      @Nullable Exit exit,
      List<Part> parts,
      String directory) {
    var judged = policy.judge(parts, exit, directory);
    var draft = judged.draft();
    return new Report(
        origin,
        command,
        exit,
        draft.parts(),
        judged.verdict(),
        directory,
        draft.remarks(),
        draft.score());
  }

  /// What tells `finding` of `part` from others, in this run and later ones.
  public String fingerprint(Part part, Finding finding) {
    return Fingerprint.of(part, finding, directory);
  }

  /// All findings, part after part.
  public Stream<Finding> findings() {
    return parts.stream().flatMap(part -> part.findings().stream());
  }
}
