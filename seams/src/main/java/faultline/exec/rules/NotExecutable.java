package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.IdentityFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Fact.ProgramFact;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file that was to be started may not be executed.
///
/// ## Why it breaks
///
/// Starting a program needs the execute bit on the program, on the interpreter that its first line
/// names, and a file instead of a directory. Copying, unpacking and version control lose the bit
/// easily.
///
/// ## Fix
///
/// Give it the bit: `chmod +x FILE`, or start it through its interpreter.
@RuleInfo(
    id = "FL-EXEC-042",
    name = "not-executable",
    severity = Severity.ERROR,
    explanation = "not-executable")
public final class NotExecutable implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("EACCES")) {
      return null;
    }
    boolean starts = failure.call().startsWith("execve");
    boolean asks = failure.call().contains("access") && failure.detail().equals("X_OK");
    var walked = failure.fact(PathFact.class);
    if (!starts && !asks || walked == null || walked.end() != End.FOUND) {
      return null;
    }
    var who = failure.fact(IdentityFact.class);
    var name = Phrase.name(failure.path());
    if (walked.isDirectory()) {
      return starts
          ? about(
              trace,
              suspect,
              "not-executable",
              name + " is a directory, not a program",
              Fix.of("name the program in it, or what was meant to be started"),
              List.of(walked))
          : null;
    }
    if (walked.mountedWith("noexec")) {
      return null;
    }
    if (!walked.isRegular()) {
      return about(
          trace,
          suspect,
          "not-executable",
          name + " is not a regular file and cannot be started",
          Fix.of("name a program"),
          List.of(walked));
    }
    if (!executable(walked, who)) {
      return finding(trace, suspect, walked, who, name + " has no execute permission");
    }
    var program = failure.fact(ProgramFact.class);
    var interpreter = program == null ? null : program.found();
    if (program == null
        || interpreter == null
        || interpreter.end() != End.FOUND
        || executable(interpreter, who) && !interpreter.isDirectory()) {
      return null;
    }
    return finding(
        trace,
        suspect,
        interpreter,
        who,
        name
            + " may be executed, but "
            + Phrase.name(program.interpreter())
            + ", which runs it, "
            + (interpreter.isDirectory() ? "is a directory" : "may not"));
  }

  private Finding finding(
      ExecTrace trace, Suspect suspect, PathFact file, @Nullable IdentityFact who, String what) {
    var walked = suspect.failure() == null ? null : suspect.failure().fact(PathFact.class);
    boolean none = (file.mode() & 0111) == 0;
    var path = none ? file.path() : file.reached();
    var cause =
        what + " (mode " + Phrase.mode(file) + (none ? "" : ", owner " + file.owner()) + ")";
    boolean own = who == null || who.user() == 0 || who.user() == file.owner() || none;
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(file);
    if (walked != null) {
      evidence.add(walked);
    }
    if (who != null && !none) {
      evidence.add(who);
    }
    if (file.isDirectory()) {
      return about(
          trace, suspect, "not-executable", cause, Fix.of("name a program instead"), evidence);
    }
    var advice = "make " + Phrase.name(path) + " executable, or start it through its interpreter";
    return about(
        trace,
        suspect,
        "not-executable",
        cause,
        own ? Fix.of(advice, "chmod +x " + ShellWord.path(path)) : Fix.of(advice),
        evidence);
  }

  private static boolean executable(PathFact file, @Nullable IdentityFact who) {
    if (who == null || who.overrides()) {
      return (file.mode() & 0111) != 0;
    }
    return Phrase.allows(file, who, 1);
  }
}
