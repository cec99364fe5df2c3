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
import faultline.exec.Fact.BinaryFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A library lacks a version of its symbols that a program was linked against.
///
/// ## Why it breaks
///
/// Libraries such as glibc and libstdc++ mark their symbols with versions. A program records the
/// versions it was linked with, and the loader refuses a library that does not define them: it is
/// older than the one at build time.
///
/// ## Fix
///
/// Run on a system with that version or a newer one, or build on the oldest system that must run
/// it.
@RuleInfo(
    id = "FL-EXEC-025",
    name = "symbol-version-missing",
    severity = Severity.ERROR,
    explanation = "symbol-version")
public final class SymbolVersionMissing implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (!(suspect.what() instanceof Message message)
        || Diagnostic.of(message.text()) != Diagnostic.SYMBOL_VERSION) {
      return null;
    }
    var match = Diagnostic.SYMBOL_VERSION.match(message.text());
    if (match == null) {
      return null;
    }
    var library = match.group(1);
    var version = match.group(2);
    var opened = LoadedLibrary.opened(trace, message, library);
    if (opened == null
        || LoadedLibrary.later(trace, Paths.baseName(opened.path()), "defines " + version)
            != null) {
      return null;
    }
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(opened);
    var lacking =
        trace
            .of(BinaryFact.class)
            .filter(fact -> fact.what().startsWith("lacks version " + version + ","))
            .findFirst();
    lacking.ifPresent(evidence::add);
    trace
        .of(BinaryFact.class)
        .filter(fact -> fact.what().equals("needs version") && fact.values().contains(version))
        .findFirst()
        .ifPresent(evidence::add);
    var cause =
        Phrase.name(match.group(3))
            + " was linked against version "
            + version
            + " of "
            + Phrase.name(Paths.baseName(library))
            + ", which "
            + Phrase.name(opened.absolute())
            + " does not define";
    if (lacking.isPresent() && !lacking.get().values().isEmpty()) {
      cause += "; its last is " + lacking.get().values().getLast();
    }
    var copy = LoadedLibrary.elsewhere(trace, Paths.baseName(opened.path()), "defines " + version);
    var advice =
        version.startsWith("GLIBC_")
            ? "run it on a system with glibc "
                + version.substring("GLIBC_".length())
                + " or newer, or build it on this one"
            : "install a version of "
                + Phrase.name(Paths.baseName(library))
                + " that has "
                + version
                + ", or rebuild "
                + Phrase.name(match.group(3));
    Fix fix = Fix.of(advice);
    if (copy != null) {
      evidence.add(copy);
      var directory = Paths.parent(copy.path());
      cause += "; " + Phrase.name(copy.path()) + " does";
      fix =
          LibrarySearch.reaches(trace, message.pid(), message.sequence())
              ? Fix.of(
                  "let the loader look in " + Phrase.name(directory) + " first",
                  "export LD_LIBRARY_PATH="
                      + ShellWord.quote(directory)
                      + "\"${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\"")
              : Fix.of("let the loader look in " + Phrase.name(directory) + " first");
    }
    return about(
        trace,
        suspect,
        "symbol-version",
        cause,
        fix,
        opened.call(),
        opened.path(),
        opened.absolute(),
        evidence);
  }
}
