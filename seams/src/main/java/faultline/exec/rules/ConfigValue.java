package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Complaint;
import faultline.exec.Complaint.Topic;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import faultline.exec.Wanted;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A line of a configuration file names something that does not exist, or cannot be understood.
///
/// ## Why it breaks
///
/// Most programs take a value as it stands: a blank at its end, a carriage return, a `~` or a
/// `$HOME` that only a shell would replace, all become part of the path. The program then reports
/// the path and not the line.
///
/// ## Fix
///
/// Correct the line that the report names.
@RuleInfo(
    id = "FL-EXEC-083",
    name = "config-value",
    severity = Severity.ERROR,
    explanation = "config-value")
public final class ConfigValue implements ExecRule {
  private static final Set<String> ENDINGS =
      Set.of(
          "conf",
          "cfg",
          "cnf",
          "config",
          "ini",
          "json",
          "jsonc",
          "yaml",
          "yml",
          "toml",
          "properties",
          "env",
          "xml");

  /// Files that describe a build, not the settings of a program.
  private static final Set<String> BUILDS =
      Set.of(
          "package.json",
          "package-lock.json",
          "tsconfig.json",
          "cargo.toml",
          "pyproject.toml",
          "setup.cfg",
          "pom.xml",
          "build.xml",
          "go.mod",
          "composer.json");

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var source = trace.sources(suspect.what().sequence()).stream().findFirst().orElse(null);
    if (source == null) {
      return null;
    }
    if (suspect.what() instanceof Failure failure) {
      return names(trace, suspect, failure, source);
    }
    return suspect.what() instanceof Message message
        ? unreadable(trace, suspect, message, source)
        : null;
  }

  private static boolean settings(String file) {
    var name = Paths.baseName(file).toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return !BUILDS.contains(name) && dot >= 0 && ENDINGS.contains(name.substring(dot + 1));
  }

  private @Nullable Finding names(
      ExecTrace trace, Suspect suspect, Failure failure, SourceFact source) {
    var walked = failure.fact(PathFact.class);
    if (!failure.errno().equals("ENOENT")
        || walked == null
        || walked.end() != End.MISSING
        || Phrase.dangles(walked)
        || failure.path().contains("/userdb/")
        || !source.kind().equals("file")) {
      return null;
    }
    var passed = failure.path();
    if (passed.contains("\r")
        && source.value().contains(passed.substring(0, passed.indexOf('\r')))) {
      return about(
          trace,
          suspect,
          "crlf",
          Phrase.name(shorter(trace, source.where()))
              + " ends in CR LF, so the name that it gives ends in a carriage return: "
              + Phrase.name(passed),
          Fix.of(
              "convert " + Phrase.name(Setting.file(source)) + " to LF line ends",
              "sed -i 's/\\r$//' " + ShellWord.path(Setting.file(source))),
          List.of(walked));
    }
    if (!settings(Setting.file(source))) {
      return null;
    }
    var wanted = new Wanted(failure, trace.environment(failure.pid()));
    if (wanted.command()) {
      return null;
    }
    var hit = wanted.in(source.value());
    boolean whole =
        hit != null && hit.score() >= Wanted.WHOLE || source.value().contains(passed.strip());
    if (!whole || passed.isBlank()) {
      return null;
    }
    return about(
        trace,
        suspect,
        "config-value",
        Phrase.name(shorter(trace, source.where())) + " names " + what(passed, walked),
        repair(trace, failure, source, walked),
        List.of(walked));
  }

  private static String what(String passed, PathFact walked) {
    var name = Phrase.name(passed);
    if (!passed.equals(passed.strip())) {
      return "\""
          + name
          + "\" with a blank at its "
          + (passed.endsWith(" ") || passed.endsWith("\t") ? "end" : "beginning")
          + ", and that does not exist";
    }
    if (passed.startsWith("~")) {
      return name + ", and nothing replaces the ~ by the home directory";
    }
    if (passed.startsWith("$") || passed.contains("${") || passed.matches(".*%[A-Z_]+%.*")) {
      return name + ", and nothing replaces the variable in it";
    }
    if (passed.startsWith("\"") || passed.startsWith("'")) {
      return name + ", and nothing takes the quotation marks off";
    }
    return name
        + (Paths.normal(walked.stop()).endsWith(passed.replaceFirst("^\\./", ""))
            ? ", which does not exist"
            : ", and " + Phrase.name(walked.stop()) + " does not exist");
  }

  /// Below the working directory of the command without it.
  private static String shorter(ExecTrace trace, String where) {
    var root = trace.root();
    var image = root == null || root.images().isEmpty() ? null : root.images().getFirst();
    return image != null
            && image.directory().length() > 1
            && where.startsWith(image.directory() + "/")
        ? where.substring(image.directory().length() + 1)
        : where;
  }

  private static Fix repair(ExecTrace trace, Failure failure, SourceFact source, PathFact walked) {
    var passed = failure.path();
    var text = "correct line " + Setting.line(source) + " of " + Phrase.name(Setting.file(source));
    if (!passed.equals(passed.strip()) && source.value().endsWith(passed.strip())) {
      return Fix.of(text + ": take the blank away", sed(source, "s/[[:blank:]]*$//"));
    }
    var home = trace.environment(failure.pid()).getOrDefault("HOME", "");
    if (passed.startsWith("~/") && home.startsWith("/")) {
      return replace(text, source, passed, home + passed.substring(1));
    }
    for (var variable : List.of("$HOME/", "${HOME}/")) {
      if (passed.startsWith(variable) && home.startsWith("/")) {
        return replace(text, source, passed, home + "/" + passed.substring(variable.length()));
      }
    }
    var near = Phrase.nearMisses(trace, walked);
    var name = Paths.baseName(walked.stop());
    if (near.size() == 1 && passed.endsWith(name)) {
      return replace(
          text,
          source,
          passed,
          passed.substring(0, passed.length() - name.length()) + near.getFirst());
    }
    return Fix.of(text + ", or create " + Phrase.name(walked.stop()));
  }

  private static Fix replace(String text, SourceFact source, String old, String right) {
    var better = text + ": write " + Phrase.name(right);
    if (!plain(old) || !plain(right)) {
      return Fix.of(better);
    }
    var pattern = old.replace(".", "\\.").replace("$", "\\$");
    return Fix.of(better, sed(source, "s#" + pattern + "#" + right + "#"));
  }

  private static boolean plain(String text) {
    return text.matches("[A-Za-z0-9_./~${}@%+=:-]+");
  }

  private static String sed(SourceFact source, String change) {
    return "sed -i "
        + ShellWord.quote(Setting.line(source) + change)
        + " "
        + ShellWord.quote(Setting.file(source));
  }

  private @Nullable Finding unreadable(
      ExecTrace trace, Suspect suspect, Message message, SourceFact source) {
    var complaint = Complaint.of(trace, message);
    if (complaint == null
        || complaint.topic() != Topic.CONFIG
        || Setting.repeated(trace, suspect, complaint)) {
      return null;
    }
    var opened = Setting.opened(trace, message.pid(), source);
    var cause =
        Phrase.name(shorter(trace, source.where()))
            + " is not what "
            + Phrase.program(trace, message)
            + " can read: "
            + Phrase.name(said(message));
    var fix = Fix.of("correct " + Phrase.name(source.where()));
    return opened == null
        ? about(
            trace,
            suspect,
            "config-value",
            cause,
            fix,
            null,
            Setting.file(source),
            null,
            List.of(source))
        : about(
            trace,
            suspect,
            "config-value",
            cause,
            fix,
            opened.call(),
            opened.path(),
            opened.absolute(),
            List.of(opened, source));
  }

  private static String said(Message message) {
    var text = message.text().strip();
    return text.length() <= 160 ? text : text.substring(0, 160) + "...";
  }
}
