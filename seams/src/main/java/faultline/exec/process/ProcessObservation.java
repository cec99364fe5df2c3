package faultline.exec.process;

import faultline.core.Details;
import faultline.core.Observation;
import faultline.core.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that can be seen of a process that runs.
public sealed interface ProcessObservation extends Observation {
  int pid();

  /// The four names of a process, and where they lead.
  ///
  /// @param path the file that it runs; empty where that cannot be seen, or there is none
  /// @param command the name that the kernel has: of the file it was started from, unless it
  ///   changed it
  /// @param arguments `argv`, as it stands in its memory now
  /// @param named the file that `argv[0]` names; empty where it names none, or that was not looked
  ///   at
  /// @param namedSame whether that is the file that it runs
  /// @param namedScript whether that is a script
  record Program(
      int pid,
      String path,
      FileState state,
      String command,
      List<String> arguments,
      String named,
      boolean namedSame,
      boolean namedScript)
      implements ProcessObservation {
    public Program {
      arguments = List.copyOf(arguments);
    }

    /// `argv[0]`; empty where there is none.
    public String title() {
      return arguments.isEmpty() ? "" : arguments.getFirst();
    }

    @Override
    public Place place() {
      return new Place.Target("/proc/" + pid + "/exe");
    }

    @Override
    public String quote() {
      return (path.isEmpty() ? "a program that cannot be seen" : path)
          + (state == FileState.PRESENT || state == FileState.NONE ? "" : ", " + state.word())
          + "; its argv[0] is "
          + (arguments.isEmpty() ? "absent" : title())
          + ", the kernel calls it "
          + command;
    }
  }

  /// The script that an interpreter runs.
  ///
  /// @param line its first line, where that names an interpreter
  /// @param changed whether it was written to after the process had started
  record Script(int pid, String path, String line, boolean changed) implements ProcessObservation {
    @Override
    public Place place() {
      return new Place.Line(path, 1);
    }

    @Override
    public String quote() {
      return (line.isEmpty() ? "names no interpreter" : line)
          + (changed ? "; changed after the process had started" : "");
    }

    Details details() {
      return Details.NONE
          .text("path", path)
          .text("firstLine", line.isEmpty() ? null : line)
          .flag("changedSinceStart", changed);
    }
  }

  /// Another process that has the same thing open.
  ///
  /// @param access `read`, `write`, `read-write`; empty where it does not matter
  record Holder(int pid, String name, int descriptor, String access) {
    Details details() {
      return Details.NONE
          .number("pid", pid)
          .text("name", name)
          .number("fd", descriptor)
          .text("access", access.isEmpty() ? null : access);
    }
  }

  /// A socket, as the tables of its network namespace have it.
  ///
  /// @param protocol empty where no table has it
  /// @param peers who has the other end
  record Socket(String protocol, String local, String remote, String state, List<Holder> peers) {
    public Socket {
      peers = List.copyOf(peers);
    }

    Details details() {
      return Details.NONE
          .text("protocol", protocol.isEmpty() ? null : protocol)
          .text("local", local.isEmpty() ? null : local)
          .text("remote", remote.isEmpty() ? null : remote)
          .text("state", state.isEmpty() ? null : state)
          .list("peers", peers.stream().map(Holder::details).toList());
    }
  }

  /// An open file descriptor.
  ///
  /// @param kind `file`, `directory`, `pipe`, `socket`, `terminal`, `device`, `memfd`, `eventfd`,
  ///   `epoll`, ...
  /// @param target what the kernel shows for it
  /// @param path the same without ` (deleted)`, where it is a path
  /// @param nameless whether the file never had a name
  /// @param note what is special about this kind
  /// @param holders other processes that have it open too
  record Descriptor(
      int pid,
      int number,
      String kind,
      String target,
      String path,
      FileState state,
      String access,
      List<String> flags,
      boolean nameless,
      long position,
      long size,
      long allocated,
      String note,
      @Nullable Socket socket,
      List<Holder> holders)
      implements ProcessObservation {
    public Descriptor {
      flags = List.copyOf(flags);
      holders = List.copyOf(holders);
    }

    @Override
    public Place place() {
      return new Place.Target("/proc/" + pid + "/fd/" + number);
    }

    @Override
    public String quote() {
      return path
          + (state == FileState.PRESENT ? "" : ", " + state.word())
          + ", open to "
          + access
          + ", "
          + size
          + " bytes";
    }

    Details details() {
      return Details.NONE
          .number("fd", number)
          .text("kind", kind)
          .text("target", target)
          .text("path", path.isEmpty() ? null : path)
          .text("state", state.word())
          .text("access", access)
          .texts("flags", flags)
          .number("position", position)
          .number("size", size)
          .number("allocated", allocated)
          .text("note", note.isEmpty() ? null : note)
          .nested("socket", socket == null ? null : socket.details())
          .list("holders", holders.stream().map(Holder::details).toList());
    }
  }

  /// A file that is mapped into memory.
  ///
  /// @param permissions of its code, such as `r-x`; of all its ranges together where it has none
  /// @param size bytes of memory
  /// @param modified when the file was last written to, in seconds since 1970; -1 where not known
  record Mapped(int pid, String path, FileState state, String permissions, long size, long modified)
      implements ProcessObservation {
    public boolean executable() {
      return permissions.endsWith("x");
    }

    @Override
    public Place place() {
      return new Place.Target("/proc/" + pid + "/maps");
    }

    @Override
    public String quote() {
      return path + " " + permissions + ", " + state.word();
    }

    Details details() {
      return Details.NONE
          .text("path", path)
          .text("state", state.word())
          .text("permissions", permissions)
          .number("size", size);
    }
  }
}
