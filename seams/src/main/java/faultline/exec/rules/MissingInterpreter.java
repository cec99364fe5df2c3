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
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Fact.ProgramFact;
import faultline.exec.Fact.ProgramFact.Format;
import faultline.exec.Paths;
import faultline.exec.Shebang;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A script exists; the interpreter that its first line names does not.
///
/// ## Why it breaks
///
/// The kernel starts the program after `#!` instead of the script. When that program is missing it
/// answers "No such file or directory", and shells then blame the script, which is there.
///
/// ## Fix
///
/// Install the interpreter, or write the path of one that exists into the first line. In a moved
/// virtual environment of Python, make the environment anew.
@RuleInfo(
    id = "FL-EXEC-010",
    name = "interpreter-missing",
    severity = Severity.ERROR,
    explanation = "interp-missing")
public final class MissingInterpreter implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null
        || !failure.call().startsWith("execve")
        || !failure.errno().equals("ENOENT")) {
      return null;
    }
    return Shebang.script(trace, failure) == null
        ? named(trace, suspect, failure)
        : searched(trace, suspect, failure);
  }

  private @Nullable Finding named(ExecTrace trace, Suspect suspect, Failure failure) {
    var chain = ScriptChain.of(trace, failure);
    var last = chain.isEmpty() ? null : chain.getLast();
    if (last == null
        || last.format() != Format.SCRIPT
        || last.carriageReturn()
        || last.found() == null
        || last.found().end() == End.FOUND) {
      return null;
    }
    var script = Phrase.name(failure.path());
    var interpreter = Phrase.name(last.interpreter());
    var cause =
        chain.size() == 1
            ? script + " exists; its interpreter " + interpreter + " does not"
            : script
                + " exists; "
                + Phrase.name(last.path())
                + ", which is to interpret it, needs "
                + interpreter
                + ", which does not exist";
    var evidence = new ArrayList<ExecObservation>(chain);
    evidence.add(last.found());
    var copy = copy(trace, Paths.baseName(last.interpreter()));
    if (copy == null) {
      return about(
          trace,
          suspect,
          "interp-missing",
          cause,
          Fix.of(
              "install "
                  + interpreter
                  + ", or name another interpreter in line 1 of "
                  + Phrase.name(last.path())),
          evidence);
    }
    evidence.add(copy);
    var advice =
        "write #!" + Phrase.name(copy.path()) + " into line 1 of " + Phrase.name(last.path());
    return about(
        trace,
        suspect,
        "interp-missing",
        cause + "; there is " + Phrase.name(copy.path()),
        otherVersion(last.interpreter(), copy.path())
            ? Fix.of(advice + ", if that version will do")
            : Fix.of(
                advice,
                "sed -i "
                    + ShellWord.quote("1s|^#!.*|#!" + line(copy.path(), last.argument()) + "|")
                    + " "
                    + ShellWord.path(last.path())),
        evidence);
  }

  /// Whether the path that the script names asks for a version, as `/opt/lua-6/bin/lua` does, that
  /// the path of the copy does not.
  private static boolean otherVersion(String interpreter, String copy) {
    return VERSION
        .matcher(interpreter)
        .results()
        .map(MatchResult::group)
        .anyMatch(version -> !copy.contains(version));
  }

  private static final Pattern VERSION = Pattern.compile("(?<=[A-Za-z]-?)[0-9]+(\\.[0-9]+)*(?=/)");

  private static String line(String interpreter, String argument) {
    return (argument.isEmpty() ? interpreter : interpreter + " " + argument)
        .replace("\\", "\\\\")
        .replace("&", "\\&")
        .replace("|", "\\|");
  }

  private @Nullable Finding searched(ExecTrace trace, Suspect suspect, Failure failure) {
    var image = Shebang.script(trace, failure);
    var name = failure.baseName();
    if (image == null || name.endsWith("\r") || !failure.path().contains("/")) {
      return null;
    }
    var script = Paths.absolute(image.directory(), image.path());
    var line = trace.of(ProgramFact.class).filter(fact -> fact.path().equals(script)).findFirst();
    if (line.isPresent() && !(" " + line.get().argument() + " ").contains(" " + name + " ")) {
      return null;
    }
    var evidence = new ArrayList<ExecObservation>();
    line.ifPresent(evidence::add);
    var cause =
        Phrase.name(image.path())
            + " asks env for the interpreter "
            + Phrase.name(name)
            + ", and no directory of PATH has it";
    var copy = copy(trace, name);
    if (copy == null) {
      var like = like(trace, name);
      if (like != null) {
        evidence.add(like);
        cause += "; there is " + Phrase.name(like.path());
      }
      return about(
          trace,
          suspect,
          "interp-missing",
          cause,
          Fix.of(
              "install "
                  + Phrase.name(name)
                  + ", or name another interpreter in line 1 of "
                  + Phrase.name(image.path())),
          evidence);
    }
    evidence.add(copy);
    var directory = Paths.parent(copy.path());
    return about(
        trace,
        suspect,
        "interp-missing",
        cause + "; it lies in " + Phrase.name(directory),
        Setting.fromOutside(
                trace, "PATH", trace.environment(failure.pid()).getOrDefault("PATH", ""))
            ? Fix.of(
                "add " + Phrase.name(directory) + " to PATH",
                "export PATH=\"$PATH\":" + ShellWord.quote(directory))
            : Fix.of("add " + Phrase.name(directory) + " to PATH"),
        evidence);
  }

  private static @Nullable ElsewhereFact like(ExecTrace trace, String name) {
    return elsewhere(trace, name, "another version of it");
  }

  private static @Nullable ElsewhereFact copy(ExecTrace trace, String name) {
    return elsewhere(trace, name, "a program of that name");
  }

  private static @Nullable ElsewhereFact elsewhere(ExecTrace trace, String name, String note) {
    return trace
        .of(ElsewhereFact.class)
        .filter(fact -> fact.wanted().equals(name) && fact.note().equals(note))
        .findFirst()
        .orElse(null);
  }
}
