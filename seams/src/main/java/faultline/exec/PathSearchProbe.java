package faultline.exec;

import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.Fact.ElsewhereFact;
import faultline.formats.bytes.RawText;
import faultline.linux.FileStatus;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks for programs of the same name behind the one that PATH found. Nothing is started: a
/// version is read from the files that come with a tool, or from its text where it is a script.
final class PathSearchProbe {
  private static final int LARGEST_SCRIPT = 64 * 1024;
  private static final Pattern VERSION_IN_TEXT = Pattern.compile("\\d+(?:\\.\\d+)+");
  private static final Pattern VERSION_IN_NAME = Pattern.compile("[-/a-z]v?(\\d+(?:\\.\\d+)+)");
  private static final Pattern JAVA_VERSION = Pattern.compile("JAVA_VERSION=\"([^\"]+)\"");
  private static final Pattern NODE_VERSION =
      Pattern.compile("NODE_(MAJOR|MINOR|PATCH)_VERSION (\\d+)");
  private final FileSystem files;

  PathSearchProbe(FileSystem files) {
    this.files = files;
  }

  /// The copies behind the tool that `message` calls too old or too new.
  List<ElsewhereFact> look(ExecTrace trace, Message message) {
    var complaint = Complaint.of(trace, message);
    if (complaint == null || complaint.topic() != Complaint.Topic.VERSION) {
      return List.of();
    }
    var image = ToolRun.of(trace, message, complaint);
    if (image == null) {
      return List.of();
    }
    var copies = new ArrayList<ElsewhereFact>();
    var first = status(Paths.absolute(image.directory(), image.path()));
    if (first == null) {
      return List.of();
    }
    copies.add(fact(image, Paths.absolute(image.directory(), image.path()), "runs"));
    boolean behind = false;
    var tool = Paths.baseName(image.path());
    var seen = new ArrayList<FileStatus>(List.of(first));
    for (var entry : trace.environment(image.pid()).getOrDefault("PATH", "").split(":", -1)) {
      var directory = Paths.absolute(image.directory(), entry.isEmpty() ? "." : entry);
      var path = directory.equals("/") ? "/" + tool : directory + "/" + tool;
      var found = status(path);
      if (found == null || !found.regular() || (found.mode() & 0111) == 0) {
        continue;
      }
      boolean same = found.sameFile(first);
      behind |= same;
      if (behind && !same && seen.stream().noneMatch(found::sameFile)) {
        seen.add(found);
        copies.add(fact(image, path, "behind it in PATH"));
      }
    }
    return copies;
  }

  /// Note of an [ElsewhereFact]: a script of the project has the name of this program.
  static final String HIDDEN = "behind it in PATH, a program of the system";

  private static final List<String> SYSTEM =
      List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");

  /// Programs of the system that a script of the project hides, where that script failed.
  List<ElsewhereFact> hidden(ExecTrace trace) {
    var found = new ArrayList<ElsewhereFact>();
    for (var process : trace.processes()) {
      var image = process.image();
      if (process.failed() && image != null && found.size() < 4) {
        var copy = hiddenBy(trace, image);
        if (copy != null) {
          found.add(new ElsewhereFact(image.path(), copy, HIDDEN));
        }
      }
    }
    return found;
  }

  private @Nullable String hiddenBy(ExecTrace trace, Started image) {
    var name = Paths.baseName(image.path());
    boolean script = !Paths.baseName(image.executable()).equals(name);
    var search = List.of(trace.environment(image.pid()).getOrDefault("PATH", "").split(":", -1));
    var folder = Paths.parent(image.path());
    int at = search.indexOf(folder);
    boolean own =
        at >= 0 && (!folder.startsWith("/") || folder.endsWith("/node_modules/.bin"))
            || at < 0 && folder.equals(".") && search.contains("");
    if (!script || !own) {
      return null;
    }
    for (var entry : search.subList(Math.max(at, 0), search.size())) {
      var path = entry + "/" + name;
      if (SYSTEM.contains(entry) && status(path) instanceof FileStatus there && there.regular()) {
        return text(path).startsWith("\u007fELF") ? path : null;
      }
    }
    return null;
  }

  private ElsewhereFact fact(Started image, String path, String where) {
    var version = version(path);
    return new ElsewhereFact(
        image.path(), path, where + (version.isEmpty() ? "" : ", version " + version));
  }

  private @Nullable FileStatus status(String path) {
    try {
      return files.status(RawText.encode(path), true);
    } catch (SyscallException _) {
      return null;
    }
  }

  private String version(String path) {
    var real = real(path);
    var home = Paths.parent(Paths.parent(real));
    return switch (Paths.baseName(real)) {
      case "go", "gofmt" -> Versions.in(text(home + "/VERSION"));
      case "java", "javac", "jar" -> {
        var release = JAVA_VERSION.matcher(text(home + "/release"));
        yield release.find() ? release.group(1) : "";
      }
      case "node" -> node(text(home + "/include/node/node_version.h"));
      default -> {
        var script = text(real);
        if (script.startsWith("#!")) {
          var line = VERSION_IN_TEXT.matcher(script);
          yield line.find() ? line.group() : named(real);
        }
        yield named(real);
      }
    };
  }

  private static String named(String path) {
    var version = VERSION_IN_NAME.matcher(path);
    var last = "";
    while (version.find()) {
      last = version.group(1);
    }
    return last;
  }

  private static String node(String header) {
    var numbers = NODE_VERSION.matcher(header);
    var version = new StringBuilder();
    while (numbers.find()) {
      version.append(version.isEmpty() ? "" : ".").append(numbers.group(2));
    }
    return version.toString();
  }

  private String real(String path) {
    var at = path;
    for (int links = 0; links < 8; links++) {
      try {
        var target = RawText.decode(files.readLink(RawText.encode(at)));
        at = Paths.normal(Paths.absolute(Paths.parent(at), target));
      } catch (SyscallException _) {
        break;
      }
    }
    // A directory on the way may be a link as well.
    try {
      var parent = RawText.decode(files.readLink(RawText.encode(Paths.parent(at))));
      return Paths.normal(
          Paths.absolute(Paths.parent(Paths.parent(at)), parent) + "/" + Paths.baseName(at));
    } catch (SyscallException _) {
      return at;
    }
  }

  private String text(String path) {
    try {
      return RawText.decode(files.read(RawText.encode(path), LARGEST_SCRIPT));
    } catch (SyscallException _) {
      return "";
    }
  }
}
