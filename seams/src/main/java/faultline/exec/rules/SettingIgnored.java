package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.Fact.SourceFact;
import faultline.exec.ProcessView;
import faultline.exec.Suspect;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The environment names a library to be loaded first, or a locale, that does not exist; the
/// program went on without.
///
/// ## Why it breaks
///
/// The loader says that the library cannot be preloaded and starts the program all the same; C
/// libraries fall back to the locale `C`. What was wanted, another allocator or sorting by the
/// rules of a language, does not happen.
///
/// ## Fix
///
/// Install what is named, correct the variable, or unset it.
@RuleInfo(
    id = "FL-EXEC-151",
    name = "setting-ignored",
    severity = Severity.WARNING,
    explanation = "bad-setting")
public final class SettingIgnored implements ExecRule {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.PRELOAD, Kind.LOCALE);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    var process = trace.process(suspect.what().pid());
    if (clash == null || process == null || !(suspect.what() instanceof Started image)) {
      return null;
    }
    boolean preload = clash.kind() == Kind.PRELOAD;
    var miss = miss(process, image, clash);
    if (miss == null) {
      return null;
    }
    var source = new SourceFact("env", clash.where(), clash.text(), miss.path(), "");
    var cause =
        clash.where()
            + " names "
            + (preload ? "" : "the locale ")
            + Phrase.name(clash.taken())
            + (preload
                ? ", which does not exist; the program ran without it"
                : ", which is not installed; the program ran without it");
    var fix =
        preload
            ? Setting.unset(trace, clash.where(), clash.text(), "correct it")
            : Fix.of(
                "install that locale, or name one that is there",
                "export " + clash.where() + "=C.UTF-8");
    return about(
        trace,
        suspect,
        miss,
        preload ? "lib-missing" : "locale-missing",
        cause,
        fix,
        List.of(source));
  }

  private static @Nullable Failure miss(ProcessView process, Started image, ClashFact clash) {
    return process.failures().stream()
        .filter(failure -> failure.lastSequence() > image.sequence())
        .filter(failure -> failure.errno().equals("ENOENT"))
        .filter(failure -> failure.absolute().contains(clash.taken()))
        .findFirst()
        .orElse(null);
  }
}
