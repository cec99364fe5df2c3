package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.NamedSearch;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A C or C++ source includes a header that is in no directory of the search.
///
/// ## Why it breaks
///
/// The compiler looks beside the source (for `"..."`), in the directories of `-I`, then in those of
/// the system, all of them below `--sysroot` if that is given. A sysroot that does not exist takes
/// every header of the system away.
///
/// ## Fix
///
/// Install the development package that brings the header, add its directory with `-I`, or correct
/// the name: case counts.
@RuleInfo(
    id = "FL-EXEC-031",
    name = "header-missing",
    severity = Severity.ERROR,
    explanation = "header-missing")
public final class MissingHeader implements ExecRule {
  private static final Set<String> ENDINGS =
      Set.of("h", "hh", "hpp", "hxx", "h++", "inc", "inl", "ipp", "tcc", "cuh", "pch", "def");
  private static final Set<String> COMPILERS =
      Set.of(
          "cc1",
          "cc1plus",
          "cc1obj",
          "cc1objplus",
          "clang",
          "clang++",
          "tcc",
          "cpp",
          "cl",
          "nvcc",
          "cudafe++",
          "icx",
          "f951");

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var search = NamedSearch.of(trace, suspect);
    if (search != null) {
      return search.what() == Diagnostic.HEADER && search.decisive() instanceof Failure decisive
          ? missing(trace, suspect, decisive, search.name())
          : null;
    }
    var failure = suspect.failure();
    if (failure == null
        || !failure.errno().equals("ENOENT")
        || !failure.call().startsWith("open")
        || !compiler(trace, failure)) {
      return null;
    }
    var said = said(trace, failure);
    if (said != null) {
      return missing(trace, suspect, failure, said);
    }
    int dot = failure.baseName().lastIndexOf('.');
    boolean header = dot > 0 && ENDINGS.contains(failure.baseName().substring(dot + 1));
    return header && places(trace, failure) > 1
        ? missing(trace, suspect, failure, included(trace, failure))
        : null;
  }

  private static boolean compiler(ExecTrace trace, Failure failure) {
    var process = trace.process(failure.pid());
    var image = process == null ? null : process.imageAt(failure.sequence());
    return image != null
        && COMPILERS.contains(Paths.baseName(image.executable()).replaceAll("-[0-9.]+$", ""));
  }

  /// The header as the source names it, from the compiler's message.
  private static @Nullable String said(ExecTrace trace, Failure failure) {
    var process = trace.process(failure.pid());
    if (process == null) {
      return null;
    }
    for (var message : process.messages()) {
      var match = Diagnostic.HEADER.match(message.text());
      if (match != null) {
        var name = match.group(1) == null ? match.group(2) : match.group(1);
        if (name != null && (failure.path().endsWith("/" + name) || failure.path().equals(name))) {
          return name;
        }
      }
    }
    return null;
  }

  private static List<Failure> probes(ExecTrace trace, Failure failure) {
    var process = trace.process(failure.pid());
    return process == null
        ? List.of()
        : process.failures().stream()
            .filter(other -> other.baseName().equals(failure.baseName()))
            .filter(other -> other.call().startsWith("open"))
            .toList();
  }

  private static long places(ExecTrace trace, Failure failure) {
    return probes(trace, failure).stream().map(Failure::absolute).distinct().count();
  }

  /// The part that all probes have in common: what the source names.
  private static String included(ExecTrace trace, Failure failure) {
    var parts = List.of(failure.path().split("/", -1));
    var common = failure.baseName();
    for (int from = parts.size() - 2; from >= 0; from--) {
      var longer = String.join("/", parts.subList(from, parts.size()));
      if (!probes(trace, failure).stream()
          .allMatch(probe -> probe.path().endsWith("/" + longer) || probe.path().equals(longer))) {
        break;
      }
      common = longer;
    }
    return common;
  }

  private Finding missing(ExecTrace trace, Suspect suspect, Failure decisive, String name) {
    var process = trace.process(decisive.pid());
    var image = process == null ? null : process.imageAt(decisive.sequence());
    var evidence = new ArrayList<ExecObservation>();
    var header = Phrase.name(name);
    var source = image == null ? "" : source(image.arguments());
    var cause =
        (source.isEmpty() ? "a source" : Phrase.name(source))
            + " needs the header "
            + header
            + ", which none of the "
            + Math.max(2, places(trace, decisive))
            + " searched directories has";
    var sysroot = image == null ? "" : sysroot(image.arguments());
    if (!sysroot.isEmpty() && process != null && image != null) {
      var gone =
          process.failures().stream()
              .filter(failure -> failure.errno().equals("ENOENT"))
              .filter(
                  failure ->
                      failure
                          .absolute()
                          .startsWith(Paths.absolute(image.directory(), sysroot) + "/"))
              .findFirst();
      if (gone.isPresent()) {
        evidence.add(gone.get());
        cause += "; the sysroot is " + Phrase.name(sysroot);
      }
    }
    if (image != null && process != null) {
      for (var failure : process.failures()) {
        if (failure.errno().equals("ENOENT") && named(image.arguments(), failure.path())) {
          evidence.add(failure);
          cause += "; -I names " + Phrase.name(failure.path()) + ", which does not exist";
          break;
        }
      }
    }
    var near =
        trace
            .of(ElsewhereFact.class)
            .filter(fact -> fact.wanted().equals(name) && fact.note().equals("differs in case"))
            .findFirst();
    if (near.isPresent()) {
      evidence.add(near.get());
      cause += "; there is " + Phrase.name(near.get().path());
    }
    return about(
        trace,
        suspect,
        decisive,
        "header-missing",
        cause,
        Fix.of(
            near.isPresent()
                ? "include it as " + Phrase.name(Paths.baseName(near.get().path()))
                : sysroot.isEmpty()
                    ? "install the package that brings "
                        + header
                        + " (Debian: apt-file search "
                        + header
                        + "), add its directory with -I, or correct the name"
                    : "name the right sysroot or drop --sysroot"),
        evidence);
  }

  private static boolean named(List<String> arguments, String directory) {
    for (int i = 1; i < arguments.size(); i++) {
      if (arguments.get(i).equals("-I" + directory)
          || arguments.get(i).equals(directory)
              && arguments.get(i - 1).matches("-I|-isystem|-iquote")) {
        return !directory.isEmpty();
      }
    }
    return false;
  }

  private static String source(List<String> arguments) {
    for (var argument : arguments.subList(Math.min(1, arguments.size()), arguments.size())) {
      if (!argument.startsWith("-")
          && argument.matches(".*\\.(c|cc|cpp|cxx|C|m|mm|cu|i|ii|f90|F90)")) {
        return argument;
      }
    }
    return "";
  }

  private static String sysroot(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      var argument = arguments.get(i);
      if (argument.startsWith("--sysroot=")) {
        return argument.substring("--sysroot=".length());
      }
      if ((argument.equals("-isysroot") || argument.equals("--sysroot"))
          && i + 1 < arguments.size()) {
        return arguments.get(i + 1);
      }
    }
    return "";
  }
}
