package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.BinaryFact;
import faultline.exec.Suspect;
import org.jspecify.annotations.Nullable;

/// A program with more rights than its caller does not heed `LD_LIBRARY_PATH`.
///
/// ## Why it breaks
///
/// For setuid and setgid programs, and those with file capabilities, the kernel sets `AT_SECURE`.
/// The loader then ignores `LD_LIBRARY_PATH` and `LD_PRELOAD`: a caller must not be able to bring
/// code of its own into such a program. Run by root, the same command works.
///
/// ## Fix
///
/// Link the program with a RUNPATH, install the library in a default directory or register its
/// directory with ldconfig.
@RuleInfo(
    id = "FL-EXEC-023",
    name = "library-path-ignored",
    severity = Severity.ERROR,
    explanation = "secure-mode")
public final class SecureMode implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var search = LibrarySearch.of(trace, suspect);
    var ignored = search == null ? null : search.ignored();
    var decisive = search == null ? null : search.decisive();
    if (search == null || ignored == null || decisive == null) {
      return null;
    }
    var evidence = search.evidence();
    var mode = search.binary("runs in secure mode");
    if (mode != null) {
      evidence.add(mode);
    }
    evidence.add(ignored);
    return about(
        trace,
        suspect,
        decisive,
        "secure-mode",
        search.sentence()
            + "; it runs in secure mode"
            + reason(mode)
            + ", so the loader ignores LD_LIBRARY_PATH, which would lead to "
            + Phrase.name(ignored.path()),
        Fix.of(
            "link the program with -Wl,-rpath, install the library in a default directory, or"
                + " register its directory with ldconfig"),
        evidence);
  }

  private static String reason(@Nullable BinaryFact mode) {
    return mode == null || mode.values().isEmpty() ? "" : " (" + mode.values().getFirst() + ")";
  }
}
