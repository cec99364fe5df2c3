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
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The search for a library found the wrong one: another of the same name, later in the search, has
/// what the first one lacks.
///
/// ## Why it breaks
///
/// The loader takes the first file with the right name. An old copy in a directory that comes
/// early, often through `LD_LIBRARY_PATH`, hides the right one.
///
/// ## Fix
///
/// Take the directory of the wrong copy out of the search, or put that of the right one before it.
@RuleInfo(
    id = "FL-EXEC-021",
    name = "library-shadowed",
    severity = Severity.ERROR,
    explanation = "lib-shadowed")
public final class ShadowedLibrary implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (!(suspect.what() instanceof Message message)) {
      return null;
    }
    var diagnostic = Diagnostic.of(message.text());
    var match = diagnostic == null ? null : diagnostic.match(message.text());
    if (diagnostic == null || match == null) {
      return null;
    }
    return switch (diagnostic) {
      case SYMBOL_VERSION -> {
        var opened = LoadedLibrary.opened(trace, message, match.group(1));
        yield opened == null
            ? null
            : shadowed(
                trace, suspect, message, opened, match.group(2), "version " + match.group(2));
      }
      case SYMBOL_MISSING, SYMBOL_MISSING_MUSL -> {
        var symbol = SymbolMissing.plain(match.group(2));
        var lacking = SymbolMissing.lacking(trace, symbol);
        var opened = lacking == null ? null : LoadedLibrary.opened(trace, message, lacking.file());
        yield opened == null ? null : shadowed(trace, suspect, message, opened, symbol, symbol);
      }
      default -> null;
    };
  }

  private @Nullable Finding shadowed(
      ExecTrace trace,
      Suspect suspect,
      Message message,
      Success opened,
      String wanted,
      String missing) {
    ElsewhereFact right =
        LoadedLibrary.later(trace, Paths.baseName(opened.path()), "defines " + wanted);
    if (right == null) {
      return null;
    }
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(opened);
    trace
        .of(BinaryFact.class)
        .filter(fact -> fact.file().equals(opened.absolute()))
        .filter(fact -> fact.what().contains(wanted))
        .findFirst()
        .ifPresent(evidence::add);
    evidence.add(right);
    var source = trace.sources(message.sequence());
    var good = Paths.parent(right.path());
    var first = source.isEmpty() ? "" : order(source.getFirst());
    var cause =
        Phrase.name(Paths.parent(opened.absolute()))
            + " comes first"
            + first
            + ", so "
            + Phrase.name(opened.absolute())
            + " is loaded, which lacks "
            + missing
            + "; "
            + Phrase.name(right.path())
            + " has it";
    var advice =
        "put "
            + Phrase.name(good)
            + " before "
            + Phrase.name(Paths.parent(opened.absolute()))
            + ", or remove the wrong copy";
    var fix =
        LibrarySearch.reaches(trace, message.pid(), message.sequence())
            ? Fix.of(
                advice,
                "export LD_LIBRARY_PATH="
                    + ShellWord.quote(good)
                    + "\"${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\"")
            : Fix.of(advice);
    return about(
        trace,
        suspect,
        "lib-shadowed",
        cause,
        fix,
        opened.call(),
        opened.path(),
        opened.absolute(),
        evidence);
  }

  private static String order(SourceFact source) {
    return switch (source.kind()) {
      case "env" -> " in " + source.where();
      case "runpath" -> " in the RUNPATH of " + Phrase.name(Paths.baseName(source.where()));
      default -> " in the search";
    };
  }
}
