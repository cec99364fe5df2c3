package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A program needs a file that does not exist.
///
/// ## Why it breaks
///
/// The kernel walks a path one component at a time and stops at the first that is not there. The
/// program's message often names another step, or nothing.
///
/// ## Fix
///
/// Create the file, or correct what names it: the report says which variable, line or argument did.
@RuleInfo(
    id = "FL-EXEC-001",
    name = "missing-file",
    severity = Severity.ERROR,
    explanation = "missing-file")
public final class MissingFile implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ENOENT") || failure.path().isEmpty()) {
      return null;
    }
    var walked = failure.fact(PathFact.class);
    if (walked == null
        || walked.end() != End.MISSING
        || failure.call().startsWith("execve")
        || MissingTool.toldAsProgram(trace, failure)
        || Phrase.dangles(walked)
        || Phrase.refusesNames(failure, walked)
        || Phrase.deletedDirectory(failure)) {
      return null;
    }
    var missing = walked.stop();
    var unexpanded = unexpanded(failure.path());
    if (unexpanded == null && Phrase.wantsDirectory(failure, walked)) {
      return null;
    }
    var cause = Phrase.name(missing) + " does not exist";
    var advice = "create " + Phrase.name(missing) + ", or correct what names it";
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(walked);
    var near = Phrase.nearMisses(trace, walked);
    Fix fix = null;
    if (unexpanded != null) {
      cause = Phrase.name(failure.path()) + " is taken literally: nobody expands " + unexpanded;
      advice = "write the whole path instead of " + unexpanded;
    } else if (failure.call().equals("connect")) {
      cause = "there is no socket " + Phrase.name(missing) + " to connect to";
      advice = "start the program that makes it, or correct the path";
    } else if (!near.isEmpty()) {
      var other = near.getFirst();
      cause += difference(Paths.baseName(missing), other, Phrase.name(walked.reached()));
      advice = advice(Paths.baseName(missing), other);
      fix =
          Redirect.to(
              trace,
              failure,
              walked,
              advice,
              (walked.reached().equals("/") ? "" : walked.reached()) + "/" + other);
    }
    if (near.isEmpty() && unexpanded == null) {
      var elsewhere =
          trace
              .of(ElsewhereFact.class)
              .filter(fact -> fact.wanted().equals(failure.absolute()))
              .findFirst();
      if (elsewhere.isPresent()) {
        evidence.add(elsewhere.get());
        cause += "; there is " + Phrase.name(elsewhere.get().path());
        advice =
            "name "
                + Phrase.name(elsewhere.get().path())
                + ", or put the file where it is looked for";
      }
    }
    return about(
        trace, suspect, "missing-file", cause, fix == null ? Fix.of(advice) : fix, evidence);
  }

  /// What a shell would have expanded at the beginning of `path`; null where there is nothing.
  private static @Nullable String unexpanded(String path) {
    for (var part : path.split("/", -1)) {
      if (part.equals("~")) {
        return "the tilde";
      }
      if (VARIABLE.matcher(part).find()) {
        return "the variable " + Phrase.name(part);
      }
    }
    return null;
  }

  private static final Pattern VARIABLE =
      Pattern.compile("\\$[A-Z_][A-Z0-9_]*|\\$\\{\\w+\\}|^%[A-Z_]+%$|\\$\\(\\w+\\)");

  private static String difference(String wanted, String other, String directory) {
    if (wanted.strip().equals(other.strip())) {
      var extra = wanted.endsWith("\r") ? "a carriage return" : "a blank";
      return wanted.length() > other.length()
          ? ": the name ends in or begins with "
              + extra
              + ", and the file is called "
              + Phrase.name(other)
          : "; " + directory + " has the same name with a blank";
    }
    if (wanted.equalsIgnoreCase(other)) {
      return "; the file is called " + Phrase.name(other) + ", which differs in case";
    }
    if (Phrase.name(wanted).equals(Phrase.name(other)) || sameForm(wanted, other)) {
      return "; a file of that name exists in another Unicode normal form";
    }
    return "; " + directory + " has " + Phrase.name(other);
  }

  private static boolean sameForm(String a, String b) {
    return java.text.Normalizer.normalize(a, java.text.Normalizer.Form.NFC)
        .equals(java.text.Normalizer.normalize(b, java.text.Normalizer.Form.NFC));
  }

  private static String advice(String wanted, String other) {
    if (wanted.strip().equals(other.strip()) && wanted.length() > other.length()) {
      return wanted.endsWith("\r")
          ? "remove the carriage return: give the file that names it LF line ends"
          : "remove the blank from what names it";
    }
    return "name " + Phrase.name(other) + ", or create " + Phrase.name(wanted);
  }
}
