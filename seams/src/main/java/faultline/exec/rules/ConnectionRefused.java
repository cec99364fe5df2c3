package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.HolderFact;
import faultline.exec.Suspect;
import org.jspecify.annotations.Nullable;

/// Nobody listens where a program connects to.
///
/// ## Why it breaks
///
/// The server has not started, has ended, listens on another port or another address, or left its
/// socket file behind.
///
/// ## Fix
///
/// Start the server, or correct the address; the report names listeners that come near.
@RuleInfo(
    id = "FL-EXEC-061",
    name = "connection-refused",
    severity = Severity.ERROR,
    explanation = "refused")
public final class ConnectionRefused implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null
        || !failure.errno().equals("ECONNREFUSED")
        || !failure.call().equals("connect")) {
      return null;
    }
    var peer = Phrase.name(failure.path());
    var near =
        failure.facts().stream()
            .filter(HolderFact.class::isInstance)
            .map(HolderFact.class::cast)
            .toList();
    if (failure.path().startsWith("/") || !failure.path().contains(":")) {
      return about(
          trace,
          suspect,
          "refused",
          peer + " is a socket file that was left behind: nobody listens on it",
          Fix.of("start the program that listens on " + peer),
          near);
    }
    var cause = "nothing listens on " + peer;
    var advice = "start the server, or correct the address";
    if (!near.isEmpty()) {
      var other = near.getFirst();
      cause +=
          "; pid "
              + other.holder()
              + " ("
              + Phrase.name(other.name())
              + ") listens on "
              + Phrase.name(other.what());
      advice =
          "connect to "
              + Phrase.name(other.what())
              + " if that is the server that is meant, or start it on "
              + peer;
    }
    if (failure.repeats() > 1) {
      cause += " (" + failure.repeats() + " tries)";
    }
    return about(trace, suspect, "refused", cause, Fix.of(advice), near);
  }
}
