package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An observation that may be the cause, with its weight and what speaks for it.
///
/// @param what a failed call, a message, a death by signal, a wait
/// @param weight higher is more likely; only differences mean something
/// @param support further observations of the same fault: the other places of a search, the message
///   that names it
/// @param reasons why it weighs what it weighs, in short words, for `--debug` and tests
public record Suspect(
    ExecObservation what, double weight, List<ExecObservation> support, List<String> reasons) {
  public Suspect {
    support = List.copyOf(support);
    reasons = List.copyOf(reasons);
  }

  /// The failed call, or null where this suspect is something else.
  public @Nullable Failure failure() {
    return what instanceof Failure failure ? failure : null;
  }

  /// The messages that name it.
  public List<ExecObservation.Message> messages() {
    return support.stream()
        .filter(ExecObservation.Message.class::isInstance)
        .map(ExecObservation.Message.class::cast)
        .toList();
  }
}
