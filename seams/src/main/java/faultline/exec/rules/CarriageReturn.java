package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Fact.ProgramFact;
import faultline.exec.Paths;
import faultline.exec.Shebang;
import faultline.exec.Suspect;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The lines of a script end in CR LF, as on Windows.
///
/// ## Why it breaks
///
/// The kernel and env(1) take the CR as the last character of the interpreter's name, shells as the
/// last character of a command. No such name exists, and in messages the CR cannot be seen.
///
/// ## Fix
///
/// Remove the CR characters: `sed -i 's/\r$//' FILE`. To keep them out, set `* text=auto eol=lf` in
/// `.gitattributes`.
@RuleInfo(
    id = "FL-EXEC-011",
    name = "carriage-return-in-script",
    severity = Severity.ERROR,
    explanation = "crlf")
public final class CarriageReturn implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (suspect.what() instanceof Message message) {
      return said(trace, suspect, message);
    }
    var failure = suspect.failure();
    if (failure == null
        || !failure.call().startsWith("execve")
        || !failure.errno().equals("ENOENT")) {
      return null;
    }
    var image = Shebang.script(trace, failure);
    if (image != null) {
      if (!failure.baseName().endsWith("\r")) {
        return null;
      }
      var script = Paths.absolute(image.directory(), image.path());
      var evidence = new ArrayList<ExecObservation>();
      trace
          .of(ProgramFact.class)
          .filter(fact -> fact.path().equals(script))
          .findFirst()
          .ifPresent(evidence::add);
      return about(
          trace,
          suspect,
          "crlf",
          cause(image.path(), "env looks for a program whose name ends in CR"),
          fix(script),
          evidence);
    }
    var chain = ScriptChain.of(trace, failure);
    var last = chain.isEmpty() ? null : chain.getLast();
    if (last == null
        || !last.carriageReturn()
        || last.found() == null
        || last.found().end() == End.FOUND) {
      return null;
    }
    return about(
        trace,
        suspect,
        "crlf",
        cause(
            chain.size() == 1 ? failure.path() : last.path(),
            "the kernel looks for an interpreter whose name ends in CR"),
        fix(last.path()),
        chain);
  }

  private @Nullable Finding said(ExecTrace trace, Suspect suspect, Message message) {
    var match = Diagnostic.CARRIAGE_RETURN.match(message.text());
    if (Diagnostic.of(message.text()) != Diagnostic.CARRIAGE_RETURN || match == null) {
      return null;
    }
    var process = trace.process(message.pid());
    var image = process == null ? null : process.imageAt(message.sequence());
    if (process == null || image == null) {
      return null;
    }
    var script = match.group(1);
    var opened =
        process.successes().stream()
            .filter(
                success ->
                    success.call().startsWith("open")
                        && success.baseName().equals(Paths.baseName(script)))
            .findFirst();
    if (opened.isEmpty()) {
      return null;
    }
    return about(
        trace,
        suspect,
        "crlf",
        cause(script, "the shell takes the CR as part of the last word of each line"),
        fix(opened.get().absolute()),
        opened.get().call(),
        opened.get().path(),
        opened.get().absolute(),
        java.util.List.of(opened.get()));
  }

  private static String cause(String script, String consequence) {
    return "the lines of " + Phrase.name(script) + " end in CR LF, so " + consequence;
  }

  private static Fix fix(String script) {
    return Fix.of(
        "remove the CR characters from " + Phrase.name(script),
        "sed -i 's/\\r$//' " + ShellWord.path(script));
  }
}
