package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import org.jspecify.annotations.Nullable;

/// A shared library that a program needs, or loads while it runs, is in no directory that is
/// searched.
///
/// ## Why it breaks
///
/// The loader looks in a fixed order: RPATH (where there is no RUNPATH), `LD_LIBRARY_PATH`,
/// RUNPATH, its cache, its default directories. RUNPATH holds for the libraries that this one file
/// needs, not for those that they need in turn. A library that lies anywhere else does not exist
/// for it.
///
/// ## Fix
///
/// Install the library, put it where the search goes, or extend the search: relink with
/// `-Wl,-rpath,'$ORIGIN/lib'`, set `LD_LIBRARY_PATH`, or register the directory with ldconfig.
@RuleInfo(
    id = "FL-EXEC-020",
    name = "library-missing",
    severity = Severity.ERROR,
    explanation = "lib-missing")
public final class MissingLibrary implements ExecRule {
  private static final String UNSEARCHED = "has the name and lies where it is not looked for";

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var search = LibrarySearch.of(trace, suspect);
    if (search == null
        || search.decisive() == null
        || search.unfit() != null
        || search.stale() != null
        || search.ignored() != null) {
      return null;
    }
    var evidence = search.evidence();
    var searched = search.searched();
    long directories = searched.stream().filter(line -> !line.contains(" (cache, ")).count();
    var cause = search.sentence();
    cause +=
        searched.isEmpty() && search.asked().contains("/")
            ? ", which does not exist"
            : searched.isEmpty()
                ? ", and no directory that is searched has it"
                : ", and "
                    + (directories == 1
                        ? "the directory that is searched does not have it"
                        : "none of the " + directories + " directories that are searched has it");
    for (var line : searched) {
      if (line.endsWith(", does not exist)") && !line.contains("(default")) {
        int reason = line.lastIndexOf(" (");
        cause +=
            "; "
                + line.substring(reason + 2, line.length() - ", does not exist)".length())
                + " names "
                + Phrase.name(line.substring(0, reason))
                + ", which does not exist";
        break;
      }
    }
    Fix fix;
    var copies = search.copies(UNSEARCHED);
    var versions = search.copies("is another version");
    if (!copies.isEmpty()) {
      var copy = copies.getFirst();
      evidence.add(copy);
      var directory = Paths.parent(copy.path());
      cause += "; it lies in " + Phrase.name(directory) + ", where it is not looked for";
      var advice =
          "add "
              + Phrase.name(directory)
              + " to the search (LD_LIBRARY_PATH or RUNPATH), or put the library where it is looked"
              + " for";
      fix =
          search.variableReaches()
              ? Fix.of(
                  advice,
                  "export LD_LIBRARY_PATH="
                      + ShellWord.quote(directory)
                      + "\"${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\"")
              : link(search, copy, advice);
    } else if (!versions.isEmpty()) {
      evidence.addAll(versions);
      cause += "; there is " + Phrase.name(versions.getFirst().path());
      fix =
          Fix.of(
              "install the version that is needed, "
                  + Phrase.name(search.name())
                  + ", or rebuild what needs it against "
                  + Phrase.name(Paths.baseName(versions.getFirst().path())));
    } else {
      fix =
          Fix.of(
              "install the package that brings "
                  + Phrase.name(search.name())
                  + " (Debian: apt-file search "
                  + Phrase.name(search.name())
                  + "), or correct where it is looked for");
    }
    return about(trace, suspect, search.decisive(), "lib-missing", cause, fix, evidence);
  }

  /// A program that asks for a path finds the library under a link.
  private static Fix link(LibrarySearch search, ElsewhereFact copy, String advice) {
    var decisive = search.decisive();
    var walked = decisive == null ? null : decisive.fact(PathFact.class);
    return walked != null
            && search.asked().contains("/")
            && Paths.parent(walked.stop()).equals(walked.reached())
        ? Fix.of(
            advice, "ln -s " + ShellWord.path(copy.path()) + " " + ShellWord.path(walked.stop()))
        : Fix.of(advice);
  }
}
