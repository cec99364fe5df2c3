package faultline.exec.process;

import faultline.exec.Paths;
import faultline.exec.process.ProcFiles.UnreadableException;
import faultline.exec.process.ProcessObservation.Program;
import java.util.List;

/// The four names of a process: the file it runs, the name that the kernel has, `argv[0]`, and the
/// file that `argv[0]` names.
final class ProgramLook {
  private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

  /// Where daemons are, which nobody but root has in PATH.
  private static final String SYSTEM_PATH = ":/usr/local/sbin:/usr/sbin:/sbin";

  private final ProcessLook process;
  private final String root;

  ProgramLook(ProcessLook process, String root) {
    this.process = process;
    this.root = root;
  }

  Program look(Circumstances circumstances, String command) {
    int pid = process.pid();
    var arguments =
        process
            .redaction()
            .arguments(ProcessLook.strings(process.text("cmdline", "the arguments of pid " + pid)));
    var files = process.files();
    String shown;
    FileIdentity held;
    try {
      shown = files.link("/proc/" + pid + "/exe");
      held = files.status("/proc/" + pid + "/exe");
    } catch (UnreadableException e) {
      process.unable("the program of pid " + pid, e);
      return new Program(pid, "", FileState.UNKNOWN, command, arguments, "", false, false);
    }
    var state = FileState.of(files, root, shown, held, FileState.FileKey.NONE);
    var title = arguments.isEmpty() ? "" : arguments.getFirst();
    var named = named(circumstances, title);
    return new Program(
        pid,
        FileState.path(shown, state),
        state,
        command,
        arguments,
        named,
        !named.isEmpty() && same(named, held),
        !named.isEmpty() && script(named));
  }

  /// The file that `argv[0]` names for a shell. Links in the files of another root or another mount
  /// namespace would lead elsewhere from here: nothing is said of those.
  private String named(Circumstances circumstances, String title) {
    if (!root.isEmpty()
        || !circumstances.root().equals("/")
        || title.isEmpty()
        || title.startsWith("/proc/")) {
      return "";
    }
    if (title.startsWith("/")) {
      return file(title) ? title : "";
    }
    if (title.contains("/")) {
      return ""; // its working directory may have been another one
    }
    var path = circumstances.variable("PATH");
    var all = (path.isEmpty() ? DEFAULT_PATH : path) + SYSTEM_PATH;
    for (var folder : List.of(all.split(":", -1))) {
      var one = Paths.absolute(folder, title);
      if (folder.startsWith("/") && file(one)) {
        return one;
      }
    }
    return "";
  }

  private boolean file(String path) {
    try {
      return process.files().status(path).kind().equals("file");
    } catch (UnreadableException _) {
      return false;
    }
  }

  private boolean same(String path, FileIdentity held) {
    try {
      return process.files().status(path).same(held);
    } catch (UnreadableException _) {
      return false;
    }
  }

  private boolean script(String path) {
    try {
      return process.files().status(path).size() < 1 << 20
          && process.files().text(path).startsWith("#!");
    } catch (UnreadableException _) {
      return false;
    }
  }
}
