package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.HolderFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Suspect;
import org.jspecify.annotations.Nullable;

/// The port or the socket file that a server wants is taken.
///
/// ## Why it breaks
///
/// Another process listens there, often an older instance of the same server; a socket file stays
/// behind when its server dies, and forbids the name to the next one.
///
/// ## Fix
///
/// End the other one or choose another address; remove a socket file on which nobody listens.
@RuleInfo(
    id = "FL-EXEC-062",
    name = "address-in-use",
    severity = Severity.ERROR,
    explanation = "in-use")
public final class AddressInUse implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("EADDRINUSE")) {
      return null;
    }
    var holders =
        failure.facts().stream()
            .filter(HolderFact.class::isInstance)
            .map(HolderFact.class::cast)
            .toList();
    var address = failure.path().isEmpty() ? "the address" : Phrase.name(failure.path());
    var closing =
        failure.facts().stream().filter(ElsewhereFact.class::isInstance).limit(1).toList();
    boolean file = !failure.path().matches(".*:\\d+") && failure.fact(PathFact.class) != null;
    if (holders.isEmpty() && file) {
      return about(
          trace,
          suspect,
          "in-use",
          "the socket file "
              + address
              + " is left over from an earlier run, and nobody listens on it",
          Fix.of("remove it before binding", "rm " + ShellWord.path(failure.absolute())),
          failure.facts());
    }
    var cause = address + " is taken";
    if (!closing.isEmpty()) {
      return about(
          trace,
          suspect,
          "in-use",
          cause + " by connections that were closed a moment ago (TIME_WAIT)",
          Fix.of("wait a minute, or set SO_REUSEADDR before binding"),
          closing);
    }
    if (holders.isEmpty()) {
      cause +=
          ", by a process that cannot be seen from here, or by a connection that is being closed";
    } else {
      var holder = holders.getFirst();
      cause += " by pid " + holder.holder() + " (" + Phrase.name(holder.name()) + ")";
    }
    return about(
        trace,
        suspect,
        "in-use",
        cause,
        Fix.of("end that process, or use another address"),
        holders);
  }
}
