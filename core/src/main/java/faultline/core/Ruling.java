package faultline.core;

import java.util.ArrayList;
import java.util.List;

/// What a policy made of a finding.
///
/// @param standing whether the finding counts, and if not, why
/// @param fails whether it makes the verdict [Verdict#FAIL]
/// @param notes what the policy has to say about it, one line each
/// @param tags the words that the policy sorts findings by
public record Ruling(Standing standing, boolean fails, List<String> notes, List<String> tags) {

  /// Before any policy has looked: it counts, and nothing is said about it.
  public static final Ruling NONE = new Ruling(Standing.NEW, false, List.of(), List.of());

  public Ruling {
    notes = List.copyOf(notes);
    tags = List.copyOf(tags);
  }

  /// The same with another standing, and the reason for it.
  public Ruling with(Standing other, String note) {
    return new Ruling(other, fails, appended(notes, note), tags);
  }

  /// The same with one more line.
  public Ruling noted(String note) {
    return new Ruling(standing, fails, appended(notes, note), tags);
  }

  /// The same with one more tag.
  public Ruling tagged(String tag) {
    return tags.contains(tag) ? this : new Ruling(standing, fails, notes, appended(tags, tag));
  }

  Ruling failing(boolean failing) {
    return new Ruling(standing, failing, notes, tags);
  }

  private static List<String> appended(List<String> list, String more) {
    var all = new ArrayList<>(list);
    all.add(more);
    return all;
  }
}
