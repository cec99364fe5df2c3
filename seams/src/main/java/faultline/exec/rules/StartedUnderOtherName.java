package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A program was started under a name for which it has no data or no applet.
///
/// ## Why it breaks
///
/// One file can be many programs: it decides by the name it was started under (`argv[0]`, often the
/// name of a link) what to do and which files to read.
///
/// ## Fix
///
/// Start it under a name that it knows, or give it the file for this name.
@RuleInfo(
    id = "FL-EXEC-015",
    name = "started-under-other-name",
    severity = Severity.ERROR,
    explanation = "argv0")
public final class StartedUnderOtherName implements ExecRule {
  private static final Set<String> INTERPRETERS =
      Set.of(
          "sh", "dash", "bash", "python", "perl", "node", "java", "ruby", "gcc", "cc", "c++", "g++",
          "cpp", "make", "php", "lua");

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    return switch (suspect.what()) {
      case Failure failure -> looked(trace, suspect, failure);
      case Message message -> said(trace, suspect, message);
      default -> null;
    };
  }

  /// The program that was given `failure.path()` as its name and then starts itself by it.
  private static @Nullable Started renamed(ExecTrace trace, Failure failure) {
    if (!failure.call().startsWith("execve")
        || !failure.errno().equals("ENOENT")
        || !failure.path().contains("/")) {
      return null;
    }
    for (var process : trace.ancestry(failure.pid()).reversed().stream().limit(3).toList()) {
      var image = process.imageAt(failure.sequence());
      if (image != null
          && !image.arguments().isEmpty()
          && image.arguments().getFirst().equals(failure.path())
          && !Paths.absolute(image.directory(), image.path()).equals(failure.absolute())
          && !image.executable().equals(failure.absolute())) {
        return image;
      }
    }
    return null;
  }

  static boolean again(ExecTrace trace, Failure failure) {
    return renamed(trace, failure) != null;
  }

  private @Nullable Finding looked(ExecTrace trace, Suspect suspect, Failure failure) {
    var renamed = renamed(trace, failure);
    if (renamed != null) {
      return about(
          trace,
          suspect,
          "argv0",
          Phrase.name(renamed.executable())
              + " was started under the name "
              + Phrase.name(failure.path())
              + ", where there is no program, and starts itself again by that name",
          Fix.of("start it under its real name, " + Phrase.name(renamed.executable())),
          List.of(renamed));
    }
    if (!failure.errno().equals("ENOENT") || failure.call().startsWith("execve")) {
      return null;
    }
    var process = trace.process(failure.pid());
    var image = process == null ? null : process.imageAt(failure.sequence());
    if (image == null || image.arguments().isEmpty()) {
      return null;
    }
    var own = Paths.baseName(image.executable());
    var name = calledAs(trace, image);
    if (name.length() < 2 || name.equals(own) || related(name, own)) {
      return null;
    }
    if (!namedFor(failure.path(), name)
        || Paths.absolute(image.directory(), image.path()).equals(failure.absolute())
        || image.arguments().stream().skip(1).anyMatch(word -> namedFor(word, name))) {
      return null;
    }
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(image);
    return about(
        trace,
        suspect,
        "argv0",
        Phrase.name(own)
            + " was started under the name "
            + Phrase.name(name)
            + " and looks for "
            + Phrase.name(failure.path())
            + ", which does not exist",
        Fix.of(
            "start it as "
                + Phrase.name(own)
                + " or under another name that it knows, or create "
                + Phrase.name(failure.path())),
        evidence);
  }

  /// The name that the program sees: the last part of its `argv[0]`; for a script that of the
  /// script.
  private static String calledAs(ExecTrace trace, Started image) {
    var first = Paths.baseName(image.arguments().getFirst());
    var asked = Paths.absolute(image.directory(), image.path());
    var walked =
        trace
            .of(PathFact.class)
            .filter(fact -> fact.path().equals(asked) && !fact.link().isEmpty())
            .findFirst();
    boolean script =
        image.arguments().size() > 1
            && image.arguments().contains(image.path())
            && !image.arguments().getFirst().equals(image.path());
    if (script) {
      // A script under its own name is what its author expects.
      return walked.isPresent()
              && !Paths.baseName(walked.get().reached()).equals(Paths.baseName(image.path()))
          ? Paths.baseName(image.path())
          : "";
    }
    return first.startsWith("-") ? first.substring(1) : first;
  }

  /// python3 and python3.11, cc and x86_64-linux-gnu-gcc-12 are one program for everybody.
  private static boolean related(String name, String own) {
    return own.startsWith(name)
        || name.startsWith(own)
        || own.endsWith(name)
        || INTERPRETERS.contains(name.replaceAll("[0-9.]+$", ""));
  }

  /// Whether `path` has a component that is `name`, or `name` with an ending.
  private static boolean namedFor(String path, String name) {
    for (var part : path.split("/", -1)) {
      if (part.equals(name) || part.startsWith(name + ".")) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Finding said(ExecTrace trace, Suspect suspect, Message message) {
    var match = Diagnostic.APPLET.match(message.text());
    var process = trace.process(message.pid());
    var image = process == null ? null : process.imageAt(message.sequence());
    if (match == null
        || process == null
        || image == null
        || Diagnostic.of(message.text()) != Diagnostic.APPLET) {
      return null;
    }
    var name = match.group(1);
    var cause =
        Phrase.name(Paths.baseName(image.executable()))
            + " has no applet "
            + Phrase.name(name)
            + ", the name it was started under";
    var fix =
        Fix.of("start it under the name of an applet that it has, or install the program itself");
    var looked =
        process.failures().stream()
            .filter(failure -> failure.errno().equals("ENOENT"))
            .filter(failure -> !failure.call().startsWith("execve"))
            .filter(failure -> failure.sequence() > image.sequence())
            .filter(failure -> failure.sequence() < message.sequence())
            .filter(failure -> namedFor(failure.path(), name))
            .reduce((_, second) -> second);
    return looked.isPresent()
        ? about(trace, suspect, looked.get(), "argv0", cause, fix, List.of(image))
        : about(
            trace,
            suspect,
            "argv0",
            cause,
            fix,
            "execve",
            image.path(),
            image.executable(),
            List.of(image));
  }
}
