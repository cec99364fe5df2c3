package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The environment names a locale that is not installed.
///
/// ## Why it breaks
///
/// `LC_ALL`, then `LC_CTYPE` and the like, then `LANG` name the locale. Programs that insist on it
/// fail when its files are nowhere; small systems have only `C`, `C.UTF-8` and `POSIX`.
///
/// ## Fix
///
/// Install the locale, or name one that is there: `export LC_ALL=C.UTF-8`.
@RuleInfo(
    id = "FL-EXEC-065",
    name = "locale-not-installed",
    severity = Severity.ERROR,
    explanation = "locale-missing")
public final class LocaleMissing implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null
        ? !(suspect.what() instanceof Message message) || !complains(message)
        : !failure.errno().equals("ENOENT") || !failure.path().contains("/locale/")) {
      return null;
    }
    int pid = suspect.what().pid();
    var environment = trace.environment(pid);
    if (failure != null && asked(trace, failure)) {
      return named(trace, suspect, failure);
    }
    var variable = variable(environment);
    if (variable.isEmpty()) {
      return null;
    }
    var value = environment.getOrDefault(variable, "");
    var language = value.split("[.@]", 2)[0];
    var decisive =
        failure != null && names(failure, language) ? failure : decisive(trace, pid, language);
    if (decisive == null || failure != null && decisive != failure) {
      return null;
    }
    var source = new SourceFact("env", variable, value, decisive.path(), "");
    var cause = variable + " names the locale " + Phrase.name(value) + ", which is not installed";
    var fix =
        Fix.of("install that locale, or name one that is there", "export " + variable + "=C.UTF-8");
    return failure == null
        ? about(trace, suspect, decisive, "locale-missing", cause, fix, List.of(source))
        : about(trace, suspect, "locale-missing", cause, fix, List.of(source));
  }

  /// Whether the program asked for a locale of its own choice.
  private static boolean asked(ExecTrace trace, Failure failure) {
    var locale = Paths.localeOf(failure.path());
    var language = locale.split("[_.@]", 2)[0];
    return !locale.isEmpty()
        && trace.environment(failure.pid()).entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("LC_") || entry.getKey().startsWith("LANG"))
            .noneMatch(entry -> entry.getValue().contains(language));
  }

  private Finding named(ExecTrace trace, Suspect suspect, Failure failure) {
    var source = trace.sources(failure.sequence()).stream().findFirst();
    var locale = Phrase.name(Paths.localeOf(failure.path()));
    var cause =
        source
                .map(from -> Phrase.name(from.where()) + " names the locale ")
                .orElse(Phrase.program(trace, failure) + " asks for the locale ")
            + locale
            + ", which is not installed";
    return about(
        trace,
        suspect,
        "locale-missing",
        cause,
        Fix.of("install the locale " + locale + ", or name one that `locale -a` lists"),
        List.of());
  }

  private static boolean complains(Message message) {
    var said = Diagnostic.of(message.text());
    return said == Diagnostic.LOCALE || said == Diagnostic.LOCALE_WARNING;
  }

  /// The variable that decides, by setlocale(3).
  private static String variable(Map<String, String> environment) {
    if (!environment.getOrDefault("LC_ALL", "").isEmpty()) {
      return "LC_ALL";
    }
    for (var variable : environment.entrySet()) {
      if (variable.getKey().startsWith("LC_")
          && !variable.getValue().isEmpty()
          && !variable.getValue().matches("C|POSIX|C\\.(UTF-8|utf8)")) {
        return variable.getKey();
      }
    }
    return environment.getOrDefault("LANG", "").isEmpty() ? "" : "LANG";
  }

  private static @Nullable Failure decisive(ExecTrace trace, int pid, String language) {
    var process = trace.process(pid);
    if (process == null || language.isEmpty()) {
      return null;
    }
    return process.failures().stream()
        .filter(failure -> failure.errno().equals("ENOENT") && names(failure, language))
        .findFirst()
        .orElse(null);
  }

  private static boolean names(Failure failure, String language) {
    return !language.isEmpty() && failure.path().contains("/locale/" + language);
  }
}
