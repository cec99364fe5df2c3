package faultline.exec;

import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/// Which step of a build or a script failed, in the words of the tool that ran it: a make target,
/// an npm script, the link step of `go build`.
///
/// Read from the process tree and from what the drivers wrote; nothing is guessed.
public final class Stage {
  private static final Pattern MAKE =
      Pattern.compile("make(?:\\[\\d+\\])?: \\*\\*\\* \\[(?:[^\\]]*?:\\d+: )?([^\\]:]+)\\]");
  private static final Pattern MAKE_RULE =
      Pattern.compile("\\*\\*\\* No rule to make target ['`]([^']+)'(?:, needed by ['`]([^']+)')?");
  private static final Pattern MAVEN =
      Pattern.compile(
          "Failed to execute goal [\\w.-]+:([\\w.-]+?)(?:-maven-plugin)?:[\\w.-]+:([\\w-]+)");
  private static final Pattern GRADLE = Pattern.compile("Execution failed for task '([^']+)'");

  private Stage() {}

  /// The steps around the suspect, the outermost first, separated by commas; empty where no known
  /// driver is involved.
  public static String of(ExecTrace trace, Suspect suspect) {
    var steps = new LinkedHashSet<String>();
    var chain = trace.ancestry(suspect.what().pid());
    for (int i = 0; i < chain.size(); i++) {
      var images = upTo(chain.get(i), suspect.what().sequence());
      for (var image : images) {
        var step = step(trace, chain, i, image);
        if (!step.isEmpty()) {
          steps.add(step);
        }
      }
    }
    return String.join(", ", steps);
  }

  private static List<Started> upTo(ProcessView process, long sequence) {
    var images = new ArrayList<Started>();
    for (var image : process.images()) {
      if (image.sequence() <= sequence) {
        images.add(image);
      }
    }
    return images;
  }

  private static String step(ExecTrace trace, List<ProcessView> chain, int index, Started image) {
    var name = Paths.baseName(image.path());
    var path = image.path();
    if (path.contains("/pkg/tool/")) {
      return name + " step of go";
    }
    if (path.contains("/.git/hooks/") || path.startsWith(".git/hooks/")) {
      return "git hook " + name;
    }
    return switch (name) {
      case "make", "gmake" -> make(trace, chain, index);
      case "cc1", "cc1plus", "cc1obj" -> "compile step of gcc";
      case "as" ->
          above(chain, index, "gcc|g\\+\\+|cc|c\\+\\+|clang.*|.*-gcc") ? "assembler step" : "";
      case "collect2", "ld", "ld.bfd", "ld.gold", "ld.lld", "mold" -> "link step";
      case "rustc" -> crate(image);
      case "cmake" -> cmake(image);
      case "mvn" -> said(trace, chain, MAVEN, "maven goal ");
      case "gradle" -> said(trace, chain, GRADLE, "gradle task ");
      default -> more(trace, chain, index, image);
    };
  }

  private static String more(ExecTrace trace, List<ProcessView> chain, int index, Started image) {
    var path = image.path();
    var name = Paths.baseName(path);
    if (name.equals("build-script-build") || name.startsWith("build-script-")) {
      var crate = trace.environment(image.pid()).getOrDefault("CARGO_PKG_NAME", "");
      return "build script" + (crate.isEmpty() ? "" : " of crate " + crate);
    }
    var go = goAbove(chain, index);
    if (!go.isEmpty() && (path.contains("/go-build") || path.contains("/exe/"))) {
      return name.endsWith(".test") ? "test binary " + name : "program that go " + go + " built";
    }
    var hook = hook(image);
    if (!hook.isEmpty()) {
      return hook;
    }
    return script(trace, chain, index, image);
  }

  /// `run` of `go run` where the parent is go.
  private static String goAbove(List<ProcessView> chain, int index) {
    for (int i = index - 1; i >= 0; i--) {
      var image = chain.get(i).image();
      if (image != null
          && Paths.baseName(image.path()).equals("go")
          && image.arguments().size() > 1) {
        return image.arguments().get(1);
      }
    }
    return "";
  }

  private static boolean above(List<ProcessView> chain, int index, String names) {
    for (int i = 0; i < index; i++) {
      if (chain.get(i).name().matches(names)) {
        return true;
      }
    }
    return false;
  }

  /// What the innermost make says about the target that failed.
  private static String make(ExecTrace trace, List<ProcessView> chain, int index) {
    int pid = chain.get(index).pid();
    for (var message : trace.messages().filter(message -> message.pid() == pid).toList()) {
      var target = MAKE.matcher(message.text());
      if (target.find()) {
        return "make target " + target.group(1).strip();
      }
      var rule = MAKE_RULE.matcher(message.text());
      if (rule.find() && rule.group(2) != null) {
        return "make target " + rule.group(2);
      }
    }
    return "";
  }

  private static String said(
      ExecTrace trace, List<ProcessView> chain, Pattern pattern, String before) {
    var pids = chain.stream().map(ProcessView::pid).toList();
    for (Message message : trace.messages().toList()) {
      var found = pattern.matcher(message.text());
      if (pids.contains(message.pid()) && found.find()) {
        return before
            + found.group(1)
            + (found.groupCount() > 1 && found.group(2) != null ? ":" + found.group(2) : "");
      }
    }
    return "";
  }

  private static String crate(Started image) {
    var arguments = image.arguments();
    int at = arguments.indexOf("--crate-name");
    return at < 0 || at + 1 >= arguments.size() || arguments.get(at + 1).equals("___")
        ? ""
        : "rustc for crate " + arguments.get(at + 1);
  }

  private static String cmake(Started image) {
    var arguments = image.arguments();
    int build = arguments.indexOf("--build");
    if (build > 0) {
      return "cmake --build";
    }
    return arguments.contains("-E") || arguments.contains("-P") || arguments.contains("--version")
        ? ""
        : "configure step of cmake";
  }

  /// The hook of a Python build back end that pip calls.
  private static String hook(Started image) {
    var arguments = image.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      var word = arguments.get(i);
      if (word.endsWith("_in_process.py") && i + 1 < arguments.size()) {
        return "pip step " + arguments.get(i + 1);
      }
      if (Paths.baseName(word).equals("setup.py") && i + 1 < arguments.size()) {
        return "setup.py " + arguments.get(i + 1);
      }
    }
    return "";
  }

  /// The npm script whose first process this is.
  private static String script(ExecTrace trace, List<ProcessView> chain, int index, Started image) {
    if (index == 0) {
      return "";
    }
    var script = trace.environment(image.pid()).getOrDefault("npm_lifecycle_event", "");
    var before =
        trace.environment(chain.get(index - 1).pid()).getOrDefault("npm_lifecycle_event", "");
    return script.isEmpty() || script.equals(before) ? "" : "npm script " + script;
  }
}
