package faultline.exec.process;

import faultline.core.Details;
import java.time.Instant;
import java.util.List;

/// What a process was given: its place among the others, its rights, limits and variables.
///
/// @param kind `process`, `thread`, `kernel thread` or `ended`, for one that its parent has not
///   been told of yet
/// @param group the process that it is a thread of, else itself
/// @param started in seconds since 1970; 0 where not known
/// @param directory its working directory; empty where that cannot be seen
/// @param namespaces those that are not ours, as in `net:[4026531840]`
/// @param limits rows of `/proc/PID/limits`
/// @param environment what it was started with, secrets masked
public record Circumstances(
    int pid,
    String kind,
    String state,
    int group,
    int parent,
    String parentName,
    String user,
    int threads,
    long started,
    String directory,
    FileState directoryState,
    String root,
    List<String> namespaces,
    String cgroup,
    List<Limit> limits,
    List<String> environment) {
  /// A limit; -1 for none.
  public record Limit(String name, long soft, long hard, String unit) {
    Details details() {
      return Details.NONE
          .text("name", name)
          .number("soft", soft)
          .number("hard", hard)
          .text("unit", unit);
    }
  }

  public Circumstances {
    namespaces = List.copyOf(namespaces);
    limits = List.copyOf(limits);
    environment = List.copyOf(environment);
  }

  /// The value of a variable; empty where it is not set, or not seen.
  public String variable(String name) {
    return environment.stream()
        .filter(one -> one.startsWith(name + "="))
        .map(one -> one.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  Details details() {
    return Details.NONE
        .number("pid", pid)
        .text("kind", kind)
        .text("state", state)
        .number("group", group)
        .number("parent", parent)
        .text("parentName", parentName.isEmpty() ? null : parentName)
        .text("user", user)
        .number("threads", threads)
        .text("started", started == 0 ? null : Instant.ofEpochSecond(started).toString())
        .text("directory", directory.isEmpty() ? null : directory)
        .text("directoryState", directoryState.word())
        .text("root", root.isEmpty() ? null : root)
        .texts("otherNamespaces", namespaces)
        .text("cgroup", cgroup.isEmpty() ? null : cgroup);
  }
}
