package faultline.exec.env;

import faultline.core.Details;
import faultline.core.Observation;
import faultline.core.Place;
import java.util.List;

/// All that can be seen of a toolchain at rest.
///
/// `where` is the name of a variable, `path:line` of a line, or the path of a file or directory.
public sealed interface EnvObservation extends Observation {
  /// Where it was seen: a variable, `path:line`, a path.
  String where();

  @Override
  default Place place() {
    int colon = where().lastIndexOf(':');
    if (colon > 0 && where().substring(colon + 1).matches("[0-9]{1,9}")) {
      return new Place.Line(
          where().substring(0, colon), Long.parseLong(where().substring(colon + 1)));
    }
    return new Place.Target(where());
  }

  /// Who gave a value.
  ///
  /// @param kind `env`, `goenv`, `file`, `argv`, `cwd`, `default`, or `computed` from others
  /// @param where a variable, `path:line`, or what made up the value
  /// @param value the value that was given, as it stands there
  /// @param setBy for a variable: lines of shell start files that set it to this value
  record Source(String kind, String where, String value, List<String> setBy)
      implements EnvObservation {
    public Source {
      setBy = List.copyOf(setBy);
    }

    /// A source that no start file is behind.
    public Source(String kind, String where, String value) {
      this(kind, where, value, List.of());
    }

    @Override
    public String quote() {
      return kind.equals("env")
          ? where + "=" + value + (setBy.isEmpty() ? "" : ", set in " + String.join(", ", setBy))
          : value.isEmpty() ? "says nothing" : "says " + value;
    }

    Details details() {
      return Details.NONE
          .text("kind", kind)
          .text("where", where)
          .text("value", value)
          .texts("setBy", setBy);
    }
  }

  /// A setting with the value that counts.
  ///
  /// @param overridden who else gave a value that does not count, the next in order first
  record Setting(String name, String value, Source source, List<Source> overridden)
      implements EnvObservation {
    public Setting {
      overridden = List.copyOf(overridden);
    }

    @Override
    public String where() {
      return source.where();
    }

    @Override
    public String quote() {
      return name + " is " + (value.isEmpty() ? "empty" : value);
    }

    Details details() {
      return Details.NONE
          .text("name", name)
          .text("value", value)
          .nested("provenance", source.details())
          .list("overridden", overridden.stream().map(Source::details).toList());
    }
  }

  /// A version of the toolchain that is on this machine.
  ///
  /// @param how how it was found: `PATH`, a directory, a version manager
  /// @param used whether this one is used here
  record Installed(String where, String version, String how, boolean used)
      implements EnvObservation {
    @Override
    public String quote() {
      return (version.isEmpty() ? "a version that is not known" : version)
          + (used ? ", used here" : "")
          + " ("
          + how
          + ")";
    }

    Details details() {
      return Details.NONE
          .text("path", where)
          .text("version", version)
          .text("how", how)
          .flag("used", used);
    }
  }

  /// A line that asks for a version.
  ///
  /// @param text the line
  /// @param tool what is asked for
  /// @param needed the version as the line has it
  /// @param found the version that is used
  /// @param met whether it fits
  /// @param effect what happens because of the line, in a sentence without a full stop
  record Demand(
      String where,
      String text,
      String tool,
      String needed,
      String found,
      boolean met,
      String effect)
      implements EnvObservation {
    @Override
    public String quote() {
      return text;
    }
  }

  /// A file of settings on the way of a search.
  ///
  /// @param why why it is not read; empty where it is
  /// @param settings how many settings it has
  record SettingsFile(String where, String role, boolean read, String why, int settings)
      implements EnvObservation {
    @Override
    public String quote() {
      return role + (read ? ", read" : ", not read: " + why);
    }

    Details details() {
      return Details.NONE
          .text("path", where)
          .text("role", role)
          .flag("read", read)
          .text("why", why.isEmpty() ? null : why);
    }
  }

  /// A setting that names another installation than the tool that runs.
  ///
  /// @param home the directory that the setting names
  /// @param homeVersion the version there; empty where it is not known
  /// @param tool the program that runs
  /// @param toolVersion its version
  /// @param effect what happens then
  record OtherHome(
      String where,
      String name,
      String home,
      String homeVersion,
      String tool,
      String toolVersion,
      String effect)
      implements EnvObservation {
    @Override
    public String quote() {
      return name + " names " + home + (homeVersion.isEmpty() ? "" : ", which is " + homeVersion);
    }
  }

  /// A file with defaults that is not where it is looked for, so that settings are empty.
  record DefaultsLost(String where, List<String> names, String elsewhere, String because)
      implements EnvObservation {
    public DefaultsLost {
      names = List.copyOf(names);
    }

    @Override
    public String quote() {
      return "there is no such file, and so no default for " + String.join(", ", names);
    }
  }

  /// A setting that somebody made and that has no effect.
  record WithoutEffect(String where, String name, String value, String why)
      implements EnvObservation {
    @Override
    public String quote() {
      return name + "=" + value;
    }
  }

  /// A setting that the tool refuses to work with.
  record Refused(String where, String name, String value, String why) implements EnvObservation {
    @Override
    public String quote() {
      return name.isEmpty() ? value : name + "=" + value;
    }
  }

  /// A setting that names a file, a directory or a program that is not there.
  record NamesNothing(String where, String name, String value, String path, String effect)
      implements EnvObservation {
    @Override
    public String quote() {
      return name + "=" + value;
    }
  }

  /// A line of a shell start file that gives a variable another value than it has here.
  ///
  /// @param value what the line gives
  /// @param here what the variable has; null is said as "not set"
  record StartLine(String where, String name, String value, String here, boolean set)
      implements EnvObservation {
    @Override
    public String quote() {
      return "sets " + name + "=" + value;
    }
  }

  /// A tool that works with another one and belongs to another installation.
  record Stranger(String where, String name, String version, String main, String mainVersion)
      implements EnvObservation {
    @Override
    public String quote() {
      return name + (version.isEmpty() ? "" : " " + version);
    }
  }

  /// What the tool itself says of a setting.
  record Answer(String where, String name, String ours, String theirs) implements EnvObservation {
    @Override
    public String quote() {
      return "says that " + name + " is " + (theirs.isEmpty() ? "empty" : theirs);
    }
  }
}
