package faultline.exec.repair;

import faultline.core.Fix;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.rules.Setting;
import faultline.exec.rules.ShellWord;
import faultline.formats.bytes.RawText;
import org.jspecify.annotations.Nullable;

/// What names a missing path is corrected, where only one thing can have been meant: in the line of
/// the file that has it, in the variable, or, where a command line or nobody in particular named
/// it, by a link under the wrong name.
final class RightName implements Repair {
  @Override
  public @Nullable Fix of(Broken broken) {
    var failure = broken.failure();
    if (failure == null || !failure.errno().equals("ENOENT")) {
      return inText(broken);
    }
    var walked = broken.walked();
    if (walked == null || walked.end() != End.MISSING || broken.explains("dangling-link")) {
      return inText(broken);
    }
    var stop = walked.stop();
    var near = broken.found(stop, RepairProbe.ONLY);
    if (near != null) {
      var fix = corrected(broken, failure, stop, near.path());
      return fix != null || failure.creating() ? fix : linked(broken, stop, near.path());
    }
    var whole = Paths.normal(failure.absolute());
    var far = broken.found(whole, RepairProbe.ONLY_OF_NAME);
    if (far == null || failure.creating()) {
      return inText(broken);
    }
    if (broken.explains("lib-missing")) {
      return linked(broken, whole, far.path());
    }
    return broken.explains("config-value", "bad-setting")
        ? corrected(broken, failure, whole, far.path())
        : null;
  }

  private static @Nullable Fix corrected(
      Broken broken, Failure failure, String stop, String right) {
    for (var source : broken.sources()) {
      for (var way : Renaming.of(failure, stop, right)) {
        var fix =
            source.kind().equals("env") ? inVariable(broken, source, way) : inLine(source, way);
        if (fix != null) {
          return fix;
        }
      }
    }
    return null;
  }

  private static @Nullable Fix inLine(SourceFact source, Renaming way) {
    var command = LineEdit.inFile(source, way.old(), way.right());
    return command == null
        ? null
        : Fix.of(
            "write "
                + RawText.printable(way.right())
                + " for "
                + RawText.printable(way.old())
                + " in line "
                + Setting.line(source)
                + " of "
                + RawText.printable(Paths.baseName(Setting.file(source))),
            command);
  }

  private static @Nullable Fix inVariable(Broken broken, SourceFact source, Renaming way) {
    var value = broken.fromOutside(source.where());
    var better = value == null ? null : LineEdit.replaced(value, way.old(), way.right());
    return better == null
        ? null
        : Fix.of(
            "set " + source.where() + " to " + RawText.printable(better),
            "export " + source.where() + "=" + ShellWord.quote(better));
  }

  /// A link is right where the name was given by hand, or is made by the program.
  private static @Nullable Fix linked(Broken broken, String wrong, String right) {
    boolean named =
        broken.sources().stream().anyMatch(source -> source.kind().matches("file|env|goenv"));
    if (named && !broken.explains("lib-missing")) {
      return null;
    }
    var link = "ln -sn " + ShellWord.path(right) + " " + ShellWord.path(wrong);
    var text = "make " + RawText.printable(wrong) + " a link to " + RawText.printable(right);
    var walked = broken.walked();
    return walked != null && Paths.parent(wrong).equals(walked.reached())
        ? Fix.of(text, link)
        : Fix.of(text, "mkdir -p " + ShellWord.path(Paths.parent(wrong)), link);
  }

  /// A name that a source text has, and that differs from the right one in case or ending only.
  private static @Nullable Fix inText(Broken broken) {
    var source = broken.source("file");
    if (source == null
        || !broken.explains("header-missing", "module-missing")
        || broken.finding().evidence().stream().filter(ElsewhereFact.class::isInstance).count()
            != 1) {
      return null;
    }
    for (var seen : broken.finding().evidence()) {
      if (seen instanceof ElsewhereFact copy && copy.note().equals("differs in case")) {
        var wanted = Paths.baseName(copy.wanted());
        var right = Paths.baseName(copy.path());
        if (right.length() > wanted.length() && right.charAt(wanted.length()) == '.') {
          right = right.substring(0, wanted.length());
        }
        return right.equalsIgnoreCase(wanted) ? inLine(source, new Renaming(wanted, right)) : null;
      }
    }
    return null;
  }
}
