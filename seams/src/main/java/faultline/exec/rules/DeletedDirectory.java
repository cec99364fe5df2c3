package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The directory in which a program works was deleted.
///
/// ## Why it breaks
///
/// A process keeps its working directory while the name is gone. Nothing relative can be found or
/// created in it, and its path cannot be asked for. A directory of the same name that was made anew
/// is another directory.
///
/// ## Fix
///
/// Change into a directory that exists: `cd "$PWD"` where it was made anew.
@RuleInfo(
    id = "FL-EXEC-052",
    name = "deleted-working-directory",
    severity = Severity.ERROR,
    explanation = "deleted-cwd")
public final class DeletedDirectory implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ENOENT")) {
      return null;
    }
    boolean asked = failure.call().equals("getcwd");
    if (!asked && !Phrase.deletedDirectory(failure)) {
      return null;
    }
    var gone = failure.directory().replaceFirst(" \\(deleted\\)$", "");
    var cause = "the working directory " + Phrase.name(gone) + " was deleted";
    if (!asked) {
      cause += ", so " + Phrase.name(failure.path()) + " leads nowhere";
    }
    var root = trace.root();
    var first = root == null || root.images().isEmpty() ? null : root.images().getFirst();
    boolean inherited = first != null && first.directory().equals(failure.directory());
    var fix =
        inherited
            ? Fix.of(
                "change into a directory that exists",
                "mkdir -p " + ShellWord.path(gone) + " && cd " + ShellWord.path(gone))
            : Fix.of("let the program change into a directory that exists");
    return about(
        trace,
        suspect,
        "deleted-cwd",
        cause,
        fix,
        List.of(new SourceFact("cwd", gone, "the working directory", failure.path(), "")));
  }
}
