package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact;
import faultline.exec.Fact.HolderFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.LockFile;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call was refused for a reason that its error number says by itself.
///
/// ## Why it breaks
///
/// Renaming across file systems, removing a directory that is not empty, reading a directory as a
/// file, a device that is busy or does not answer: the kernel's answer is exact, programs often
/// hide it.
///
/// ## Fix
///
/// The report says for each what to do instead.
@RuleInfo(
    id = "FL-EXEC-069",
    name = "unusual-refusal",
    severity = Severity.ERROR,
    explanation = "other")
public final class UnusualRefusal implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (suspect.what() instanceof Message message) {
      return said(trace, suspect, message);
    }
    var failure = suspect.failure();
    if (failure == null) {
      return null;
    }
    var name = Phrase.name(failure.path());
    var evidence =
        failure.facts().stream()
            .filter(fact -> fact instanceof PathFact || fact instanceof HolderFact)
            .limit(2)
            .toList();
    return switch (failure.errno()) {
      case "EXDEV" ->
          copiedInstead(trace, failure)
              ? null
              : other(
                  trace,
                  suspect,
                  name
                      + " and "
                      + (failure.detail().isEmpty()
                          ? "its new name"
                          : Phrase.name(failure.detail()))
                      + " are on different file systems; "
                      + failure.call()
                      + " cannot cross them",
                  "copy and delete instead, as mv does, or use a place on the same file system",
                  evidence);
      case "ENOTEMPTY" ->
          other(
              trace,
              suspect,
              "the directory " + name + " is not empty",
              "remove what is in it first, hidden files too",
              evidence);
      case "EISDIR" ->
          other(
              trace,
              suspect,
              name + " is a directory, and the program treats it as a file",
              "name a file in it",
              evidence);
      case "EBUSY" ->
          other(trace, suspect, busy(failure, name), "end what uses it, or unmount it", evidence);
      case "EIO" ->
          other(
              trace,
              suspect,
              "the device behind "
                  + (name.isEmpty() ? "the file" : name)
                  + " gave an input/output error",
              "look at the kernel's messages; check the device or the network file system",
              evidence);
      case "ESTALE" ->
          other(
              trace,
              suspect,
              name + " is on a network file system that has forgotten it",
              "mount the file system again",
              evidence);
      case "ENXIO", "ENODEV" ->
          failure.call().startsWith("open")
              ? other(
                  trace,
                  suspect,
                  failure.detail().contains("O_WRONLY")
                      ? name + " is a pipe or device that nobody reads"
                      : "there is no device behind " + name,
                  "start the other side first, or name another device",
                  evidence)
              : null;
      case "EMLINK" ->
          other(
              trace,
              suspect,
              name + " has as many links as its file system allows",
              "use fewer links",
              evidence);
      case "EEXIST" ->
          failure.creating() && !LockFile.named(failure.baseName())
                  || failure.call().startsWith("link")
                  || failure.call().startsWith("symlink")
              ? other(
                  trace,
                  suspect,
                  name + " exists already",
                  "remove it, or choose another name",
                  evidence)
              : null;
      case "ELOOP" -> {
        var walked = failure.fact(PathFact.class);
        yield walked == null || walked.end() != End.FOUND
            ? null
            : other(
                trace,
                suspect,
                name + " is a symbolic link, and the program refuses to follow one",
                "name " + Phrase.name(walked.reached()) + " itself",
                evidence);
      }
      case "ENOMEM" ->
          failure.call().contains("clone") || failure.call().contains("fork")
              ? namespace(trace, suspect, failure)
              : null;
      default -> null;
    };
  }

  /// Opening a directory for reading succeeds; reading from it does not.
  private @Nullable Finding said(ExecTrace trace, Suspect suspect, Message message) {
    if (Diagnostic.of(message.text()) != Diagnostic.IS_A_DIRECTORY) {
      return null;
    }
    var found = Diagnostic.IS_A_DIRECTORY.match(message.text());
    var process = trace.process(message.pid());
    if (found == null || process == null) {
      return null;
    }
    var path = found.group(1) == null ? found.group(2) : found.group(1);
    var opened =
        process.successes().stream()
            .filter(success -> success.path().equals(path) && success.call().startsWith("open"))
            .reduce((_, last) -> last);
    if (opened.isEmpty()) {
      return null;
    }
    return about(
        trace,
        suspect,
        "other",
        Phrase.name(path) + " is a directory, and the program treats it as a file",
        Fix.of("name a file in it"),
        opened.get().call(),
        path,
        opened.get().absolute(),
        List.of(opened.get()));
  }

  /// Programs that move or copy try the fast way first and go on without a word.
  private static boolean copiedInstead(ExecTrace trace, Failure failure) {
    var process = trace.process(failure.pid());
    return failure.call().equals("copy_file_range")
        || process != null
            && !failure.detail().isEmpty()
            && process.successes().stream()
                .anyMatch(
                    success ->
                        success.sequence() > failure.sequence()
                            && success.path().equals(failure.detail())
                            && success.detail().contains("O_CREAT"));
  }

  private static String busy(Failure failure, String name) {
    var walked = failure.fact(PathFact.class);
    if (walked != null && walked.mountPoint().equals(walked.reached())) {
      return name + " is a mount point and in use";
    }
    return name.isEmpty() ? "what " + failure.call() + " wants is busy" : name + " is in use";
  }

  private Finding other(
      ExecTrace trace, Suspect suspect, String cause, String advice, List<Fact> evidence) {
    return about(trace, suspect, "other", cause, Fix.of(advice), evidence);
  }

  /// A PID namespace whose first process has ended takes no new ones.
  private @Nullable Finding namespace(ExecTrace trace, Suspect suspect, Failure failure) {
    for (var process : trace.ancestry(failure.pid())) {
      for (var image : process.images()) {
        boolean unshare = Paths.baseName(image.path()).equals("unshare");
        if (unshare && image.arguments().stream().anyMatch(UnusualRefusal::newPids)) {
          boolean forks =
              image.arguments().stream()
                  .anyMatch(word -> word.equals("--fork") || word.matches("-[a-zA-Z]*f[a-zA-Z]*"));
          if (!forks) {
            return about(
                trace,
                suspect,
                "other",
                "no process can be made: the first process of the new pid namespace has ended,"
                    + " because unshare -p was used without -f",
                Fix.of("give unshare also -f (--fork)"),
                List.of(image));
          }
        }
      }
    }
    return null;
  }

  private static boolean newPids(String word) {
    return word.startsWith("--pid") || word.matches("-[a-zA-Z]*p[a-zA-Z]*");
  }
}
