package faultline.exec;

import faultline.core.Place;
import faultline.formats.bytes.RawText;
import java.util.List;

/// What lay in a place when it mattered: found while the failing process was stopped, or by a
/// second look after its end.
public sealed interface Fact extends ExecObservation
    permits Fact.PathFact,
        Fact.ProgramFact,
        Fact.HolderFact,
        Fact.LimitFact,
        Fact.SpaceFact,
        Fact.IdentityFact,
        Fact.SourceFact,
        Fact.ElsewhereFact,
        Fact.DemandFact,
        Fact.ClashFact,
        Fact.BinaryFact {
  @Override
  default int pid() {
    return 0;
  }

  @Override
  default long sequence() {
    return 0;
  }

  /// What walking a path component by component met.
  ///
  /// @param path the absolute path that was walked
  /// @param end how the walk ended
  /// @param reached the deepest thing that exists, with links resolved; empty where only the error
  ///   number is known, as from a log
  /// @param stop the component where the walk ended, as a path; equal to `reached` for `FOUND`
  /// @param link the last symbolic link that was followed, empty for none
  /// @param linkTarget what it says
  /// @param mode type and permission bits of `reached`
  /// @param mount `type mountpoint options` of the file system that holds `reached`
  /// @param nearMisses names in `reached` that `stop` could have meant, best first
  record PathFact(
      String path,
      End end,
      String reached,
      String stop,
      String link,
      String linkTarget,
      int mode,
      int owner,
      int group,
      boolean immutable,
      String mount,
      List<String> nearMisses)
      implements Fact {
    /// How a walk ended.
    public enum End {
      FOUND,
      MISSING,
      NOT_A_DIRECTORY,
      LINK_LOOP,
      NO_SEARCH,
      TOO_LONG
    }

    public PathFact {
      nearMisses = List.copyOf(nearMisses);
    }

    public boolean isDirectory() {
      return (mode & 0xf000) == 0x4000;
    }

    public boolean isRegular() {
      return (mode & 0xf000) == 0x8000;
    }

    /// The options of the mount that holds `reached`, comma separated.
    public String mountOptions() {
      int last = mount.lastIndexOf(' ');
      return last < 0 ? "" : mount.substring(last + 1);
    }

    public String mountPoint() {
      var words = mount.split(" ", -1);
      return words.length < 3 ? "" : words[1];
    }

    public boolean mountedWith(String option) {
      return List.of(mountOptions().split(",", -1)).contains(option);
    }

    /// Permission bits in octal, for example `0644`.
    public String permissions() {
      return "0" + Integer.toOctalString(mode & 07777);
    }

    @Override
    public Place place() {
      return new Place.Target(RawText.printable(path));
    }

    @Override
    public String quote() {
      var text =
          switch (end) {
            case FOUND ->
                (isDirectory() ? "a directory" : isRegular() ? "a file" : "exists")
                    + ", mode "
                    + permissions()
                    + ", owner "
                    + owner
                    + (immutable ? ", immutable" : "");
            case MISSING ->
                reached.isEmpty()
                    ? "it, or a folder above it, does not exist"
                    : "there is no "
                        + RawText.printable(Paths.baseName(stop))
                        + " in "
                        + RawText.printable(reached);
            case NOT_A_DIRECTORY -> RawText.printable(reached) + " is not a directory";
            case LINK_LOOP -> "symbolic links lead in a circle at " + RawText.printable(stop);
            case NO_SEARCH ->
                "no permission to search "
                    + RawText.printable(reached)
                    + ", mode "
                    + permissions()
                    + ", owner "
                    + owner;
            case TOO_LONG -> "a component is longer than 255 bytes";
          };
      if (!link.isEmpty() && end != End.FOUND) {
        text += "; " + RawText.printable(link) + " is a link to " + RawText.printable(linkTarget);
      }
      return text;
    }
  }

  /// The beginning of a file that was executed or was meant to be.
  ///
  /// @param interpreter what `#!` or PT_INTERP names, as written; empty where there is none
  /// @param argument what follows the interpreter in a `#!` line
  /// @param carriageReturn whether the `#!` line ends with CR LF
  /// @param machine processor of an ELF file, empty for others
  /// @param runsHere whether this machine runs that processor's code
  /// @param found where the walk to the interpreter ended; null where there is no interpreter
  record ProgramFact(
      String path,
      Format format,
      String interpreter,
      String argument,
      boolean carriageReturn,
      String machine,
      boolean runsHere,
      @org.jspecify.annotations.Nullable PathFact found)
      implements Fact {
    /// What the first bytes say.
    public enum Format {
      SCRIPT,
      ELF,
      TEXT,
      EMPTY,
      OTHER
    }

    @Override
    public Place place() {
      return new Place.Target(RawText.printable(path));
    }

    @Override
    public String quote() {
      return switch (format) {
        case SCRIPT ->
            "first line: #!"
                + RawText.printable(interpreter)
                + (argument.isEmpty() ? "" : " " + RawText.printable(argument))
                + (carriageReturn ? "\\r" : "");
        case ELF ->
            "ELF for "
                + machine
                + (interpreter.isEmpty() ? "" : ", interpreter " + RawText.printable(interpreter));
        case TEXT -> "text without a #! line";
        case EMPTY -> "an empty file";
        case OTHER -> "neither ELF nor a script";
      };
    }
  }

  /// A process that holds what the failing call wanted.
  ///
  /// @param how `open for writing`, `listens on`, `holds a lock on`
  record HolderFact(int holder, String name, String how, String what) implements Fact {
    @Override
    public Place place() {
      return new Place.Process(holder);
    }

    @Override
    public String quote() {
      return "pid "
          + holder
          + " ("
          + RawText.printable(name)
          + ") "
          + how
          + " "
          + RawText.printable(what);
    }
  }

  /// A limit of the failing process; -1 is no limit, -1 in `used` is not known.
  record LimitFact(String name, long soft, long hard, long used, String where) implements Fact {
    @Override
    public Place place() {
      return new Place.Target(where);
    }

    @Override
    public String quote() {
      return name
          + " is "
          + (soft < 0 ? "unlimited" : Long.toString(soft))
          + (used < 0 ? "" : ", in use " + used);
    }
  }

  /// A file system and its free space in bytes and file nodes.
  record SpaceFact(
      String mountPoint, String type, String options, long size, long free, long freeNodes)
      implements Fact {
    @Override
    public Place place() {
      return new Place.Target(RawText.printable(mountPoint));
    }

    @Override
    public String quote() {
      return type
          + ", "
          + free
          + " of "
          + size
          + " bytes free"
          + (freeNodes == 0 ? ", no inode free" : "");
    }
  }

  /// Who the failing process was.
  ///
  /// @param overrides whether it may ignore permission bits (CAP_DAC_OVERRIDE)
  record IdentityFact(int process, int user, int group, List<Integer> groups, boolean overrides)
      implements Fact {
    public IdentityFact {
      groups = List.copyOf(groups);
    }

    @Override
    public Place place() {
      return new Place.Process(process);
    }

    @Override
    public String quote() {
      return "runs as uid " + user + ", gid " + group;
    }
  }

  /// Where a value came from.
  ///
  /// @param kind a word of the report's list: env, file, shebang, runpath, argv, goenv, cwd,
  ///   ldcache, default
  /// @param where name of the variable, or `file:line`
  /// @param value the value there
  /// @param subject the path that it explains
  /// @param setBy what set it, for example `~/.bashrc:12` or `pid 7 (make)`; may be empty
  record SourceFact(String kind, String where, String value, String subject, String setBy)
      implements Fact {
    @Override
    public Place place() {
      return new Place.Target(RawText.printable(where));
    }

    @Override
    public String quote() {
      return (switch (kind) {
            case "env" -> where + "=" + RawText.printable(value);
            case "argv" -> "argument " + RawText.printable(value);
            default -> RawText.printable(value);
          })
          + (setBy.isEmpty() ? "" : "  (set by " + RawText.printable(setBy) + ")");
    }
  }

  /// A file that has the wanted name, or content, but lies where nobody looked.
  record ElsewhereFact(String wanted, String path, String note) implements Fact {
    @Override
    public Place place() {
      return new Place.Target(RawText.printable(path));
    }

    @Override
    public String quote() {
      return note;
    }
  }

  /// A line of the project that asks for another version of a tool than the one that ran.
  ///
  /// @param subject `#` and the sequence of the start of the tool
  /// @param where `file:line`
  /// @param text the line
  /// @param needed the version or the range as the line has it
  /// @param found the version that ran
  record DemandFact(
      String subject, String where, String text, String tool, String needed, String found)
      implements Fact {
    @Override
    public Place place() {
      return new Place.Target(RawText.printable(where));
    }

    @Override
    public String quote() {
      return RawText.printable(text);
    }
  }

  /// Something of this run says that what ran, or was loaded, is the wrong one.
  ///
  /// @param subject `#` and the sequence of the start or the open that took it
  /// @param taken what was taken: a path, or the value of a setting
  /// @param version what that is, such as a version; may be empty
  /// @param where who says otherwise: `file:line`, a path, the name of a variable
  /// @param text what stands there
  /// @param wanted what it asks for
  /// @param right where the right one lies; empty where that is not known
  /// @param blamed whether a message of this run complains of just that
  record ClashFact(
      Kind kind,
      String subject,
      String taken,
      String version,
      String where,
      String text,
      String wanted,
      String right,
      boolean blamed)
      implements Fact {
    /// What clashes.
    public enum Kind {
      /// A setting that go keeps in a file, with the project or with the machine.
      GO_SETTING,
      /// The tree of GOROOT, with the go that ran.
      GO_ROOT,
      /// A library lacks versions of symbols that another object of the process was linked with.
      LIBRARY_VERSION,
      /// A library lacks a symbol that another object of the process was linked with.
      LIBRARY_SYMBOL,
      /// A library, with a newer one in the directory that the program itself names.
      LIBRARY_OLDER,
      /// A module of Python, with one of the same name that others import.
      PYTHON_MODULE,
      /// A directory of modules, with the version of the Python that read it.
      PYTHON_PATH,
      /// A package of Node, with the range of versions that another package asks for.
      NODE_PACKAGE,
      /// A compiled extension, with the version of the interpreter that passed it over.
      EXTENSION,
      /// The name of a program, with the program that it leads to.
      NAME,
      /// A virtual environment of Python, with the Python that ran.
      VENV,
      /// A virtual environment, with the version of the Python in it.
      VENV_VERSION,
      /// A library that the environment wants to be loaded first, with the files.
      PRELOAD,
      /// A locale that the environment names, with those that are installed.
      LOCALE,
      /// A program or a library in memory, with the file that has its name now.
      REPLACED
    }

    @Override
    public Place place() {
      return new Place.Target(RawText.printable(where));
    }

    @Override
    public String quote() {
      return RawText.printable(text);
    }
  }

  /// Something a format reader found in a binary: who needs a library, what a symbol's version is.
  record BinaryFact(String file, String what, List<String> values) implements Fact {
    public BinaryFact {
      values = List.copyOf(values);
    }

    @Override
    public Place place() {
      return new Place.Target(RawText.printable(file));
    }

    @Override
    public String quote() {
      return what + (values.isEmpty() ? "" : ": " + RawText.printable(String.join(", ", values)));
    }
  }
}
