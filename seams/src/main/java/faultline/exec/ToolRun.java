package faultline.exec;

import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which start of a program a complaint about a version is about.
public final class ToolRun {
  private ToolRun() {}

  /// The last start, before the message, of the tool that it names, found through PATH, else that
  /// of the tool that wrote it; null where none was seen.
  public static @Nullable Started of(ExecTrace trace, Message message, Complaint complaint) {
    Started found = null;
    for (var image : trace.of(Started.class).toList()) {
      if (image.sequence() < message.sequence()
          && names(complaint, image)
          && searched(trace, image)) {
        found = image;
      }
    }
    var writer = trace.process(message.pid());
    var own = writer == null ? null : writer.imageAt(message.sequence());
    // Started by its path, it speaks for itself.
    return found == null && own != null && names(complaint, own) ? own : found;
  }

  private static boolean names(Complaint complaint, Started image) {
    var name = Paths.baseName(image.path());
    var tool = complaint.tool();
    return name.equalsIgnoreCase(tool)
        || tool.equals("python") && name.matches("python[\\d.]*|pip[\\d.]*")
        || tool.equals("node") && name.equals("npm")
        || tool.equals("cargo") && name.equals("rustc")
        || tool.equals("rustc") && name.equals("cargo")
        || tool.equals("javac") && name.matches("java|mvn|gradle");
  }

  /// Whether its path is a directory of PATH and its name.
  private static boolean searched(ExecTrace trace, Started image) {
    var search = List.of(trace.environment(image.pid()).getOrDefault("PATH", "").split(":", -1));
    return image.path().contains("/") && search.contains(Paths.parent(image.path()));
  }
}
