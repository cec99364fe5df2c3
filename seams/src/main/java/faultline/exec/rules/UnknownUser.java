package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Suspect;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A user or group that a program was told to use does not exist on this machine.
///
/// ## Why it breaks
///
/// Names of users and groups live in `/etc/passwd`, `/etc/group` and the services that
/// `/etc/nsswitch.conf` names. A service that is to drop its privileges looks its user up there,
/// and a container or a fresh machine often lacks the account.
///
/// ## Fix
///
/// Create the account (`useradd --system`, `groupadd --system`), or correct the setting that names
/// it.
@RuleInfo(
    id = "FL-EXEC-084",
    name = "unknown-user",
    severity = Severity.ERROR,
    explanation = "config-value")
public final class UnknownUser implements ExecRule {
  /// The files in which systemd's name service looks for a record: `NAME.user`, `NAME.group`.
  private static final Pattern RECORD =
      Pattern.compile(".*/userdb/([A-Za-z_][^/]*)\\.(user|group)");

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ENOENT")) {
      return null;
    }
    var match = RECORD.matcher(failure.path());
    return match.matches() ? unknown(trace, suspect, match) : null;
  }

  private Finding unknown(ExecTrace trace, Suspect suspect, Matcher match) {
    var name = match.group(1);
    var kind = match.group(2);
    var source = trace.sources(suspect.what().sequence()).stream().findFirst();
    var program = Phrase.program(trace, suspect.what());
    var cause =
        source
                .map(from -> Phrase.name(from.where()) + " names the " + kind + " ")
                .orElse(program + " looks for the " + kind + " ")
            + Phrase.name(name)
            + ", which does not exist here";
    var fix =
        Fix.of(
            (kind.equals("user") ? "create the user " : "create the group ")
                + Phrase.name(name)
                + ", or correct what names it");
    boolean configured = source.isPresent() && source.get().kind().equals("file");
    return about(trace, suspect, configured ? "config-value" : "other", cause, fix, List.of());
  }
}
