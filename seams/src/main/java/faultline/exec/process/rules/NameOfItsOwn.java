package faultline.exec.process.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Paths;
import faultline.exec.process.ProcessObservation.Program;
import faultline.exec.process.ProcessRule;
import faultline.exec.process.ProcessSight;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A process goes by a name that no program has: its `argv[0]` is neither the file that it runs nor
/// another one that is found.
///
/// ## Why it breaks
///
/// Whoever looks for the program by its name does not find the process, and whoever looks for the
/// process by the name that it shows does not find the program.
///
/// ## Fix
///
/// Nothing, where that is meant so (`exec -a NAME`). Else believe `/proc/PID/exe`.

@RuleInfo(
    id = "FL-EXEC-135",
    name = "name-of-its-own",
    severity = Severity.INFO,
    explanation = "argv0")
public final class NameOfItsOwn implements ProcessRule {
  @Override
  public Stream<Finding> check(ProcessSight seen) {
    return seen.of(Program.class)
        .filter(one -> Titles.foreign(one) && one.named().isEmpty())
        .filter(one -> !INTERPRETER.matcher(Paths.baseName(one.path())).matches())
        .map(
            one ->
                about(
                    seen,
                    "pid "
                        + one.pid()
                        + " calls itself "
                        + one.title()
                        + ", and runs "
                        + one.path(),
                    Fix.of("nothing, if that is meant so; else believe the file that it runs"),
                    one.path(),
                    List.of(one)));
  }

  /// These run something of another name, which is often shown instead.
  private static final Pattern INTERPRETER =
      Pattern.compile(
          "(ba|da|z|k|mk|fi|a)?sh|python.*|pypy.*|perl.*|ruby.*|node.*|php.*|lua.*|java|mono.*"
              + "|dotnet|beam.*|erl.*|R|guile.*|tclsh.*|wine.*|qemu.*");
}
