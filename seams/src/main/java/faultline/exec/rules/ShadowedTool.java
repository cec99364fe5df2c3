package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Complaint;
import faultline.exec.Complaint.Topic;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import faultline.exec.ToolRun;
import faultline.exec.Versions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tool runs that is too old or too new, and the right one lies behind it in `PATH`.
///
/// ## Why it breaks
///
/// The first directory of `PATH` that has a program of the wanted name wins. That the start
/// succeeds hides that it started the wrong one.
///
/// ## Fix
///
/// Put the directory of the right tool before the other in `PATH`.
@RuleInfo(
    id = "FL-EXEC-082",
    name = "shadowed-tool",
    severity = Severity.ERROR,
    explanation = "shadowed-tool")
public final class ShadowedTool implements ExecRule {
  private static final String BEHIND = "behind it in PATH";

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (suspect.what() instanceof Started script) {
      return hiding(trace, suspect, script);
    }
    if (!(suspect.what() instanceof Message message)) {
      return null;
    }
    var complaint = Complaint.of(trace, message);
    if (complaint == null
        || complaint.topic() != Topic.VERSION
        || Setting.repeated(trace, suspect, complaint)) {
      return null;
    }
    var image = ToolRun.of(trace, message, complaint);
    var better = image == null ? null : better(trace, image, complaint);
    if (image == null || better == null) {
      return null;
    }
    var tool = Paths.baseName(image.path());
    var needed = complaint.needed();
    var cause =
        Phrase.name(image.path())
            + " comes first in PATH and hides "
            + Phrase.name(better.path())
            + (version(better).isEmpty() ? "" : " (" + version(better) + ")")
            + "; "
            + Phrase.name(needed.isEmpty() ? "another version" : needed)
            + " of "
            + Phrase.name(tool)
            + " is needed";
    var directory = Paths.parent(better.path());
    var search = trace.environment(image.pid()).getOrDefault("PATH", "");
    var text = "put " + Phrase.name(directory) + " first in PATH";
    var fix =
        Setting.fromOutside(trace, "PATH", search)
            ? Fix.of(text, "export PATH=" + ShellWord.quote(directory) + ":\"$PATH\"")
            : Fix.of(text);
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(image);
    copies(trace, image).forEach(evidence::add);
    return about(
        trace,
        suspect,
        "shadowed-tool",
        cause,
        fix,
        "execve",
        image.path(),
        image.executable(),
        evidence);
  }

  private @Nullable Finding hiding(ExecTrace trace, Suspect suspect, Started script) {
    var copy = copies(trace, script).stream().findFirst().orElse(null);
    if (copy == null) {
      return null;
    }
    var folder = Paths.parent(script.path());
    var search = trace.environment(script.pid()).getOrDefault("PATH", "");
    var cause =
        "the script "
            + Phrase.name(script.path())
            + " failed; PATH, which has "
            + (folder.equals(".") ? "the working directory" : Phrase.name(folder))
            + " first, finds it instead of "
            + Phrase.name(copy.path());
    var fix =
        Fix.of(
            "take "
                + Phrase.name(folder)
                + " out of PATH, rename the script, or call "
                + Phrase.name(copy.path()));
    return about(
        trace,
        suspect,
        "shadowed-tool",
        cause,
        fix,
        "execve",
        script.path(),
        Paths.absolute(script.directory(), script.path()),
        List.of(script, copy, new SourceFact("env", "PATH", search, script.path(), "")));
  }

  private static List<ElsewhereFact> copies(ExecTrace trace, Started image) {
    return trace
        .of(ElsewhereFact.class)
        .filter(copy -> copy.wanted().equals(image.path()))
        .distinct()
        .limit(5)
        .toList();
  }

  /// A copy behind the one that ran which has, or may have, the wanted version.
  static @Nullable ElsewhereFact better(ExecTrace trace, Started image, Complaint complaint) {
    var needed = Versions.in(complaint.needed());
    ElsewhereFact unknown = null;
    for (var copy : copies(trace, image)) {
      if (!copy.note().startsWith(BEHIND)) {
        continue;
      }
      var version = version(copy);
      if (version.isEmpty() || needed.isEmpty()) {
        unknown = unknown == null ? copy : unknown;
      } else if (Versions.compare(version, needed) >= 0) {
        return copy;
      }
    }
    return unknown;
  }

  private static String version(ElsewhereFact copy) {
    int at = copy.note().indexOf("version ");
    return at < 0 ? "" : copy.note().substring(at + "version ".length());
  }
}
