package faultline.exec.env;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks `dotnet` which SDKs and runtimes it finds, and `mono` for its version.
record DotnetAskProbe(EnvTarget target, Survey survey) {
  /// The answers by the names of our settings; none where it refuses.
  Map<String, String> ask() throws IOException, InterruptedException {
    var answers = new TreeMap<String, String>();
    if (!survey.has("sdks")) {
      var said = text(List.of(survey.tool(), "--version"));
      if (said != null) {
        answers.put("version", said.replaceFirst("(?s)^Mono JIT compiler version (\\S+).*", "$1"));
      }
      return answers;
    }
    var runtimes = text(List.of(survey.tool(), "--list-runtimes"));
    var sdks = text(List.of(survey.tool(), "--list-sdks"));
    if (runtimes == null || sdks == null) {
      return Map.of();
    }
    answers.put("runtimes", versions(runtimes, "Microsoft.NETCore.App "));
    answers.put("sdks", versions(sdks, ""));
    if (!sdks.isEmpty() && !survey.value("sdk").isEmpty()) {
      var version = text(List.of(survey.tool(), "--version"));
      if (version != null) {
        answers.put("sdk", version);
      }
    }
    return answers;
  }

  private static String versions(String text, String before) {
    return text.lines()
        .filter(line -> line.startsWith(before))
        .map(line -> line.substring(before.length()).split(" ", 2)[0])
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private @Nullable String text(List<String> command) throws IOException, InterruptedException {
    var said = AskProbe.output(target, survey, command);
    return said == null ? null : new String(said, StandardCharsets.UTF_8).strip();
  }
}
