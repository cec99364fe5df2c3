package faultline.exec.rules;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Difference;
import faultline.exec.PairRule;
import faultline.exec.RunPair;
import java.util.stream.Stream;

/// Two runs of one command went different ways, and this is where they parted.
///
/// ## Why it breaks
///
/// A command that works here and fails there was given something else: a variable, an argument, a
/// folder, a file of the same name. What it printed comes long after that, and is often about
/// something that merely follows from it.
///
/// ## Fix
///
/// Make the named thing as it is in the good run. Where it is right as it is, the program has to
/// learn to live with it.
@RuleInfo(
    id = "FL-EXEC-090",
    name = "runs-differ",
    severity = Severity.ERROR,
    explanation = "other")
public final class RunsDiffer implements PairRule {
  @Override
  public Stream<Finding> check(RunPair pair) {
    return pair.differences().stream().limit(1).map(first -> finding(pair, first));
  }

  private Finding finding(RunPair pair, Difference first) {
    return finding(
        word(first),
        first.what(),
        fix(first),
        Details.NONE
            .text("kind", first.kind().word())
            .text("good", first.good())
            .text("bad", first.bad())
            .text("process", first.process().isEmpty() ? null : first.process())
            .text("path", first.path())
            .number("consequences", pair.following(first).size())
            .flag("sameEnd", pair.sameEnd()),
        first.evidence());
  }

  private static String word(Difference first) {
    return switch (first.kind()) {
      case ENVIRONMENT, SETTING -> "bad-setting";
      case CONTENT -> "config-value";
      case PERMISSION -> "permission";
      case PROGRAM -> "shadowed-tool";
      case ARGUMENT,
          DIRECTORY,
          LINK,
          SEARCH,
          FILE,
          ADDRESS,
          REFUSED,
          OPENED,
          PROCESS,
          MESSAGE,
          EXIT ->
          "other";
    };
  }

  private static Fix fix(Difference first) {
    var name = first.subject();
    return switch (first.kind()) {
      case ENVIRONMENT -> variable(first);
      case DIRECTORY -> Fix.of("run it in " + first.good(), "cd " + ShellWord.path(first.good()));
      case SETTING -> setting(first);
      case ARGUMENT -> Fix.of("give it the arguments of the good run");
      case CONTENT -> Fix.of("make " + name + " say what it says in the good run");
      case LINK -> Fix.of("let " + name + " lead to " + first.good());
      case PERMISSION -> Fix.of("give " + name + " the rights that it has in the good run");
      case PROGRAM, SEARCH -> Fix.of("put " + first.good() + " where it is found first");
      case FILE -> Fix.of("make " + name + " as it is in the good run");
      case ADDRESS -> Fix.of("make the other side of " + name + " as it is in the good run");
      case REFUSED, OPENED, PROCESS, MESSAGE, EXIT ->
          Fix.of("look at the step that did this: nothing that was seen before it differs");
    };
  }

  private static Fix variable(Difference first) {
    var name = first.subject();
    if (first.good().startsWith("(")) {
      return Fix.of("do not set " + name, "unset " + name);
    }
    return first.good().contains("<redacted>") || first.good().indexOf('\n') >= 0
        ? Fix.of("set " + name + " as in the good run")
        : Fix.of(
            "set " + name + " as in the good run",
            "export " + name + "=" + ShellWord.quote(first.good()));
  }

  private static Fix setting(Difference first) {
    return switch (first.subject()) {
      case "umask" -> Fix.of("set the umask of the good run", "umask " + first.good());
      case "limit open files" ->
          Fix.of("set the limit of the good run", "ulimit -n " + first.good());
      default -> Fix.of("set " + first.subject() + " as in the good run: " + first.good());
    };
  }
}
