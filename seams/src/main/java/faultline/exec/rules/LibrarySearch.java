package faultline.exec.rules;

import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Success;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.BinaryFact;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Paths;
import faultline.exec.ProcessView;
import faultline.exec.SharedName;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The loader's search for one library that it did not find, put together from the suspect and from
/// what was read in the binaries.
///
/// @param name the library, without a directory
/// @param asked how it was asked for: the name, or a path
/// @param decisive the failed open that shows the search best; null where every open succeeded
record LibrarySearch(
    ExecTrace trace, Suspect suspect, String name, String asked, @Nullable Failure decisive) {

  /// The search that `suspect` is about; null where no library was searched for, or it was found.
  static @Nullable LibrarySearch of(ExecTrace trace, Suspect suspect) {
    return switch (suspect.what()) {
      case Failure failure -> failed(trace, suspect, failure);
      case Message message -> said(trace, suspect, message);
      default -> null;
    };
  }

  private static @Nullable LibrarySearch failed(ExecTrace trace, Suspect suspect, Failure failure) {
    if (!failure.errno().equals("ENOENT")
        || !failure.call().startsWith("open")
        || !SharedName.is(failure.baseName())) {
      return null;
    }
    var process = trace.process(failure.pid());
    var name = failure.baseName();
    if (process == null
        || process.successes().stream()
            .anyMatch(
                success ->
                    success.sequence() > failure.lastSequence()
                        && success.baseName().equals(name)
                        && success.call().startsWith("open"))) {
      return null;
    }
    var search = new LibrarySearch(trace, suspect, name, name, failure);
    boolean proven =
        search.need() != null
            || complaint(trace, failure.pid(), name) != null
            || places(process, name) > 1;
    boolean byPath = search.need() == null && search.searched().isEmpty();
    return proven
        ? new LibrarySearch(
            trace, suspect, name, byPath ? failure.path() : name, search.telling(failure))
        : null;
  }

  /// In how many directories `name` was looked for.
  private static long places(ProcessView process, String name) {
    return process.failures().stream()
        .filter(failure -> failure.call().startsWith("open") && failure.baseName().equals(name))
        .map(failure -> Paths.parent(failure.absolute()))
        .distinct()
        .count();
  }

  private static @Nullable LibrarySearch said(ExecTrace trace, Suspect suspect, Message message) {
    var diagnostic = Diagnostic.of(message.text());
    if (diagnostic != Diagnostic.LIBRARY_NOT_FOUND
        && diagnostic != Diagnostic.LIBRARY_NOT_FOUND_MUSL) {
      return null;
    }
    var match = diagnostic.match(message.text());
    var process = trace.process(message.pid());
    if (match == null || process == null) {
      return null;
    }
    var asked = match.group(1);
    var name = Paths.baseName(asked);
    var last =
        process.failures().stream()
            .filter(failure -> failure.baseName().equals(name))
            .filter(failure -> failure.call().startsWith("open"))
            .filter(failure -> failure.sequence() < message.sequence())
            .reduce((_, second) -> second)
            .orElse(null);
    var search = new LibrarySearch(trace, suspect, name, asked, last);
    return new LibrarySearch(
        trace, suspect, name, asked, last == null ? null : search.telling(last));
  }

  /// A message of process `pid` that says that `name` cannot be loaded.
  private static @Nullable Message complaint(ExecTrace trace, int pid, String name) {
    var process = trace.process(pid);
    if (process == null) {
      return null;
    }
    for (var message : process.messages()) {
      for (var diagnostic :
          List.of(Diagnostic.LIBRARY_NOT_FOUND, Diagnostic.LIBRARY_NOT_FOUND_MUSL)) {
        var match = diagnostic.match(message.text());
        if (match != null && Paths.baseName(match.group(1)).equals(name)) {
          return message;
        }
      }
    }
    return null;
  }

  /// Of all failed opens of the search, that in the directory which somebody named.
  private Failure telling(Failure otherwise) {
    var process = trace.process(otherwise.pid());
    var source = trace.sources(suspect.what().sequence());
    if (process == null || source.isEmpty()) {
      return otherwise;
    }
    for (var line : searched()) {
      var directory = line.substring(0, Math.max(0, line.lastIndexOf(" (")));
      boolean named =
          switch (source.getFirst().kind()) {
            case "runpath" -> line.contains("PATH of ");
            case "env" -> line.contains("(LD_LIBRARY_PATH");
            default -> false;
          };
      if (named) {
        for (var failure : process.failures()) {
          if (failure.errno().equals("ENOENT")
              && failure.call().startsWith("open")
              && failure.absolute().equals(directory + "/" + name)) {
            return failure;
          }
        }
      }
    }
    return otherwise;
  }

  /// Who needs the library; null where a running program asked for it.
  @Nullable BinaryFact need() {
    return trace
        .of(BinaryFact.class)
        .filter(fact -> fact.what().equals("needs") && fact.values().contains(name))
        .findFirst()
        .orElse(null);
  }

  /// The fact `what` about this library, or null.
  @Nullable BinaryFact binary(String what) {
    return trace
        .of(BinaryFact.class)
        .filter(fact -> fact.what().equals(what))
        .findFirst()
        .orElse(null);
  }

  /// A file of that name on the search path that does not fit, or null.
  @Nullable BinaryFact unfit() {
    return binary("is a library for another processor than " + name + " was needed for");
  }

  /// What the loader's cache wrongly says of it, or null.
  @Nullable BinaryFact stale() {
    return binary("says that " + name + " is");
  }

  /// Where LD_LIBRARY_PATH would have led if the loader had looked, or null.
  @Nullable ElsewhereFact ignored() {
    return trace
        .of(ElsewhereFact.class)
        .filter(fact -> fact.wanted().equals(name) && fact.note().contains("secure mode"))
        .findFirst()
        .orElse(null);
  }

  /// The searched directories, each with who named it.
  List<String> searched() {
    var search = binary("search for " + name);
    return search == null ? List.of() : search.values();
  }

  /// Files that could have been meant.
  List<ElsewhereFact> copies(String note) {
    return trace
        .of(ElsewhereFact.class)
        .filter(fact -> fact.wanted().equals(name) && fact.note().startsWith(note))
        .toList();
  }

  /// The open of `path` that succeeded, or null.
  @Nullable Success opened(String path) {
    var process = trace.process(suspect.what().pid());
    return process == null
        ? null
        : process.successes().stream()
            .filter(success -> success.call().startsWith("open") && success.absolute().equals(path))
            .reduce((_, second) -> second)
            .orElse(null);
  }

  /// `sing needs libtone.so.1`, with all that stands between.
  String sentence() {
    var need = need();
    if (need == null) {
      return Phrase.program(trace, suspect.what()) + " loads " + Phrase.name(asked);
    }
    var chain = binary("needs " + name + " through");
    if (chain == null || chain.values().size() < 2) {
      return Phrase.name(Paths.baseName(need.file())) + " needs " + Phrase.name(name);
    }
    var words = new StringBuilder(Phrase.name(Paths.baseName(chain.values().getFirst())));
    for (var next : chain.values().subList(1, chain.values().size())) {
      words.append(" needs ").append(Phrase.name(Paths.baseName(next))).append(", which");
    }
    return words + " needs " + Phrase.name(name);
  }

  /// What every finding about the search quotes.
  List<ExecObservation> evidence() {
    var evidence = new ArrayList<ExecObservation>();
    if (decisive != null) {
      evidence.add(decisive);
    }
    if (need() instanceof BinaryFact need) {
      evidence.add(need);
    }
    if (binary("needs " + name + " through") instanceof BinaryFact chain) {
      evidence.add(chain);
    }
    if (binary("search for " + name) instanceof BinaryFact search) {
      evidence.add(search);
    }
    return evidence;
  }

  /// Whether LD_LIBRARY_PATH, exported where the command was started, reaches the process as it is.
  boolean variableReaches() {
    return reaches(trace, suspect.what().pid(), suspect.what().sequence());
  }

  /// Whether process `pid` has the LD_LIBRARY_PATH of the command and heeds it.
  static boolean reaches(ExecTrace trace, int pid, long sequence) {
    var root = trace.root();
    var process = trace.process(pid);
    var image = process == null ? null : process.imageAt(sequence);
    if (root == null || image == null || image.secure()) {
      return false;
    }
    var first = root.images().isEmpty() ? null : root.images().getFirst();
    boolean setBetween =
        first != null
            && trace.ancestry(pid).stream()
                .flatMap(view -> view.images().stream())
                .filter(started -> started.sequence() > first.sequence())
                .anyMatch(
                    started ->
                        started.environment().stream()
                            .anyMatch(
                                change ->
                                    change.startsWith("LD_LIBRARY_PATH=")
                                        || change.equals("-LD_LIBRARY_PATH")));
    return !setBetween;
  }
}
