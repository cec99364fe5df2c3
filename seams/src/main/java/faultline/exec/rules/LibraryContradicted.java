package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Success;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The loader took a library that is not the one that the program was linked with, and started the
/// program nevertheless.
///
/// ## Why it breaks
///
/// A library is taken by its name alone, from the first directory that has it. Functions are looked
/// up when they are called first, so that a missing one ends the program later or never; a library
/// without versions of its symbols gets a warning at most. Until then the program works with
/// another library than the one it was tested with.
///
/// ## Fix
///
/// Take the directory of the wrong copy out of `LD_LIBRARY_PATH`, or put that of the right one
/// before it.
@RuleInfo(
    id = "FL-EXEC-093",
    name = "library-contradicted",
    severity = Severity.WARNING,
    explanation = "lib-shadowed")
public final class LibraryContradicted implements ExecRule {
  private static final Set<Kind> KINDS =
      EnumSet.of(Kind.LIBRARY_VERSION, Kind.LIBRARY_SYMBOL, Kind.LIBRARY_OLDER);

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var clash = trace.clash(suspect.what().sequence(), KINDS);
    if (clash == null || !(suspect.what() instanceof Success opened)) {
      return null;
    }
    var evidence = new ArrayList<ExecObservation>(List.of(clash));
    var right = clash.right();
    if (!right.isEmpty()) {
      evidence.add(
          new ElsewhereFact(
              clash.taken(),
              right,
              switch (clash.kind()) {
                case LIBRARY_VERSION -> "defines version " + clash.wanted();
                case LIBRARY_SYMBOL -> "defines " + clash.wanted();
                default -> "lies in the directory that " + Phrase.name(clash.where()) + " names";
              }));
    }
    var search = trace.environment(opened.pid()).getOrDefault("LD_LIBRARY_PATH", "");
    var folder = Paths.parent(opened.absolute());
    boolean named =
        List.of(search.split("[:;]", -1)).stream()
            .anyMatch(
                word ->
                    !search.isEmpty()
                        && Paths.absolute(opened.directory(), word.isEmpty() ? "." : word)
                            .equals(folder));
    if (named) {
      evidence.add(new SourceFact("env", "LD_LIBRARY_PATH", search, opened.path(), ""));
    }
    var explanation = clash.kind() == Kind.LIBRARY_VERSION ? "symbol-version" : "lib-shadowed";
    if (clash.kind() == Kind.LIBRARY_VERSION && !right.isEmpty()) {
      explanation = "lib-shadowed";
    }
    return about(
        trace,
        suspect,
        explanation,
        cause(clash),
        fix(trace, clash, folder, named, search),
        opened.call(),
        opened.path(),
        opened.absolute(),
        evidence);
  }

  private static String cause(ClashFact clash) {
    var taken = Phrase.name(clash.taken());
    var user = Phrase.name(clash.where());
    var hides = clash.right().isEmpty() ? "" : "; it hides " + Phrase.name(clash.right());
    return switch (clash.kind()) {
      case LIBRARY_VERSION ->
          user
              + " was linked with version "
              + clash.wanted()
              + " of "
              + Phrase.name(Paths.baseName(clash.taken()))
              + ", and "
              + taken
              + ", which was loaded, has "
              + (clash.version().startsWith("no ") ? clash.version() : "only older ones")
              + (clash.right().isEmpty() ? "" : hides + ", which has it");
      case LIBRARY_SYMBOL ->
          user
              + " needs "
              + clash.wanted()
              + ", which "
              + taken
              + ", which was loaded, does not have: the first call of it would end the program"
              + hides
              + ", which has it";
      default ->
          taken
              + " ("
              + clash.version()
              + ") was loaded instead of "
              + Phrase.name(clash.right())
              + ", in the directory that "
              + user
              + " names itself";
    };
  }

  private static Fix fix(
      ExecTrace trace, ClashFact clash, String folder, boolean named, String search) {
    if (!named) {
      return Fix.of(
          clash.right().isEmpty()
              ? "install the version that it was linked with, or link it again"
              : "remove "
                  + Phrase.name(clash.taken())
                  + ", or link with the library that is meant");
    }
    var text = "take " + Phrase.name(folder) + " out of LD_LIBRARY_PATH";
    if (!Setting.fromOutside(trace, "LD_LIBRARY_PATH", search)) {
      return Fix.of(text);
    }
    if (!search.contains(":") && !search.contains(";")) {
      return Fix.of(text, "unset LD_LIBRARY_PATH");
    }
    return clash.right().isEmpty()
        ? Fix.of(text)
        : Fix.of(
            text + ", or put the right one first",
            "export LD_LIBRARY_PATH="
                + ShellWord.quote(Paths.parent(clash.right()))
                + ":\"$LD_LIBRARY_PATH\"");
  }
}
