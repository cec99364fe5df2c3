package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.IdentityFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A directory on the way to a file may not be entered.
///
/// ## Why it breaks
///
/// Each directory that a path leads through needs the execute (search) bit for the user. The
/// permissions of the file itself do not matter then, and messages name the file.
///
/// ## Fix
///
/// Give the directory that bit, or let a user run the command who has it.
@RuleInfo(
    id = "FL-EXEC-044",
    name = "no-search-permission",
    severity = Severity.ERROR,
    explanation = "no-search-permission")
public final class NoSearchPermission implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("EACCES")) {
      return null;
    }
    var walked = failure.fact(PathFact.class);
    var who = failure.fact(IdentityFact.class);
    if (walked == null) {
      return null;
    }
    boolean enters =
        failure.call().equals("chdir")
            && walked.end() == End.FOUND
            && walked.isDirectory()
            && who != null
            && !Phrase.allows(walked, who, 1);
    if (walked.end() != End.NO_SEARCH && !enters) {
      return null;
    }
    var directory = Phrase.name(walked.reached());
    var cause =
        "the directory "
            + directory
            + " may not be searched"
            + (who == null ? "" : " by user " + who.user())
            + " (mode "
            + Phrase.mode(walked)
            + ", owner "
            + walked.owner()
            + ")"
            + (enters ? "" : ", so " + Phrase.name(failure.path()) + " cannot be reached");
    boolean own = who != null && who.user() == walked.owner();
    var bit =
        own ? "u+x" : who != null && Phrase.userClass(walked, who).equals("g") ? "g+x" : "a+x";
    return about(
        trace,
        suspect,
        "no-search-permission",
        cause,
        own || who != null && who.user() == 0
            ? Fix.of(
                "give " + directory + " the search bit for this user",
                "chmod " + bit + " " + ShellWord.path(walked.reached()))
            : Fix.of(
                "give "
                    + directory
                    + " the search bit for this user: chmod "
                    + bit
                    + ", as its owner or as root"),
        who == null ? List.of(walked) : List.of(walked, who));
  }
}
