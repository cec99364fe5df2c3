package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A directory that a path leads through, or that a program wants to work in, does not exist.
///
/// ## Why it breaks
///
/// Opening a file for writing creates the file, never the directories above it. A program that
/// starts another one in a directory often blames the other program when the directory is missing.
///
/// ## Fix
///
/// Create the directory, or correct what names it.
@RuleInfo(
    id = "FL-EXEC-040",
    name = "missing-directory",
    severity = Severity.ERROR,
    explanation = "missing-dir")
public final class MissingDirectory implements ExecRule {
  private static final Pattern NAMES_DIRECTORY = Pattern.compile("\\w*(DIR|HOME|ROOT|TMP|TEMP)");

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ENOENT") || failure.path().isEmpty()) {
      return null;
    }
    var walked = failure.fact(PathFact.class);
    if (walked == null
        || walked.end() != End.MISSING
        || failure.call().startsWith("execve")
        || Phrase.dangles(walked)
        || Phrase.refusesNames(failure, walked)
        || Phrase.deletedDirectory(failure)
        || !Phrase.wantsDirectory(failure, walked) && !settingNamesDirectory(trace, failure)) {
      return null;
    }
    if (failure.path().startsWith("~/") || failure.path().contains("$")) {
      return null;
    }
    boolean working = failure.call().equals("chdir");
    boolean last = walked.stop().equals(Paths.normal(failure.absolute()));
    var missing = working || last ? failure.absolute() : Paths.parent(failure.absolute());
    if (failure.path().endsWith("/")) {
      missing = failure.absolute();
    }
    var first = walked.stop();
    var cause = "the directory " + Phrase.name(first) + " does not exist";
    if (working) {
      cause += ", so no process can work in it";
    } else if (!last) {
      cause +=
          failure.creating()
              ? ", so " + Phrase.name(failure.path()) + " cannot be created"
              : ", so there is no " + Phrase.name(failure.path());
    }
    if (working && reportedAsProgram(trace, failure)) {
      cause += "; the program that the message blames is not at fault";
    }
    var near = Phrase.nearMisses(trace, walked);
    if (!near.isEmpty()) {
      cause += "; " + Phrase.name(walked.reached()) + " has " + Phrase.name(near.getFirst());
    }
    boolean repairs = working || last || failure.creating();
    var advice =
        near.isEmpty()
            ? "create " + Phrase.name(missing) + ", or correct what names it"
            : "name " + Phrase.name(near.getFirst()) + ", or create " + Phrase.name(missing);
    var fix =
        repairs
            ? Fix.of(advice, "mkdir -p " + ShellWord.path(Paths.normal(missing)))
            : Fix.of(advice);
    return about(trace, suspect, "missing-dir", cause, fix, List.of(walked));
  }

  /// Whether a variable whose name says directory holds this very path.
  private static boolean settingNamesDirectory(ExecTrace trace, Failure failure) {
    return trace.environment(failure.pid()).entrySet().stream()
        .anyMatch(
            variable ->
                NAMES_DIRECTORY.matcher(variable.getKey()).matches()
                    && Paths.normal(variable.getValue()).equals(Paths.normal(failure.absolute())));
  }

  private static boolean reportedAsProgram(ExecTrace trace, Failure failure) {
    return trace
        .messages()
        .filter(message -> message.sequence() > failure.sequence())
        .anyMatch(
            message ->
                message.text().contains("ENOENT") && !message.text().contains(failure.baseName()));
  }
}
