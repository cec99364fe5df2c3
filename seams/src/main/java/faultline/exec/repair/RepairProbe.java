package faultline.exec.repair;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Paths;
import faultline.formats.bytes.RawText;
import faultline.linux.FileStatus;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks whether exactly one thing can have been meant by a path that does not exist: only then may
/// a command say so.
public final class RepairProbe {
  /// Note of an [ElsewhereFact]: a name beside the missing one, below which the rest of the path
  /// exists, and no other name there comes into question.
  public static final String ONLY = "is the only name there that can have been meant";

  /// Note: the one file below the working directory that has the name.
  public static final String ONLY_OF_NAME = "is the only file of that name in the project";

  /// Note: a library that calls itself by the name that is missing.
  public static final String SAME_SONAME = "is another version of it in name, with its SONAME";

  /// Note: the example that the missing file is made from.
  public static final String TEMPLATE = "is the example to make it from";

  private static final List<String> TEMPLATES =
      List.of("example", "sample", "dist", "template", "default", "tmpl");

  /// Names that are in many folders say nothing.
  private static final Set<String> COMMON =
      Set.of(
          "index",
          "main",
          "config",
          "settings",
          "readme",
          "makefile",
          "package",
          "setup",
          "test",
          "tests",
          "lib",
          "bin",
          "src",
          "data",
          "__init__",
          "mod",
          "init",
          "default",
          "app");

  private static final int MOST_NAMES = 5_000;
  private static final int MOST_DIRECTORIES = 2_000;
  private final FileSystem files;

  public RepairProbe(FileSystem files) {
    this.files = files;
  }

  /// What can have been meant by the path of `failure`.
  public List<ElsewhereFact> look(ExecTrace trace, Failure failure) {
    var walked = failure.fact(PathFact.class);
    if (!failure.errno().equals("ENOENT")
        || walked == null
        || walked.end() != End.MISSING
        || !walked.reached().startsWith("/")
        || !Paths.parent(walked.stop()).equals(walked.reached())
        || status(walked.stop()) != null) {
      return List.of();
    }
    var whole = whole(failure, walked);
    if (!(whole + "/").startsWith(walked.stop() + "/")) {
      return List.of();
    }
    var rest = whole.substring(walked.stop().length());
    var facts = new ArrayList<ElsewhereFact>();
    var near = near(failure, walked, rest);
    if (near != null) {
      facts.add(new ElsewhereFact(walked.stop(), near, ONLY));
    }
    if (rest.isEmpty()) {
      var template = template(walked.stop());
      if (template != null) {
        facts.add(new ElsewhereFact(walked.stop(), template, TEMPLATE));
      }
    }
    if (facts.isEmpty() && walked.link().isEmpty()) {
      var only = onlyOne(trace, whole);
      if (only != null) {
        facts.add(new ElsewhereFact(whole, only, ONLY_OF_NAME));
      }
    }
    return facts;
  }

  /// The whole path as the walk took it: with what the last link says in place of the link.
  private static String whole(Failure failure, PathFact walked) {
    var absolute = Paths.normal(failure.absolute());
    if ((absolute + "/").startsWith(walked.stop() + "/") || walked.link().isEmpty()) {
      return absolute;
    }
    var target = walked.linkTarget();
    var led =
        Paths.normal(target.startsWith("/") ? target : Paths.parent(walked.link()) + "/" + target);
    return absolute.startsWith(walked.link() + "/")
        ? led + absolute.substring(walked.link().length())
        : led;
  }

  private @Nullable String near(Failure failure, PathFact walked, String rest) {
    var wanted = Paths.baseName(walked.stop());
    var names = names(walked.reached());
    if (names.contains(wanted)) {
      return null;
    }
    var best = Likeness.NONE;
    var found = new ArrayList<String>();
    for (var name : names) {
      var likeness = Likeness.of(wanted, name);
      var path = Paths.clean(walked.reached() + "/" + name);
      // A link that leads nowhere, and whose folder has but one name, can lead nowhere else.
      if (likeness == Likeness.NONE && !walked.link().isEmpty() && names.size() == 1) {
        likeness = Likeness.PATCH;
      }
      boolean certain =
          switch (likeness) {
            case SAME, SLIP -> true;
            case LONGER -> !rest.isEmpty();
            case PATCH -> !walked.link().isEmpty();
            case NONE -> false;
          };
      if (certain && likeness.compareTo(best) <= 0 && fits(failure, path + rest)) {
        if (likeness != best) {
          found.clear();
        }
        best = likeness;
        found.add(path);
      }
    }
    return found.size() == 1 ? found.getFirst() : null;
  }

  /// Whether what lies at `path` is of the kind that the call needs.
  private boolean fits(Failure failure, String path) {
    var status = status(path);
    if (status == null) {
      return false;
    }
    if (failure.call().startsWith("execve")) {
      return status.regular() && (status.mode() & 0111) != 0;
    }
    boolean directory =
        failure.path().endsWith("/")
            || failure.detail().contains("O_DIRECTORY")
            || failure.call().equals("chdir")
            || failure.call().equals("chroot");
    boolean opens = failure.call().startsWith("open") && !directory;
    return directory ? status.directory() : !opens || !status.directory();
  }

  private @Nullable String template(String missing) {
    var found = new ArrayList<String>();
    int dot = missing.lastIndexOf('.');
    for (var word : TEMPLATES) {
      var after = missing + "." + word;
      if (regular(after)) {
        found.add(after);
      }
      if (dot > missing.lastIndexOf('/') + 1) {
        var within = missing.substring(0, dot) + "." + word + missing.substring(dot);
        if (regular(within)) {
          found.add(within);
        }
      }
    }
    return found.size() == 1 ? found.getFirst() : null;
  }

  private boolean regular(String path) {
    var status = status(path);
    return status != null && status.regular();
  }

  private @Nullable String onlyOne(ExecTrace trace, String whole) {
    var root = trace.root();
    var top = root == null || root.images().isEmpty() ? "" : root.images().getFirst().directory();
    var name = Paths.baseName(whole);
    int dot = name.indexOf('.');
    var stem = (dot < 0 ? name : name.substring(0, dot)).toLowerCase(java.util.Locale.ROOT);
    if (!top.startsWith("/")
        || top.split("/", -1).length < 3
        || !whole.startsWith(top + "/")
        || COMMON.contains(stem)) {
      return null;
    }
    var found = new LinkedHashSet<String>();
    var left = new ArrayDeque<String>(List.of(top));
    for (int looked = 0; !left.isEmpty(); looked++) {
      if (looked > MOST_DIRECTORIES) {
        return null;
      }
      var directory = left.removeFirst();
      for (var entry : names(directory)) {
        var path = directory + "/" + entry;
        if (entry.equals(name) && !path.equals(whole)) {
          found.add(path);
        }
        if (!entry.equals(".git") && !entry.equals("node_modules")) {
          var status = status(path, false);
          if (status != null && status.directory()) {
            left.addLast(path);
          }
        }
      }
    }
    return found.size() == 1 && regular(found.getFirst()) ? found.getFirst() : null;
  }

  private List<String> names(String directory) {
    try {
      return files.list(RawText.encode(directory), MOST_NAMES).stream()
          .map(RawText::decode)
          .sorted()
          .toList();
    } catch (SyscallException _) {
      return List.of();
    }
  }

  private @Nullable FileStatus status(String path) {
    return status(path, true);
  }

  private @Nullable FileStatus status(String path, boolean follow) {
    try {
      return files.status(RawText.encode(path), follow);
    } catch (SyscallException _) {
      return null;
    }
  }
}
