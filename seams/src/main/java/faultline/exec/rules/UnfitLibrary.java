package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Success;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.BinaryFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A library is there but was built for another processor, width or system.
///
/// ## Why it breaks
///
/// One process holds code of one kind. The GNU loader passes over a file of another kind as if it
/// were not there, and then says that the library does not exist; for a file that was asked for by
/// its path it says "wrong ELF class" or "invalid ELF header".
///
/// ## Fix
///
/// Install the library for this processor: of a package manager's modules, install them anew on
/// this system instead of copying them.
@RuleInfo(
    id = "FL-EXEC-024",
    name = "library-for-other-machine",
    severity = Severity.ERROR,
    explanation = "wrong-arch")
public final class UnfitLibrary implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var search = LibrarySearch.of(trace, suspect);
    if (search != null) {
      return passedOver(trace, suspect, search);
    }
    return suspect.what() instanceof Message message ? refused(trace, suspect, message) : null;
  }

  private @Nullable Finding passedOver(ExecTrace trace, Suspect suspect, LibrarySearch search) {
    var unfit = search.unfit();
    if (unfit == null || unfit.values().size() < 2) {
      return null;
    }
    var opened = search.opened(unfit.file());
    var evidence = new ArrayList<ExecObservation>();
    if (opened != null) {
      evidence.add(opened);
    }
    evidence.add(unfit);
    trace
        .of(SourceFact.class)
        .filter(fact -> fact.subject().equals(unfit.file()))
        .findFirst()
        .ifPresent(evidence::add);
    evidence.addAll(search.evidence());
    return about(
        trace,
        suspect,
        "wrong-arch",
        search.sentence()
            + "; "
            + Phrase.name(unfit.file())
            + " is for "
            + unfit.values().getFirst()
            + ", "
            + unfit.values().get(1)
            + " is needed",
        Fix.of("install " + Phrase.name(search.name()) + " for " + unfit.values().get(1)),
        opened == null ? "openat" : opened.call(),
        opened == null ? unfit.file() : opened.path(),
        unfit.file(),
        evidence);
  }

  private @Nullable Finding refused(ExecTrace trace, Suspect suspect, Message message) {
    if (Diagnostic.of(message.text()) != Diagnostic.LIBRARY_UNFIT) {
      return null;
    }
    var match = Diagnostic.LIBRARY_UNFIT.match(message.text());
    var process = trace.process(message.pid());
    if (match == null || process == null) {
      return null;
    }
    var named = match.group(1);
    var base = Paths.baseName(named);
    Success opened =
        process.successes().stream()
            .filter(success -> success.call().startsWith("open") && success.baseName().equals(base))
            .filter(success -> success.sequence() < message.sequence())
            .reduce((_, second) -> second)
            .orElse(null);
    if (opened == null) {
      return null;
    }
    var contents =
        trace
            .of(BinaryFact.class)
            .filter(fact -> fact.file().equals(opened.absolute()) && fact.what().equals("is"))
            .findFirst();
    var is = contents.isPresent() ? contents.get().values().getFirst() : "";
    boolean foreign =
        match.group(2).startsWith("wrong ELF class")
            || match.group(2).startsWith("ELF file data encoding")
            || is.contains(" for ");
    var evidence = new ArrayList<ExecObservation>(List.of(opened));
    contents.ifPresent(evidence::add);
    return about(
        trace,
        suspect,
        foreign ? "wrong-arch" : "other",
        Phrase.name(named)
            + " cannot be loaded: "
            + (is.isEmpty() ? match.group(2) : "it is " + is),
        Fix.of(
            foreign
                ? "install " + Phrase.name(base) + " for this system"
                : "replace " + Phrase.name(named) + " by the library itself"),
        opened.call(),
        opened.path(),
        opened.absolute(),
        evidence);
  }
}
