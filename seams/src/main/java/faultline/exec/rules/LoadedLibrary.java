package faultline.exec.rules;

import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Success;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Paths;
import org.jspecify.annotations.Nullable;

/// The library that a process took, and others of its name.
final class LoadedLibrary {
  private LoadedLibrary() {}

  /// The open that gave the process `library`, a path or a name as a message has it; null where it
  /// was not seen.
  static @Nullable Success opened(ExecTrace trace, Message message, String library) {
    var process = trace.process(message.pid());
    if (process == null) {
      return null;
    }
    Success byName = null;
    for (var success : process.successes()) {
      if (!success.call().startsWith("open") || success.sequence() > message.sequence()) {
        continue;
      }
      if (success.path().equals(library)
          || Paths.normal(success.absolute()).equals(Paths.normal(library))) {
        return success;
      }
      if (success.baseName().equals(Paths.baseName(library))) {
        byName = success;
      }
    }
    return byName;
  }

  /// Another file of that name that comes later in the search and has what is missing.
  static @Nullable ElsewhereFact later(ExecTrace trace, String name, String has) {
    return find(trace, name, "comes later in the search", has);
  }

  /// Another file of that name, not on the search path, that has what is missing.
  static @Nullable ElsewhereFact elsewhere(ExecTrace trace, String name, String has) {
    return find(trace, name, "lies where it is not looked for", has);
  }

  private static @Nullable ElsewhereFact find(
      ExecTrace trace, String name, String where, String has) {
    return trace
        .of(ElsewhereFact.class)
        .filter(fact -> fact.wanted().equals(name))
        .filter(fact -> fact.note().startsWith(where) && fact.note().endsWith(has))
        .findFirst()
        .orElse(null);
  }
}
