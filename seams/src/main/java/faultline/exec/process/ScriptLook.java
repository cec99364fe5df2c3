package faultline.exec.process;

import faultline.exec.Paths;
import faultline.exec.process.ProcFiles.UnreadableException;
import faultline.exec.process.ProcessObservation.Program;
import faultline.exec.process.ProcessObservation.Script;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which script an interpreter runs.
final class ScriptLook {
  /// Programs whose first argument that is no option is a script.
  private static final Pattern INTERPRETER =
      Pattern.compile(
          "(ba|da|z|k|mk|fi|a)?sh|python[0-9.]*|pypy[0-9.]*|perl[0-9.]*|ruby[0-9.]*|node|nodejs"
              + "|php[0-9.]*|lua[0-9.]*|tclsh[0-9.]*|Rscript|mono(-sgen)?|guile[0-9.]*");

  private static final int LARGEST = 1 << 20;

  /// Seconds: the time of the start is put together from two that were cut off.
  private static final int SLACK = 2;

  private final ProcessLook process;
  private final String root;

  ScriptLook(ProcessLook process, String root) {
    this.process = process;
    this.root = root;
  }

  /// Whether a program with this base name runs scripts.
  static boolean interpreter(String name) {
    return INTERPRETER.matcher(name).matches();
  }

  @Nullable Script look(Circumstances circumstances, Program program) {
    if (!interpreter(Paths.baseName(program.path())) || circumstances.directory().isEmpty()) {
      return null;
    }
    var arguments = program.arguments();
    for (int i = 1; i < arguments.size(); i++) {
      var word = arguments.get(i);
      if (word.matches("-[A-Za-z]*[ceEm]|--(eval|print|command)|-p")) {
        return null; // a text or a module
      }
      if (!word.startsWith("-")) {
        return script(circumstances, ProcessLook.absolute(circumstances, word));
      }
    }
    return null;
  }

  private @Nullable Script script(Circumstances circumstances, String path) {
    if (path.matches("/(dev/fd|dev/stdin|proc)(/.*)?")) {
      return null; // that would be ours
    }
    try {
      var status = process.files().status(root + path);
      if (!status.kind().equals("file")) {
        return null;
      }
      var first =
          status.size() > LARGEST
              ? ""
              : process.files().text(root + path).lines().findFirst().orElse("");
      return new Script(
          process.pid(),
          path,
          first.startsWith("#!") ? first : "",
          circumstances.started() > 0 && status.modified() > circumstances.started() + SLACK);
    } catch (UnreadableException _) {
      return null; // it may have been given from another directory
    }
  }
}
