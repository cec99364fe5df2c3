package faultline.exec.env;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Asks the compiler of C, and make.
record CAskProbe(EnvTarget target, Survey survey) {
  private static final List<String> OF_MAKE =
      List.of("CC", "CXX", "AR", "LD", "AS", "CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "LDLIBS");

  /// The answers by the names of our settings; none where one of them refuses.
  Map<String, String> ask() throws IOException, InterruptedException {
    var answers = new TreeMap<String, String>();
    boolean gcc = survey.value("machine").isEmpty() || !survey.value("machine").contains("-pc-");
    var version = text(List.of(survey.tool(), gcc ? "-dumpfullversion" : "-dumpversion"));
    var machine = text(List.of(survey.tool(), "-dumpmachine"));
    if (version == null || machine == null) {
      return Map.of();
    }
    answers.put("version", version);
    answers.put("machine", machine);
    var errors = new ByteArrayOutputStream();
    if (AskProbe.output(
            target, survey, List.of(survey.tool(), "-E", "-v", "-x", "c", "/dev/null"), errors)
        == null) {
      return Map.of();
    }
    answers.put("headers", headers(errors.toString(StandardCharsets.UTF_8)));
    var make = survey.world().program("make");
    if (make != null && survey.world().variable("MAKEFLAGS").isEmpty()) {
      var rule = new StringBuilder("all:;@:");
      OF_MAKE.forEach(
          name -> rule.append("\n$(info ").append(name).append("=$(").append(name).append("))"));
      var said = text(List.of(make, "-s", "-f", "/dev/null", "--eval=" + rule, "all"));
      if (said == null) {
        return Map.of();
      }
      for (var line : said.split("\n", -1)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          answers.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    }
    return answers;
  }

  private static String headers(String said) {
    var all = new ArrayList<String>();
    boolean inside = false;
    for (var line : said.split("\n", -1)) {
      if (line.startsWith("End of search list")) {
        break;
      }
      if (inside && line.startsWith(" ")) {
        all.add(line.strip().replaceFirst("(?<=.)/+$", ""));
      }
      inside |= line.startsWith("#include <...>");
    }
    return String.join(":", all);
  }

  private @Nullable String text(List<String> command) throws IOException, InterruptedException {
    var said = AskProbe.output(target, survey, command);
    return said == null ? null : new String(said, StandardCharsets.UTF_8).strip();
  }
}
