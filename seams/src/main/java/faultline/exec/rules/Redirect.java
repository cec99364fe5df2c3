package faultline.exec.rules;

import faultline.core.Fix;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact;
import faultline.exec.Paths;
import org.jspecify.annotations.Nullable;

/// How to lead what looks for a missing path to the thing that was meant: by correcting the line or
/// the variable that names it; by a link under the wanted name where nobody can be named.
final class Redirect {
  private Redirect() {}

  /// A repair by which `failure` finds `right` instead of where its walk stopped.
  static Fix to(ExecTrace trace, Failure failure, PathFact walked, String advice, String right) {
    var wrong = walked.stop();
    var source = trace.sources(failure.sequence()).stream().findFirst().orElse(null);
    if (source != null && source.kind().equals("env")) {
      var value = trace.environment(failure.pid()).getOrDefault(source.where(), "");
      if (value.contains(wrong)) {
        return Setting.export(trace, source.where(), value, value.replace(wrong, right));
      }
    }
    if (source != null && source.kind().equals("file")) {
      var change = change(source.value(), failure.path(), wrong, right);
      if (change != null && !Setting.line(source).isEmpty()) {
        return Fix.of(
            advice,
            "sed -i "
                + ShellWord.quote(Setting.line(source) + change)
                + " "
                + ShellWord.path(Setting.file(source)));
      }
    }
    boolean made =
        walked.reached().startsWith("/")
            && Paths.parent(wrong).equals(walked.reached())
            && !wrong.contains("\n");
    return made
        ? Fix.of(advice, "ln -s " + ShellWord.path(right) + " " + ShellWord.path(wrong))
        : Fix.of(advice);
  }

  /// A command of sed that writes the right name where `line` has the wrong one.
  private static @Nullable String change(String line, String passed, String wrong, String right) {
    var name = Paths.baseName(wrong);
    var other = Paths.baseName(right);
    boolean renamed = Paths.parent(wrong).equals(Paths.parent(right));
    if (line.contains(wrong)) {
      return substitution(wrong, right);
    }
    if (renamed && line.contains(passed) && passed.endsWith(name)) {
      return substitution(passed, passed.substring(0, passed.length() - name.length()) + other);
    }
    return renamed && line.contains(name) ? substitution(name, other) : null;
  }

  private static @Nullable String substitution(String old, String right) {
    if (!PLAIN.matcher(old).matches() || !PLAIN.matcher(right).matches()) {
      return null;
    }
    return "s#" + old.replace(".", "\\.").replace("$", "\\$") + "#" + right + "#";
  }

  private static final java.util.regex.Pattern PLAIN =
      java.util.regex.Pattern.compile("[A-Za-z0-9_./~@%+=:-]+");
}
