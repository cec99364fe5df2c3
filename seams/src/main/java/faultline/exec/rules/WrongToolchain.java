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
import faultline.exec.Suspect;
import faultline.exec.ToolRun;
import faultline.exec.Versions;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A tool runs in another version than the one that the project asks for, or works with parts of
/// another version of itself.
///
/// ## Why it breaks
///
/// Compilers and their libraries are one set. A variable such as `GOROOT` that names another set,
/// or a file that asks for a newer language, is noticed only when the first file is compiled.
///
/// ## Fix
///
/// Unset the variable, or install the version that the report names.
@RuleInfo(
    id = "FL-EXEC-081",
    name = "wrong-toolchain",
    severity = Severity.ERROR,
    explanation = "wrong-toolchain")
public final class WrongToolchain implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (!(suspect.what() instanceof Message message)) {
      return null;
    }
    var complaint = Complaint.of(trace, message);
    if (complaint == null
        || complaint.topic() != Topic.VERSION
        || Setting.repeated(trace, suspect, complaint)) {
      return null;
    }
    var source = trace.sources(message.sequence()).stream().findFirst().orElse(null);
    boolean mixed =
        message.text().contains("does not match go tool version")
            || message.text().contains("object is [");
    if (mixed) {
      return mixed(trace, suspect, message, complaint, source);
    }
    var image = ToolRun.of(trace, message, complaint);
    if (image != null && ShadowedTool.better(trace, image, complaint) != null) {
      return null;
    }
    if (image != null && complaint.found().isEmpty() && fits(trace, image, complaint)) {
      return null;
    }
    boolean vague = complaint.found().isEmpty() && image == null;
    if (vague && (source == null || complaint.tool().isEmpty())) {
      return null;
    }
    return old(trace, suspect, complaint, source, image);
  }

  /// Whether the tool that ran is known to be as new as what the sentence asks for.
  private static boolean fits(ExecTrace trace, Started image, Complaint complaint) {
    var needed = Versions.in(complaint.needed());
    var known = known(trace, image);
    return !needed.isEmpty() && !known.isEmpty() && Versions.compare(known, needed) >= 0;
  }

  /// The version of the tool that ran; empty where it is not known.
  private static String known(ExecTrace trace, Started image) {
    var note = "runs, version ";
    return trace
        .of(ElsewhereFact.class)
        .filter(copy -> copy.wanted().equals(image.path()) && copy.note().startsWith(note))
        .findFirst()
        .map(copy -> copy.note().substring(note.length()))
        .orElse("");
  }

  private @Nullable Finding mixed(
      ExecTrace trace,
      Suspect suspect,
      Message message,
      Complaint complaint,
      @Nullable SourceFact source) {
    var tool = part(trace, message);
    if (tool == null) {
      return null;
    }
    var cause =
        "go "
            + complaint.needed().replace("go", "")
            + " runs "
            + Phrase.name(tool.executable())
            + ", which belongs to go "
            + complaint.found().replace("go", "");
    var fix = Fix.of("use the tools of one version of go");
    var evidence = new ArrayList<ExecObservation>();
    evidence.add(tool);
    if (source != null) {
      evidence.add(source);
      cause += ", because GOROOT says so" + Setting.origin(source);
      var value = trace.environment(message.pid()).getOrDefault("GOROOT", "");
      fix =
          source.kind().equals("goenv")
              ? Setting.unsetInFile(source, "GOROOT")
              : Setting.unset(trace, "GOROOT", value, "start the go of that directory");
    }
    return about(
        trace,
        suspect,
        "wrong-toolchain",
        cause,
        fix,
        "execve",
        tool.path(),
        tool.executable(),
        evidence);
  }

  /// The part of the toolchain that wrote the message, or that ran just before it.
  private static @Nullable Started part(ExecTrace trace, Message message) {
    Started found = null;
    for (var image : trace.of(Started.class).toList()) {
      boolean tool = image.path().contains("/pkg/tool/");
      if (tool
          && (found == null
              || image.pid() == message.pid()
              || image.sequence() < message.sequence())) {
        found = image;
        if (image.pid() == message.pid()) {
          return image;
        }
      }
    }
    return found;
  }

  private Finding old(
      ExecTrace trace,
      Suspect suspect,
      Complaint complaint,
      @Nullable SourceFact source,
      @Nullable Started image) {
    var tool = Phrase.name(complaint.tool());
    var needed = Phrase.name(complaint.needed());
    var named = source == null || source.kind().equals("env") ? null : Phrase.name(source.where());
    var cause =
        (named == null ? "" : named + " asks for ")
            + tool
            + (needed.isEmpty() ? " in another version" : " " + needed)
            + (named == null ? " is asked for" : "")
            + ", and "
            + (image == null ? tool : Phrase.name(image.path()));
    var known = image == null ? "" : known(trace, image);
    var found = complaint.found().isEmpty() ? known : complaint.found();
    cause += found.isEmpty() ? " does not fit" : " is " + Phrase.name(found);
    var fix = Fix.of("install " + tool + " " + needed + ", or ask for the version that is here");
    var evidence = new ArrayList<ExecObservation>();
    if (image != null) {
      evidence.add(image);
    }
    if (source != null) {
      evidence.add(source);
    }
    return image == null
        ? about(trace, suspect, "wrong-toolchain", cause, fix, null, "", null, evidence)
        : about(
            trace,
            suspect,
            "wrong-toolchain",
            cause,
            fix,
            "execve",
            image.path(),
            image.executable(),
            evidence);
  }
}
