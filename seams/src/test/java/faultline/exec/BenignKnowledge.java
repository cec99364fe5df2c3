package faultline.exec;

import faultline.formats.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Writes `benign.txt` from records of runs in which no failed call was a cause: `scenarios/learn`
/// makes them. Not a test.
final class BenignKnowledge {
  /// Names that only the recorded projects have; what they miss says nothing about others.
  private static final String OURS = "zq";

  /// Errors that programs provoke on purpose; others are always worth a look.
  private static final Set<String> WEAK = Set.of("ENOENT", "ENOTDIR");

  private BenignKnowledge() {}

  public static void main(String[] args) throws IOException {
    var lines = new TreeSet<String>();
    for (var file : Arrays.asList(args).subList(1, args.length)) {
      var trace = TraceRecord.read(read(Path.of(file)));
      var ranking = new Ranking(trace);
      for (var process : trace.processes()) {
        for (var failure : process.failures()) {
          var line = Benign.line(failure, trace.environment(process.pid()));
          if (failure.absolute().startsWith("/")
              && WEAK.contains(failure.errno())
              && !failure.is(CallShape.Kind.EXECUTE)
              && !failure.is(CallShape.Kind.REMOVE)
              && !line.toLowerCase(Locale.ROOT).contains(OURS)
              && !line.contains("/tmp/")
              && !Benign.probe(failure)
              && !ranking.resolved(process, failure)) {
            lines.add(line);
          }
        }
      }
    }
    var out = new ArrayList<String>();
    out.add(
        "# 1 "
            + LocalDate.now(java.time.ZoneOffset.UTC)
            + ": what fails in runs where it is no cause; written by scenarios/learn");
    out.addAll(lines);
    Files.write(Path.of(args[0]), out, StandardCharsets.UTF_8);
  }

  private static List<faultline.formats.json.Json> read(Path file) throws IOException {
    var lines = new ArrayList<faultline.formats.json.Json>();
    for (var line : Files.readAllLines(file)) {
      lines.add(JsonReader.document(line.getBytes(StandardCharsets.UTF_8)));
    }
    return lines;
  }
}
