package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A program that was to be started exists in no directory where it was looked for.
///
/// ## Why it breaks
///
/// A name without a slash is looked for in the directories of `PATH`, in their order. Some programs
/// do that by starting the tool in each of them, others look first and never start anything.
///
/// ## Fix
///
/// Install the tool, add its directory to `PATH`, or correct the name. The report says who looked
/// for it, and where a copy lies that nobody looked at.
@RuleInfo(
    id = "FL-EXEC-041",
    name = "tool-not-found",
    severity = Severity.ERROR,
    explanation = "missing-tool")
public final class MissingTool implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ENOENT") || failure.path().isEmpty()) {
      return null;
    }
    var walked = failure.fact(PathFact.class);
    if (walked == null
        || walked.end() != End.MISSING
        || Phrase.dangles(walked)
        || Phrase.deletedDirectory(failure)) {
      return null;
    }
    boolean starts = failure.call().startsWith("execve");
    if (foundLater(trace, failure) || StartedUnderOtherName.again(trace, failure)) {
      return null;
    }
    var directories = Phrase.searchPath(trace, failure.pid());
    boolean searched = searched(failure, directories);
    if (searched
        ? !starts && !wholeSearch(trace, failure, directories)
        : !starts && !toldAsProgram(trace, failure)) {
      return null;
    }
    var tool = failure.baseName();
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(walked);
    var looker = looker(trace, failure);
    String cause;
    String advice;
    Fix fix;
    if (searched) {
      cause = Phrase.name(tool) + ", which " + looker + " needs, is in no directory of PATH";
      advice = "install " + Phrase.name(tool) + ", or correct PATH or the name";
      fix = Fix.of(advice);
      var copies =
          trace
              .of(ElsewhereFact.class)
              .filter(fact -> fact.wanted().equals(tool))
              .limit(3)
              .toList();
      if (!copies.isEmpty()) {
        var copy = copies.getFirst();
        evidence.addAll(copies);
        if (Paths.baseName(copy.path()).equals(tool)) {
          var directory = Paths.parent(copy.path());
          cause += "; there is one in " + Phrase.name(directory);
          advice = "add " + Phrase.name(directory) + " to PATH";
          fix =
              samePath(trace, failure.pid())
                  ? Fix.of(advice, "export PATH=\"$PATH\":" + ShellWord.quote(directory))
                  : Fix.of(advice);
        } else {
          cause += "; PATH has " + Phrase.name(copy.path());
          advice =
              "install "
                  + Phrase.name(tool)
                  + ", or name "
                  + Phrase.name(Paths.baseName(copy.path()));
          fix = Fix.of(advice);
        }
      }
    } else {
      cause =
          "the program "
              + Phrase.name(failure.path())
              + ", which "
              + looker
              + " starts, does not exist";
      if (!walked.stop().equals(Paths.normal(failure.absolute()))) {
        cause += ": there is no " + Phrase.name(walked.stop());
      }
      var near = Phrase.nearMisses(trace, walked);
      if (!near.isEmpty()) {
        cause += "; " + Phrase.name(walked.reached()) + " has " + Phrase.name(near.getFirst());
      }
      fix =
          Fix.of(
              near.isEmpty()
                  ? "install it there, or correct what names it"
                  : "name " + Phrase.name(near.getFirst()) + ", or correct what names it");
    }
    return about(trace, suspect, "missing-tool", cause, fix, evidence);
  }

  /// make looks before it starts: what it does not find it reports with the code 127 of a shell.
  static boolean toldAsProgram(ExecTrace trace, Failure failure) {
    return (failure.call().contains("stat") || failure.call().contains("access"))
        && trace
            .messages()
            .filter(message -> message.pid() == failure.pid())
            .filter(message -> message.sequence() > failure.sequence())
            .anyMatch(message -> MAKE_127.matcher(message.text()).find())
        && trace
            .messages()
            .filter(message -> message.pid() == failure.pid())
            .anyMatch(message -> message.text().contains(": " + failure.path() + ": "));
  }

  private static final java.util.regex.Pattern MAKE_127 =
      java.util.regex.Pattern.compile("\\*\\*\\* \\[[^\\]]*\\] Error 127");

  /// A search that goes through PATH misses until it finds.
  private static boolean foundLater(ExecTrace trace, Failure failure) {
    var process = trace.process(failure.pid());
    return process != null
        && (process.images().stream()
                .anyMatch(
                    image ->
                        image.sequence() > failure.sequence()
                            && Paths.baseName(image.path()).equals(failure.baseName()))
            || process.successes().stream()
                .anyMatch(
                    success ->
                        success.sequence() > failure.sequence()
                            && success.baseName().equals(failure.baseName())
                            && !success.detail().contains("O_CREAT")));
  }

  private static boolean searched(Failure failure, List<String> directories) {
    if (!failure.path().contains("/")) {
      return false;
    }
    var parent = Paths.parent(failure.path());
    return directories.stream()
        .anyMatch(
            directory ->
                parent.equals(directory)
                    || parent.equals(Paths.clean(directory))
                    || Paths.normal(Paths.absolute(failure.directory(), directory))
                        .equals(Paths.normal(Paths.parent(failure.absolute()))));
  }

  /// A look at one place may be about anything; a look at all places of PATH is a search for a
  /// tool.
  private static boolean wholeSearch(ExecTrace trace, Failure failure, List<String> directories) {
    boolean looks = failure.call().contains("stat") && !failure.call().equals("statfs");
    if (!looks && !failure.call().contains("access")) {
      return false;
    }
    var process = trace.process(failure.pid());
    if (process == null) {
      return false;
    }
    long places =
        process.failures().stream()
            .filter(other -> other.baseName().equals(failure.baseName()))
            .filter(other -> searched(other, directories))
            .map(other -> Paths.parent(other.absolute()))
            .distinct()
            .count();
    long all = directories.stream().distinct().count();
    return places >= Math.min(2, all);
  }

  /// Who looked: the program, and the script that it runs where it is an interpreter.
  private static String looker(ExecTrace trace, Failure failure) {
    var process = trace.process(failure.pid());
    var image = process == null ? null : process.imageAt(failure.sequence());
    if (process != null && image == null) {
      var parent = trace.process(process.parent());
      image = parent == null ? null : parent.imageAt(process.born());
    }
    if (image == null) {
      return "the command";
    }
    var name = Paths.baseName(image.path());
    var arguments = image.arguments();
    boolean script = !Paths.baseName(image.executable()).equals(name) && arguments.size() > 1;
    if (!script && arguments.size() > 1 && INTERPRETERS.contains(name.replaceAll("[0-9.]+$", ""))) {
      var first = arguments.get(1);
      if (!first.startsWith("-")) {
        return Phrase.name(Paths.baseName(first)) + " (" + Phrase.name(name) + ")";
      }
    }
    return Phrase.name(name);
  }

  private static final Set<String> INTERPRETERS =
      Set.of("sh", "dash", "bash", "python", "node", "perl", "ruby", "php", "zsh", "ksh");

  /// Whether the process searches where the shell would that started the command.
  private static boolean samePath(ExecTrace trace, int pid) {
    return Setting.fromOutside(trace, "PATH", trace.environment(pid).getOrDefault("PATH", ""));
  }
}
