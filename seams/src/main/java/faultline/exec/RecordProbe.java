package faultline.exec;

import faultline.core.NotChecked;
import faultline.core.ObserverEffect;
import faultline.core.ProbeException;
import faultline.formats.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes what is seen of a run to a file of its owner alone, while it is seen.
final class RecordProbe implements AutoCloseable {
  private final @Nullable Writer file;
  private final @Nullable JsonWriter out;

  private RecordProbe(@Nullable Writer file, @Nullable JsonWriter out) {
    this.file = file;
    this.out = out;
  }

  static RecordProbe open(@Nullable Path path, List<String> command) throws ProbeException {
    if (path == null) {
      return new RecordProbe(null, null);
    }
    try {
      var channel =
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.WRITE,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      var writer =
          new java.io.BufferedWriter(
              new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
      var json = new JsonWriter(writer);
      TraceRecord.writeHeader(json, command);
      return new RecordProbe(writer, json);
    } catch (IOException e) {
      throw new ProbeException(
          "cannot write the record " + path + ": check the path and its permissions", e);
    }
  }

  void write(ExecObservation seen) {
    if (out != null) {
      try {
        TraceRecord.write(out, seen);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// What only the end can tell.
  void finish(ExecTrace trace) {
    if (out == null) {
      return;
    }
    try {
      for (ObserverEffect effect : trace.observer()) {
        TraceRecord.write(out, effect);
      }
      for (NotChecked question : trace.notChecked()) {
        TraceRecord.write(out, question);
      }
      for (var seen : trace.observations()) {
        if (seen instanceof Fact
            || seen instanceof ExecObservation.Message message
                && message.reach() == ExecObservation.Message.Reach.UNSAID
            || seen instanceof ExecObservation.Failure failure && failure.repeats() > 1) {
          TraceRecord.write(out, seen);
        }
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws ProbeException {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new ProbeException("the record could not be written: " + e.getMessage(), e);
      }
    }
  }
}
