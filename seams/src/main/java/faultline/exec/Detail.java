package faultline.exec;

import faultline.core.Place;
import faultline.formats.bytes.RawText;
import java.util.List;

/// What explains no failure by itself, but may be another in a run that succeeds: kept where runs
/// are compared (`--record`, `--diff`), so that all other runs stay fast.
public sealed interface Detail extends ExecObservation
    permits Detail.Found, Detail.FileState, Detail.Surroundings {

  /// A question about a path that was answered: status, access, or the target of a link.
  record Found(int pid, long sequence, String call, String path, String directory)
      implements Detail {
    public String absolute() {
      return Paths.absolute(directory, path);
    }

    @Override
    public String quote() {
      return call + "(" + RawText.printable(path) + ") succeeded";
    }
  }

  /// What an opened or executed file was at that moment. Seen once for each path of a run.
  ///
  /// @param path absolute, as the program named it
  /// @param real where it led, with links resolved; empty where that is the same
  /// @param mode type and permission bits
  /// @param size in bytes
  /// @param digest of all bytes, of its ends and its middle where it is large; empty where it was
  ///   not read
  /// @param lines of a small text file, with secrets masked; of a directory its names
  /// @param mentions variables of the environment whose names stand in it
  record FileState(
      int pid,
      long sequence,
      String path,
      String real,
      int mode,
      int owner,
      int group,
      long size,
      String digest,
      List<String> lines,
      List<String> mentions)
      implements Detail {
    public FileState {
      lines = List.copyOf(lines);
      mentions = List.copyOf(mentions);
    }

    boolean directory() {
      return (mode & 0xf000) == 0x4000;
    }

    /// Permission bits in octal, for example `0644`.
    String permissions() {
      return String.format("%04o", mode & 07777);
    }

    @Override
    public Place place() {
      return new Place.Target(RawText.printable(path));
    }

    @Override
    public String quote() {
      return (real.isEmpty() ? "" : "leads to " + RawText.printable(real) + ", ")
          + (directory() ? "a directory" : size + " bytes")
          + ", mode "
          + permissions()
          + (digest.isEmpty() ? "" : ", content " + digest);
    }
  }

  /// How a process was started, beside its arguments and its environment: user, groups, umask,
  /// limits, standard streams. Of a child only where it differs from its parent.
  ///
  /// @param settings `name=value`
  record Surroundings(int pid, long sequence, List<String> settings) implements Detail {
    public Surroundings {
      settings = List.copyOf(settings);
    }

    @Override
    public Place place() {
      return new Place.Process(pid);
    }

    @Override
    public String quote() {
      return "has " + RawText.printable(String.join(", ", settings));
    }
  }
}
