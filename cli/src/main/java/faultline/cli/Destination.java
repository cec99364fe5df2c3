package faultline.cli;

import faultline.core.ProbeException;
import faultline.core.Report;
import faultline.core.Reporter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The places for a report, one for each format, opened before there is one: a report that cannot
/// be written is known before the command that it is about has run.
final class Destination implements AutoCloseable {
  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private record Place(Reporter reporter, Writer out, boolean owned) {}

  private final List<Place> places = new ArrayList<>();

  /// Adds a stream that stays open.
  void add(Reporter reporter, Writer out) {
    places.add(new Place(reporter, out, false));
  }

  /// Adds a file.
  ///
  /// @param privately whether nobody but its owner may read it: arguments and environment may hold
  ///   secrets
  void add(Reporter reporter, Path file, boolean privately) throws ProbeException {
    if (!privately) {
      open(reporter, file);
      return;
    }
    open(reporter, file, PosixFilePermissions.asFileAttribute(OWNER));
    try {
      Path real = Start.resolve(file);
      if (Files.isRegularFile(real)) {
        Files.setPosixFilePermissions(real, OWNER);
      }
    } catch (IOException e) {
      throw new ProbeException(
          "cannot make " + file + " private: choose a file of your own for the report", e);
    }
  }

  private void open(Reporter reporter, Path file, FileAttribute<?>... attributes)
      throws ProbeException {
    try {
      FileChannel channel = FileChannel.open(Start.resolve(file), OPTIONS, attributes);
      var writer =
          new BufferedWriter(
              new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
      places.add(new Place(reporter, writer, true));
    } catch (IOException e) {
      throw new ProbeException(
          "cannot write to " + file + ": check the path and its permissions", e);
    }
  }

  void write(Report report) throws ProbeException {
    try {
      for (Place place : places) {
        place.reporter().write(report, place.out());
        place.out().flush();
      }
    } catch (IOException e) {
      throw new ProbeException("the report could not be written: " + e.getMessage(), e);
    }
  }

  /// Nothing more is written.
  void finish() throws ProbeException {
    for (Place place : places) {
      if (place.owned()) {
        try {
          place.out().close();
        } catch (IOException e) {
          throw new ProbeException("the report could not be written: " + e.getMessage(), e);
        }
      }
    }
  }

  @Override
  public void close() throws ProbeException {
    finish();
  }
}
