package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.BinaryFact;
import faultline.exec.Fact.ProgramFact.Format;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program was built for another processor or another operating system.
///
/// ## Why it breaks
///
/// The kernel runs the code of its own processor only, and answers "Exec format error".
///
/// ## Fix
///
/// Take or build the program for this machine, or run it under an emulator (qemu-user).
@RuleInfo(
    id = "FL-EXEC-013",
    name = "program-for-other-machine",
    severity = Severity.ERROR,
    explanation = "wrong-arch")
public final class OtherMachine implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null
        || !failure.call().startsWith("execve")
        || !failure.errno().equals("ENOEXEC") && !failure.errno().equals("ELIBBAD")) {
      return null;
    }
    var chain = ScriptChain.of(trace, failure);
    if (chain.isEmpty()) {
      return null;
    }
    var last = chain.getLast();
    var foreign =
        trace
            .of(BinaryFact.class)
            .filter(fact -> fact.file().equals(last.path()))
            .filter(fact -> fact.what().startsWith("is a program for "))
            .findFirst();
    String builtFor;
    if (last.format() == Format.ELF && !last.runsHere()) {
      builtFor = last.machine();
    } else if (foreign.isPresent()) {
      builtFor = foreign.get().what().substring("is a program for ".length());
    } else {
      return null;
    }
    var evidence = new ArrayList<ExecObservation>(chain);
    foreign.ifPresent(evidence::add);
    var program = Phrase.name(chain.size() == 1 ? failure.path() : last.path());
    return about(
        trace,
        suspect,
        "wrong-arch",
        program + " is a program for " + builtFor + ", which this machine does not run",
        Fix.of("take or build " + program + " for this machine"),
        List.copyOf(evidence));
  }
}
