package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.BinaryFact;
import faultline.exec.Fact.ProgramFact;
import faultline.exec.Fact.ProgramFact.Format;
import faultline.exec.Suspect;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A file may be executed but is no program: empty, or text without a `#!` line.
///
/// ## Why it breaks
///
/// The kernel knows programs by their first bytes. Shells run such text as a shell script all the
/// same, so that it works from a terminal; other programs that start it get "Exec format error".
///
/// ## Fix
///
/// Begin the script with a `#!` line, in its very first bytes; build or copy an empty file anew.
@RuleInfo(
    id = "FL-EXEC-014",
    name = "not-a-program",
    severity = Severity.ERROR,
    explanation = "not-executable")
public final class NotAProgram implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null
        || !failure.call().startsWith("execve")
        || !failure.errno().equals("ENOEXEC")) {
      return null;
    }
    var chain = ScriptChain.of(trace, failure);
    if (chain.isEmpty()) {
      return null;
    }
    var last = chain.getLast();
    if (last.format() == Format.ELF && !last.runsHere() || read(trace, failure)) {
      return null;
    }
    var evidence = new ArrayList<ExecObservation>(chain);
    var beginning =
        trace.of(BinaryFact.class).filter(fact -> fact.file().equals(last.path())).toList();
    if (beginning.stream().anyMatch(fact -> fact.what().startsWith("is a program for "))) {
      return null;
    }
    var odd =
        beginning.stream()
            .filter(
                fact ->
                    fact.what().startsWith("begins with") || fact.what().startsWith("has blanks"))
            .findFirst();
    odd.ifPresent(evidence::add);
    var program = Phrase.name(chain.size() == 1 ? failure.path() : last.path());
    var why = odd.isPresent() ? "it " + odd.get().what() : why(last);
    var fix =
        odd.isPresent() && odd.get().what().contains("byte order mark")
            ? Fix.of(
                "remove the byte order mark",
                "sed -i '1s/^\\xEF\\xBB\\xBF//' " + ShellWord.path(last.path()))
            : Fix.of(advice(last, program));
    return about(
        trace,
        suspect,
        "not-executable",
        program + " cannot be executed by the kernel: " + why,
        fix,
        evidence);
  }

  /// Whether a shell, or execvp(3) through one, ran the text as a script all the same.
  private static boolean read(ExecTrace trace, Failure failure) {
    var process = trace.process(failure.pid());
    var program = failure.fact(ProgramFact.class);
    if (process == null || program == null || program.format() == Format.ELF) {
      return false;
    }
    return process.images().stream()
            .anyMatch(
                image ->
                    image.sequence() > failure.sequence()
                        && image.arguments().contains(failure.path()))
        || process.successes().stream()
            .anyMatch(
                success ->
                    success.sequence() > failure.sequence()
                        && success.call().startsWith("open")
                        && success.absolute().equals(failure.absolute()));
  }

  private static String why(ProgramFact program) {
    return switch (program.format()) {
      case EMPTY -> "it is empty";
      case TEXT -> "it is text and has no #! line";
      case SCRIPT -> "its #! line names no interpreter";
      case ELF -> "it is an ELF file, but no program that can be started";
      case OTHER -> "it is neither an ELF file nor a script";
    };
  }

  private static String advice(ProgramFact program, String name) {
    return switch (program.format()) {
      case TEXT, SCRIPT -> "begin " + name + " with the line of its interpreter, such as #!/bin/sh";
      case EMPTY, ELF, OTHER -> "build or copy " + name + " anew";
    };
  }
}
