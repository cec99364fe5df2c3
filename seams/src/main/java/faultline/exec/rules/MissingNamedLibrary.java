package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.NamedSearch;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A native library that is named without a path, to a linker or to a runtime, is not found.
///
/// ## Why it breaks
///
/// `-lfoo` stands for `libfoo.so` or `libfoo.a` in the directories of `-L` and of the system: the
/// name without a version, which only the development package brings. `System.loadLibrary("foo")`
/// stands for `libfoo.so` in `java.library.path`, a DllImport of `foo` for `foo`, `foo.so`,
/// `libfoo.so`.
///
/// ## Fix
///
/// Install the (development) package of the library, name its directory, or correct the name.
@RuleInfo(
    id = "FL-EXEC-032",
    name = "named-library-missing",
    severity = Severity.ERROR,
    explanation = "lib-missing")
public final class MissingNamedLibrary implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var search = NamedSearch.of(trace, suspect);
    if (search == null || !(search.decisive() instanceof Failure decisive)) {
      return null;
    }
    var name = Phrase.name(search.name());
    return switch (search.what()) {
      case LIBRARY_TO_LINK ->
          finding(
              trace,
              suspect,
              search,
              decisive,
              "the linker is to use -l"
                  + name
                  + ", and no directory that it searches has lib"
                  + name
                  + ".so or lib"
                  + name
                  + ".a",
              "install the development package of "
                  + name
                  + ", name its directory with -L, or correct the name");
      case LIBRARY_OF_JAVA ->
          finding(
              trace,
              suspect,
              search,
              decisive,
              "System.loadLibrary(\""
                  + name
                  + "\") finds no lib"
                  + name
                  + ".so in java.library.path: "
                  + Phrase.name(Paths.parent(decisive.path()))
                  + " does not have it",
              "correct -Djava.library.path, or put lib" + name + ".so there");
      case LIBRARY_OF_PERL ->
          finding(
              trace,
              suspect,
              search,
              decisive,
              "the Perl module " + name + " is there, and the library of its compiled part is not",
              "reinstall " + name + " for this perl");
      case LIBRARY_OF_CLR ->
          finding(
              trace,
              suspect,
              search,
              decisive,
              "a DllImport names " + name + ", and no library of that name is found",
              "install the library, put it beside the program, or correct the name");
      case LIBRARY_OF_GO ->
          finding(
              trace,
              suspect,
              search,
              decisive,
              "the plugin " + name + " does not exist",
              "build it with go build -buildmode=plugin, or correct the path");
      default -> null;
    };
  }

  private Finding finding(
      ExecTrace trace,
      Suspect suspect,
      NamedSearch search,
      Failure decisive,
      String cause,
      String advice) {
    var evidence = new ArrayList<ExecObservation>();
    var copy =
        trace
            .of(ElsewhereFact.class)
            .filter(fact -> fact.wanted().equals(search.name()))
            .findFirst();
    var whole = cause;
    if (copy.isPresent()) {
      evidence.add(copy.get());
      whole += "; " + Phrase.name(copy.get().path()) + " " + copy.get().note();
    }
    return about(trace, suspect, decisive, "lib-missing", whole, Fix.of(advice), evidence);
  }
}
