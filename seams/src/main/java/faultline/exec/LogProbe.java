package faultline.exec;

import faultline.core.NotChecked;
import faultline.core.Place;
import faultline.core.ProbeException;
import faultline.core.Unread;
import faultline.formats.bytes.MalformedException;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import faultline.formats.strace.StraceEvent;
import faultline.formats.strace.StraceReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Reads the record of a run: one that we made (`--record`), or a log of strace(1).
final class LogProbe {
  private static final int BLOCK = 1 << 18;

  private LogProbe() {}

  static ExecTrace look(ExecTarget.Log log) throws ProbeException {
    var file = log.file();
    try {
      if (Files.isDirectory(file)) {
        throw new ProbeException(
            file
                + " is a directory: name a record, a strace log, or the common prefix of the"
                + " files of strace -ff");
      }
      if (!Files.exists(file)) {
        var parts = parts(file);
        if (parts.isEmpty()) {
          throw new ProbeException("there is no " + file + ": check the path");
        }
        return strace(parts, log);
      }
      try (var in = new BufferedInputStream(Files.newInputStream(file))) {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first == '{' ? record(in, file) : strace(List.of(file), log);
      }
    } catch (IOException e) {
      throw new ProbeException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /// `PREFIX.PID`, as `strace -ff -o PREFIX` writes them; the smallest pid, the command, last.
  private static List<Path> parts(Path prefix) throws IOException {
    var directory = prefix.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(
              file ->
                  file.getFileName().toString().startsWith(prefix.getFileName() + ".")
                      && pid(file) > 0)
          .sorted(Comparator.comparingInt(LogProbe::pid).reversed())
          .toList();
    }
  }

  private static int pid(Path file) {
    var name = file.getFileName().toString();
    var digits = name.substring(name.lastIndexOf('.') + 1);
    return digits.length() < 10
            && digits.chars().allMatch(c -> c >= '0' && c <= '9')
            && !digits.isEmpty()
        ? Integer.parseInt(digits)
        : 0;
  }

  private static ExecTrace record(InputStream in, Path file) throws IOException {
    var lines = new ArrayList<Json>();
    var unread = new ArrayList<Unread>();
    var bytes = in.readAllBytes();
    int from = 0;
    long number = 0;
    while (from < bytes.length) {
      int end = from;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      number++;
      if (end > from) {
        try {
          lines.add(JsonReader.document(java.util.Arrays.copyOfRange(bytes, from, end)));
        } catch (MalformedException e) {
          unread.add(new Unread(new Place.Line(file.toString(), number), e.what()));
        }
      }
      from = end + 1;
    }
    try {
      var seen = TraceRecord.read(lines);
      return unread.isEmpty()
          ? seen
          : new ExecTrace(seen.observations(), seen.notChecked(), unread, seen.observer());
    } catch (MalformedException e) {
      unread.add(new Unread(new Place.Offset(file.toString(), e.offset()), e.what()));
      return new ExecTrace(List.of(), List.of(), unread, List.of());
    }
  }

  private static ExecTrace strace(List<Path> files, ExecTarget.Log log) throws IOException {
    var trace = new StraceTrace(log.redact());
    var reader = new StraceReader(trace::accept);
    var block = new byte[BLOCK];
    for (var file : files) {
      if (files.size() > 1) {
        reader.begin(pid(file));
      }
      try (var in = Files.newInputStream(file)) {
        for (int size = in.read(block); size > 0; size = in.read(block)) {
          reader.accept(block, 0, size);
        }
      }
    }
    reader.end();
    var unread = new ArrayList<Unread>();
    for (StraceEvent.Unrecognised lost : trace.unrecognised()) {
      unread.add(
          new Unread(
              new Place.Line(files.getFirst().toString(), lost.at().line()),
              "not a line of strace: " + lost.text().strip()));
    }
    if (trace.events() <= 0) {
      return new ExecTrace(List.of(), List.of(), unread, List.of());
    }
    return new ExecTrace(
        trace.collector().observations(),
        List.of(
            new NotChecked(
                "what lay at the paths when the calls failed",
                "a log has no samples of the stopped process",
                "run the command again under faultline run")),
        unread,
        List.of());
  }
}
