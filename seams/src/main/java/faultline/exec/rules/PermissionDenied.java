package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.IdentityFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The user that runs a program may not read, write or create what it needs.
///
/// ## Why it breaks
///
/// The permission bits of the owner, of the group or of all others count, whichever fits first. To
/// create, rename or remove a name the directory must be writable, not the file.
///
/// ## Fix
///
/// Run the command as a user who may, or give this one the missing bit.
@RuleInfo(
    id = "FL-EXEC-045",
    name = "permission-denied",
    severity = Severity.ERROR,
    explanation = "permission")
public final class PermissionDenied implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure != null && failure.errno().equals("ENOENT")) {
      return pseudo(trace, suspect, failure);
    }
    if (failure == null || !failure.errno().equals("EACCES") && !failure.errno().equals("EPERM")) {
      return null;
    }
    if (failure.call().equals("bind") && failure.path().contains(":")) {
      return port(trace, suspect, failure);
    }
    var walked = failure.fact(PathFact.class);
    if (walked == null
        || walked.end() != End.FOUND && walked.end() != End.MISSING
        || failure.call().startsWith("execve")
        || failure.call().startsWith("mmap")
        || failure.detail().equals("X_OK")
        || failure.facts().stream()
            .anyMatch(fact -> fact instanceof PathFact at && at.immutable())) {
      return null;
    }
    var who = failure.fact(IdentityFact.class);
    boolean changesDirectory =
        failure.call().startsWith("unlink")
            || failure.call().startsWith("rename")
            || failure.call().equals("rmdir");
    var at = changesDirectory ? parent(failure, walked) : walked;
    if (changesDirectory && at == walked) {
      return plain(trace, suspect, failure, walked, who);
    }
    if (failure.errno().equals("EPERM")) {
      return changesDirectory && (at.mode() & 01000) != 0
          ? sticky(trace, suspect, failure, at, walked, who)
          : null;
    }
    if (who == null) {
      return plain(trace, suspect, failure, at, null);
    }
    if (walked.end() == End.MISSING || changesDirectory) {
      if (!at.isDirectory() || Phrase.allows(at, who, 2)) {
        return plain(trace, suspect, failure, at, who);
      }
      return denied(
          trace,
          suspect,
          at,
          who,
          "user "
              + who.user()
              + " may not "
              + (changesDirectory ? "change names" : "create " + Phrase.name(failure.baseName()))
              + " in "
              + Phrase.name(at.reached()),
          "w");
    }
    boolean listing = failure.detail().contains("O_DIRECTORY") || at.isDirectory();
    boolean writes =
        failure.detail().contains("O_WRONLY")
            || failure.detail().contains("O_RDWR")
            || failure.detail().equals("W_OK")
            || failure.call().equals("connect")
            || failure.call().equals("truncate")
            || failure.call().equals("creat");
    boolean reads = !writes || failure.detail().contains("O_RDWR");
    if (reads && !Phrase.allows(at, who, 4)) {
      return denied(
          trace,
          suspect,
          at,
          who,
          "user "
              + who.user()
              + " may not "
              + (listing ? "list " : "read ")
              + Phrase.name(failure.path()),
          "r");
    }
    if (writes && !Phrase.allows(at, who, 2)) {
      return denied(
          trace,
          suspect,
          at,
          who,
          "user "
              + who.user()
              + " may not "
              + (failure.call().equals("connect") ? "connect to " : "write ")
              + Phrase.name(failure.path()),
          "w");
    }
    return plain(trace, suspect, failure, at, who);
  }

  private Finding denied(
      ExecTrace trace, Suspect suspect, PathFact at, IdentityFact who, String what, String bit) {
    var path = ShellWord.path(at.reached());
    var advice =
        "give user "
            + who.user()
            + " the "
            + (bit.equals("r") ? "read" : "write")
            + " permission, or run the command as user "
            + at.owner();
    boolean own = who.user() == at.owner();
    return about(
        trace,
        suspect,
        "permission",
        what
            + " (mode "
            + Phrase.mode(at)
            + ", owner "
            + at.owner()
            + ", group "
            + at.group()
            + ")",
        own ? Fix.of(advice, "chmod u+" + bit + " " + path) : Fix.of(advice),
        List.of(at, who));
  }

  /// The bits do not forbid it: something else does.
  private Finding plain(
      ExecTrace trace, Suspect suspect, Failure failure, PathFact at, @Nullable IdentityFact who) {
    var cause =
        failure.call()
            + " on "
            + Phrase.name(failure.path())
            + " is not permitted"
            + (who == null ? "" : " for user " + who.user())
            + ", although the permission bits would allow it (mode "
            + Phrase.mode(at)
            + ", owner "
            + at.owner()
            + ")";
    return about(
        trace,
        suspect,
        "permission",
        cause,
        Fix.of(
            "look for a security module, an access control list or a network file system, and for"
                + " fs.protected_regular where the directory is sticky"),
        who == null ? List.of(at) : List.of(at, who));
  }

  private @Nullable Finding sticky(
      ExecTrace trace,
      Suspect suspect,
      Failure failure,
      PathFact directory,
      PathFact file,
      @Nullable IdentityFact who) {
    if (who == null || file.owner() == who.user()) {
      return null;
    }
    return about(
        trace,
        suspect,
        "permission",
        Phrase.name(failure.path())
            + " belongs to user "
            + file.owner()
            + ", and in the sticky directory "
            + Phrase.name(directory.reached())
            + " user "
            + who.user()
            + " may remove or rename own files only",
        Fix.of("let user " + file.owner() + " do it, or use a directory of one's own"),
        List.of(file, directory, who));
  }

  private static PathFact parent(Failure failure, PathFact walked) {
    return failure.facts().stream()
        .filter(PathFact.class::isInstance)
        .map(PathFact.class::cast)
        .filter(fact -> !fact.path().equals(walked.path()))
        .findFirst()
        .orElse(walked);
  }

  /// A file system that is made up by the kernel takes no new names and says "no such file".
  private @Nullable Finding pseudo(ExecTrace trace, Suspect suspect, Failure failure) {
    var walked = failure.fact(PathFact.class);
    if (walked == null || !Phrase.refusesNames(failure, walked)) {
      return null;
    }
    return about(
        trace,
        suspect,
        "permission",
        "nothing can be created in "
            + Phrase.name(walked.reached())
            + ", where the kernel alone makes the names, so there will be no "
            + Phrase.name(failure.path()),
        Fix.of("name a directory on an ordinary file system"),
        List.of(walked));
  }

  private Finding port(ExecTrace trace, Suspect suspect, Failure failure) {
    var port = failure.path().substring(failure.path().lastIndexOf(':') + 1);
    var who = failure.fact(IdentityFact.class);
    return about(
        trace,
        suspect,
        "permission",
        (who == null ? "this user" : "user " + who.user())
            + " may not bind port "
            + port
            + ": ports below net.ipv4.ip_unprivileged_port_start (normally 1024) need"
            + " CAP_NET_BIND_SERVICE",
        Fix.of("use a port from 1024 on, or grant CAP_NET_BIND_SERVICE"),
        who == null ? List.of() : List.of(who));
  }
}
