package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.HolderFact;
import faultline.exec.Suspect;
import org.jspecify.annotations.Nullable;

/// A program is to be started while someone has it open for writing, or is to be written while it
/// runs.
///
/// ## Why it breaks
///
/// The kernel keeps a file from being changed while it runs. A build that writes a program and
/// starts it at once, or a child that inherited the open descriptor, is enough.
///
/// ## Fix
///
/// Close the file before it is started; replace a program that runs by writing a new file and
/// renaming it over the old name.
@RuleInfo(
    id = "FL-EXEC-053",
    name = "text-file-busy",
    severity = Severity.ERROR,
    explanation = "text-busy")
public final class TextBusy implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ETXTBSY")) {
      return null;
    }
    var holders =
        failure.facts().stream()
            .filter(HolderFact.class::isInstance)
            .map(HolderFact.class::cast)
            .toList();
    var name = Phrase.name(failure.path());
    boolean starts = failure.call().startsWith("execve");
    var who =
        holders.isEmpty()
            ? ""
            : ": pid "
                + holders.getFirst().holder()
                + " ("
                + Phrase.name(holders.getFirst().name())
                + ") "
                + holders.getFirst().how();
    var cause =
        starts
            ? name + " is to be started while it is open for writing" + who
            : name + " is to be written while it runs" + who;
    return about(
        trace,
        suspect,
        "text-busy",
        cause,
        Fix.of(
            starts
                ? "close " + name + " before it is started, or write another file and rename it"
                : "write another file and rename it over " + name + ", or end the program first"),
        holders);
  }
}
