package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.IdentityFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file or directory carries the immutable or the append-only attribute.
///
/// ## Why it breaks
///
/// `chattr +i` forbids every change, to root too, and the permission bits do not show it; `chattr
/// +a` leaves writing at the end alone.
///
/// ## Fix
///
/// `chattr -i -a FILE`, which root may do, or leave the file alone.
@RuleInfo(
    id = "FL-EXEC-046",
    name = "immutable-file",
    severity = Severity.ERROR,
    explanation = "immutable")
public final class ImmutableFile implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("EPERM") && !failure.errno().equals("EACCES")) {
      return null;
    }
    var found =
        failure.facts().stream()
            .filter(PathFact.class::isInstance)
            .map(PathFact.class::cast)
            .filter(PathFact::immutable)
            .findFirst();
    if (found.isEmpty()) {
      return null;
    }
    var at = found.get();
    var what = Phrase.name(at.reached());
    var who = failure.fact(IdentityFact.class);
    var cause =
        what
            + " carries an attribute of chattr(1), immutable or append-only"
            + (at.isDirectory() && !at.reached().equals(failure.absolute())
                ? ", so no name in it can change"
                : ", so nobody can change what it holds");
    var advice = "remove the attribute as root: chattr -i -a " + what;
    return about(
        trace,
        suspect,
        "immutable",
        cause,
        who != null && who.user() == 0
            ? Fix.of(advice, "chattr -i -a " + ShellWord.path(at.reached()))
            : Fix.of(advice),
        who == null ? List.of(at) : List.of(at, who));
  }
}
