package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Suspect;
import org.jspecify.annotations.Nullable;

/// The loader's cache names a library that is not there any more.
///
/// ## Why it breaks
///
/// `/etc/ld.so.cache` is a list that ldconfig(8) makes, not a look at the disk. After a library was
/// deleted or moved it still says where it was, so that the library looks installed.
///
/// ## Fix
///
/// Put the library back, then run `ldconfig` as root.
@RuleInfo(
    id = "FL-EXEC-022",
    name = "stale-loader-cache",
    severity = Severity.ERROR,
    explanation = "stale-cache")
public final class StaleCache implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var search = LibrarySearch.of(trace, suspect);
    var stale = search == null ? null : search.stale();
    var decisive = search == null ? null : search.decisive();
    if (search == null || stale == null || decisive == null || search.ignored() != null) {
      return null;
    }
    var named = stale.values().getFirst();
    var process = trace.process(decisive.pid());
    if (process != null) {
      for (var failure : process.failures()) {
        if (failure.absolute().equals(named) && failure.errno().equals("ENOENT")) {
          decisive = failure;
        }
      }
    }
    var evidence = search.evidence();
    evidence.add(stale);
    return about(
        trace,
        suspect,
        decisive,
        "stale-cache",
        search.sentence()
            + "; /etc/ld.so.cache says that it is "
            + Phrase.name(named)
            + ", which does not exist any more",
        Fix.of("put " + Phrase.name(named) + " back, then run ldconfig as root"),
        evidence);
  }
}
