package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Complaint;
import faultline.exec.Complaint.Topic;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import faultline.exec.Wanted;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A variable of the environment, or a setting that a tool keeps for its user, has a value that
/// does not work: it names a file that does not exist, or words that the tool does not take.
///
/// ## Why it breaks
///
/// Settings outlive what they were made for: a tool was moved, a version removed, a flag was meant
/// for one command and kept for all. The tool that fails rarely says who set them.
///
/// ## Fix
///
/// Unset the variable or correct its value; the report names the place that sets it where that
/// could be found. A setting that `go env -w` wrote is removed with `go env -u NAME`.
@RuleInfo(
    id = "FL-EXEC-080",
    name = "bad-setting",
    severity = Severity.ERROR,
    explanation = "bad-setting")
public final class BadSetting implements ExecRule {
  /// Well formed, perhaps, but nothing answers there.
  private static final Set<String> USED =
      Set.of(
          "DISPLAY",
          "TERM",
          "http_proxy",
          "https_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "all_proxy",
          "ALL_PROXY",
          "LD_PRELOAD");

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (suspect.what() instanceof Failure failure) {
      return names(trace, suspect, failure);
    }
    return suspect.what() instanceof Message message ? complains(trace, suspect, message) : null;
  }

  private @Nullable Finding names(ExecTrace trace, Suspect suspect, Failure failure) {
    var walked = failure.fact(PathFact.class);
    if (!failure.errno().equals("ENOENT") || walked == null || walked.end() != End.MISSING) {
      return null;
    }
    var source = first(trace, failure.sequence());
    if (source != null && source.kind().equals("goenv")) {
      return kept(trace, suspect, source, walked);
    }
    if (source == null || !source.kind().equals("env") || special(source.where())) {
      return null;
    }
    var environment = trace.environment(failure.pid());
    var value = environment.getOrDefault(source.where(), "");
    var wanted = new Wanted(failure, environment);
    if (wanted.command() || !names(wanted, value) || Phrase.dangles(walked)) {
      return null;
    }
    return about(
        trace,
        suspect,
        "bad-setting",
        missing(source, value, walked),
        repair(trace, source.where(), value, walked),
        List.of(walked));
  }

  /// A setting that go keeps for its user names what does not exist.
  private @Nullable Finding kept(
      ExecTrace trace, Suspect suspect, SourceFact source, PathFact walked) {
    int equals = source.value().indexOf('=');
    if (equals < 0 || !source.value().substring(equals + 1).strip().equals(walked.stop())) {
      return null;
    }
    return about(
        trace,
        suspect,
        "bad-setting",
        Phrase.name(source.where())
            + " sets "
            + Phrase.name(source.value())
            + ", which does not exist",
        Setting.unsetInFile(source, source.value().substring(0, equals)),
        List.of(walked, source));
  }

  /// Search paths and languages have rules of their own.
  private static boolean special(String name) {
    return name.equals("PATH")
        || name.startsWith("LD_LIBRARY")
        || name.startsWith("LC_")
        || name.startsWith("LANG");
  }

  private static boolean names(Wanted wanted, String value) {
    var hit = wanted.in(value);
    return hit != null && hit.score() >= Wanted.WHOLE;
  }

  private static String missing(SourceFact source, String value, PathFact walked) {
    return source.where()
        + " is "
        + Phrase.name(shortened(value))
        + Setting.origin(source)
        + (value.equals(walked.stop()) ? ", which" : ", and " + Phrase.name(walked.stop()))
        + " does not exist";
  }

  private static String shortened(String value) {
    return value.length() <= 160 ? value : value.substring(0, 160) + "...";
  }

  private static Fix repair(ExecTrace trace, String name, String value, PathFact walked) {
    var near = Phrase.nearMisses(trace, walked);
    if (near.size() == 1 && value.contains(walked.stop())) {
      var right = Paths.parent(walked.stop()) + "/" + near.getFirst();
      return Setting.export(
          trace, name, value, value.replace(walked.stop(), right.replace("//", "/")));
    }
    return Setting.unset(
        trace,
        name,
        value,
        "set it to something that exists, or create " + Phrase.name(walked.stop()));
  }

  private static @Nullable SourceFact first(ExecTrace trace, long sequence) {
    return trace.sources(sequence).stream().findFirst().orElse(null);
  }

  private @Nullable Finding complains(ExecTrace trace, Suspect suspect, Message message) {
    var complaint = Complaint.of(trace, message);
    if (complaint == null || Setting.repeated(trace, suspect, complaint)) {
      return null;
    }
    var source = first(trace, message.sequence());
    return switch (complaint.topic()) {
      case SETTING -> setting(trace, suspect, message, complaint, source);
      case UNSET -> unset(trace, suspect, message, complaint);
      case OPTION, VENDOR ->
          source == null ? null : word(trace, suspect, message, complaint, source);
      case VERSION, CONFIG -> null;
    };
  }

  private @Nullable Finding setting(
      ExecTrace trace,
      Suspect suspect,
      Message message,
      Complaint complaint,
      @Nullable SourceFact source) {
    var name = complaint.setting();
    if (source == null) {
      return name.equals("DISPLAY") ? unset(trace, suspect, message, complaint) : null;
    }
    var value = trace.environment(message.pid()).getOrDefault(name, "");
    if (source.kind().equals("env")) {
      var decisive = decisive(trace, message, value);
      var walked = decisive == null ? null : decisive.fact(PathFact.class);
      if (decisive != null && walked != null) {
        return about(
            trace,
            suspect,
            decisive,
            "bad-setting",
            missing(source, value, walked),
            repair(trace, name, value, walked),
            List.of(walked));
      }
    }
    var joined = joined(value, complaint.word());
    var cause =
        name
            + " is "
            + Phrase.name(shortened(source.kind().equals("env") ? value : source.value()))
            + Setting.origin(source)
            + (USED.contains(name)
                ? ", and " + Phrase.program(trace, message) + " cannot use it"
                : ", which " + Phrase.program(trace, message) + " does not accept");
    if (!complaint.word().isEmpty() && !complaint.word().equals(value)) {
      cause += ": " + Phrase.name(complaint.word());
    }
    if (source.kind().equals("goenv")) {
      return stored(trace, suspect, message, name, cause, source);
    }
    var fix =
        joined.isEmpty()
            ? Setting.unset(trace, name, value, "correct it")
            : Setting.export(trace, name, value, joined);
    var started = started(trace, message, value);
    return started == null
        ? about(trace, suspect, "bad-setting", cause, fix, null, "", null, List.of(source))
        : about(
            trace,
            suspect,
            "bad-setting",
            cause,
            fix,
            "execve",
            started.path(),
            started.executable(),
            List.of(started, source));
  }

  /// The program that the variable names, where it was started before the message.
  private static @Nullable Started started(ExecTrace trace, Message message, String value) {
    var program = value.split(" ", 2)[0];
    return program.length() < 2
        ? null
        : trace.ancestry(message.pid()).stream()
            .flatMap(process -> process.images().stream())
            .filter(image -> Paths.baseName(image.path()).equals(Paths.baseName(program)))
            .reduce((_, last) -> last)
            .orElse(null);
  }

  /// A flag and its value are one word in a list that is split at blanks.
  private static String joined(String value, String word) {
    var words = value.strip().split("\\s+", -1);
    for (int i = 1; i < words.length && !word.isEmpty(); i++) {
      if (words[i].equals(word) && words[i - 1].startsWith("-") && words[i - 1].indexOf('=') < 0) {
        var before = words[i - 1] + "=" + words[i];
        words[i - 1] = before;
        words[i] = "";
        return String.join(" ", words).replace("  ", " ").strip();
      }
    }
    return "";
  }

  /// A failed call, just before the message, at the path that the variable holds.
  private static @Nullable Failure decisive(ExecTrace trace, Message message, String value) {
    if (value.indexOf('/') < 0) {
      return null;
    }
    var environment = trace.environment(message.pid());
    for (var process : trace.processes().reversed()) {
      for (var failure : process.failures().reversed()) {
        if (failure.sequence() < message.sequence()
            && failure.errno().equals("ENOENT")
            && failure.fact(PathFact.class) instanceof PathFact walked
            && walked.end() == End.MISSING
            && names(new Wanted(failure, environment), value)) {
          return failure;
        }
      }
    }
    return null;
  }

  /// The last call before the message that found nothing at `path`.
  private static @Nullable Failure missed(ExecTrace trace, Message message, String path) {
    return trace
        .failures()
        .filter(failure -> failure.sequence() < message.sequence())
        .filter(failure -> failure.errno().equals("ENOENT") && failure.path().equals(path))
        .reduce((_, later) -> later)
        .orElse(null);
  }

  /// The look for the vendor directory that found nothing.
  private static @Nullable Failure vendorDirectory(ExecTrace trace, Message message) {
    return trace
        .failures()
        .filter(failure -> failure.sequence() < message.sequence())
        .filter(failure -> failure.errno().equals("ENOENT"))
        .filter(failure -> (failure.path() + "/").contains("vendor/"))
        .findFirst()
        .orElse(null);
  }

  private Finding stored(
      ExecTrace trace,
      Suspect suspect,
      Message message,
      String name,
      String cause,
      SourceFact source) {
    var opened = Setting.opened(trace, message.pid(), source);
    var fix = Setting.unsetInFile(source, name);
    return opened == null
        ? about(trace, suspect, "bad-setting", cause, fix, null, "", null, List.of(source))
        : about(
            trace,
            suspect,
            "bad-setting",
            cause,
            fix,
            opened.call(),
            opened.path(),
            opened.absolute(),
            List.of(opened, source));
  }

  private Finding unset(ExecTrace trace, Suspect suspect, Message message, Complaint complaint) {
    var name = complaint.setting();
    return about(
        trace,
        suspect,
        "bad-setting",
        name + " is not set, and " + Phrase.program(trace, message) + " needs it",
        Fix.of("set " + name + " before the command"),
        null,
        "",
        null,
        List.of());
  }

  private Finding word(
      ExecTrace trace, Suspect suspect, Message message, Complaint complaint, SourceFact source) {
    boolean vendor = complaint.topic() == Topic.VENDOR;
    var where =
        switch (source.kind()) {
          case "env" -> source.where();
          case "argv" -> Phrase.name(source.value());
          default -> Phrase.name(source.where()) + " (" + Phrase.name(source.value()) + ")";
        };
    var word = complaint.word();
    var cause =
        vendor
            ? where
                + " makes go use a vendor directory"
                + Setting.origin(source)
                + ", and none that fits is here"
            : Phrase.program(trace, message)
                + " does not accept "
                + Phrase.name(word)
                + ", which comes from "
                + where
                + Setting.origin(source);
    if (source.kind().equals("goenv")) {
      return stored(trace, suspect, message, "GOFLAGS", cause, source);
    }
    var value = trace.environment(message.pid()).getOrDefault(source.where(), "");
    var decisive = word.startsWith("/") ? missed(trace, message, word) : null;
    if (vendor) {
      decisive = vendorDirectory(trace, message);
    }
    if (vendor && decisive != null) {
      var fix =
          source.kind().equals("env")
              ? Setting.unset(trace, source.where(), value, "take -mod=vendor out of it")
              : Fix.of("take -mod=vendor away, or run go mod vendor");
      return about(trace, suspect, decisive, "bad-setting", cause, fix, List.of(source));
    }
    if (decisive != null && decisive.fact(PathFact.class) instanceof PathFact walked) {
      cause =
          where + " names " + Phrase.name(word) + Setting.origin(source) + ", which does not exist";
      var fix =
          source.kind().equals("env")
              ? repair(trace, source.where(), value, walked)
              : Fix.of("correct it there, or create " + Phrase.name(walked.stop()));
      return about(trace, suspect, decisive, "bad-setting", cause, fix, List.of(walked, source));
    }
    var fix =
        source.kind().equals("env")
            ? Setting.unset(trace, source.where(), value, "take the word out of it")
            : Fix.of("correct it there");
    return about(trace, suspect, "bad-setting", cause, fix, null, "", null, List.of(source));
  }
}
