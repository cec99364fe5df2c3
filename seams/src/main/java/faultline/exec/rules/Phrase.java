package faultline.exec.rules;

import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.IdentityFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Paths;
import faultline.formats.bytes.RawText;
import java.util.ArrayList;
import java.util.List;

/// Parts of sentences, and the questions about a failed call that several rules ask.
final class Phrase {
  private Phrase() {}

  /// A path or name for a sentence.
  static String name(String path) {
    return RawText.printable(path);
  }

  /// The program that made the observation, as a person knows it.
  static String program(ExecTrace trace, ExecObservation seen) {
    var process = trace.process(seen.pid());
    if (process == null) {
      return "the program";
    }
    var image = process.imageAt(seen.sequence());
    if (image != null) {
      return RawText.printable(Paths.baseName(image.path()));
    }
    var parent = trace.process(process.parent());
    var above = parent == null ? null : parent.imageAt(process.born());
    return above == null ? "the program" : RawText.printable(Paths.baseName(above.path()));
  }

  /// `0644` as people write it: `644`.
  static String mode(PathFact at) {
    return Integer.toOctalString(at.mode() & 07777);
  }

  /// The letter of chmod(1) for the class of users that the process falls into.
  static String userClass(PathFact at, IdentityFact who) {
    return at.owner() == who.user()
        ? "u"
        : at.group() == who.group() || who.groups().contains(at.group()) ? "g" : "o";
  }

  /// Whether the mode of `at` gives `bit` (4 read, 2 write, 1 execute) to the process.
  static boolean allows(PathFact at, IdentityFact who, int bit) {
    int shift =
        switch (userClass(at, who)) {
          case "u" -> 6;
          case "g" -> 3;
          default -> 0;
        };
    return (at.mode() >> shift & bit) != 0;
  }

  /// What a walk met after the run, when there was time to look at the names beside the missing
  /// one; without such a look what it met at the call.
  static List<String> nearMisses(ExecTrace trace, PathFact walked) {
    if (!walked.nearMisses().isEmpty()) {
      return walked.nearMisses();
    }
    return trace
        .of(PathFact.class)
        .filter(fact -> fact.path().equals(walked.path()) && fact.stop().equals(walked.stop()))
        .filter(fact -> !fact.nearMisses().isEmpty())
        .findFirst()
        .map(PathFact::nearMisses)
        .orElse(List.of());
  }

  /// Whether the walk ended inside of what a symbolic link says.
  static boolean dangles(PathFact walked) {
    if (walked.end() != End.MISSING || walked.link().isEmpty()) {
      return false;
    }
    var target =
        walked.linkTarget().startsWith("/")
            ? walked.linkTarget()
            : Paths.parent(walked.link()) + "/" + walked.linkTarget();
    var whole = Paths.normal(target);
    return whole.equals(walked.stop()) || whole.startsWith(walked.stop() + "/");
  }

  /// Whether a relative path was looked for in a directory that has no name any more.
  static boolean deletedDirectory(Failure failure) {
    var directory = failure.directory();
    if (!directory.endsWith(" (deleted)") || failure.path().startsWith("/")) {
      return false;
    }
    var walked = failure.fact(PathFact.class);
    return walked == null
        || walked.end() == End.MISSING && (directory + "/").startsWith(walked.stop() + "/");
  }

  /// Whether the component that is missing, or the whole path, must be a directory.
  static boolean wantsDirectory(Failure failure, PathFact walked) {
    return !walked.stop().equals(Paths.normal(failure.absolute()))
            && !walked.stop().equals(failure.absolute())
        || failure.path().endsWith("/")
        || failure.detail().contains("O_DIRECTORY")
        || failure.call().equals("chdir")
        || failure.call().equals("chroot");
  }

  /// Whether a name could not be created although the directory for it exists: in `/proc` and the
  /// like.
  static boolean refusesNames(Failure failure, PathFact walked) {
    return failure.creating()
        && walked.end() == End.MISSING
        && walked.stop().equals(Paths.normal(failure.absolute()))
        && (walked.reached() + "/").matches("/(proc|sys)/.*");
  }

  /// The directories in which the program searches for commands.
  static List<String> searchPath(ExecTrace trace, int pid) {
    var value = trace.environment(pid).getOrDefault("PATH", "");
    var directories = new ArrayList<String>();
    for (var directory : value.split(":", -1)) {
      directories.add(directory.isEmpty() ? "." : directory);
    }
    return directories;
  }

  /// `the 3 directories of PATH`.
  static String count(int number, String one, String many) {
    return number == 1 ? "1 " + one : number + " " + many;
  }

  /// Bytes for people: exact where small or round.
  static String bytes(long bytes) {
    if (bytes < 0) {
      return "?";
    }
    if (bytes >= 1L << 30 && bytes % (1L << 30) == 0) {
      return (bytes >> 30) + " GiB";
    }
    if (bytes >= 1L << 20 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + " MiB";
    }
    if (bytes >= 1024 && bytes % 1024 == 0) {
      return (bytes >> 10) + " KiB";
    }
    return bytes + " bytes";
  }
}
