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
import java.util.Set;

/// A place for one report, opened before there is one: a report that cannot be written is known
/// before the command that it is about has run.
final class Destination implements AutoCloseable {
  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final Reporter reporter;
  private final Writer out;
  private final boolean owned;

  private Destination(Reporter reporter, Writer out, boolean owned) {
    this.reporter = reporter;
    this.out = out;
    this.owned = owned;
  }

  /// A stream that stays open.
  static Destination of(Reporter reporter, Writer out) {
    return new Destination(reporter, out, false);
  }

  /// A file.
  static Destination file(Reporter reporter, Path file) throws ProbeException {
    return open(reporter, file);
  }

  /// A file that nobody but its owner can read: arguments and environment may hold secrets.
  static Destination privately(Reporter reporter, Path file) throws ProbeException {
    Destination destination = open(reporter, file, PosixFilePermissions.asFileAttribute(OWNER));
    try {
      Path real = Start.resolve(file);
      if (Files.isRegularFile(real)) {
        Files.setPosixFilePermissions(real, OWNER);
      }
      return destination;
    } catch (IOException e) {
      throw new ProbeException(
          "cannot make " + file + " private: choose a file of your own for --output", e);
    }
  }

  private static Destination open(Reporter reporter, Path file, FileAttribute<?>... attributes)
      throws ProbeException {
    try {
      FileChannel channel = FileChannel.open(Start.resolve(file), OPTIONS, attributes);
      var writer =
          new BufferedWriter(
              new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
      return new Destination(reporter, writer, true);
    } catch (IOException e) {
      throw new ProbeException(
          "cannot write to " + file + ": check the path and its permissions", e);
    }
  }

  void write(Report report) throws ProbeException {
    try {
      reporter.write(report, out);
      out.flush();
    } catch (IOException e) {
      throw new ProbeException("the report could not be written: " + e.getMessage(), e);
    }
  }

  /// Nothing more is written.
  void finish() throws ProbeException {
    if (owned) {
      try {
        out.close();
      } catch (IOException e) {
        throw new ProbeException("the report could not be written: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() throws ProbeException {
    finish();
  }
}
