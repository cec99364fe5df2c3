package faultline.exec.env;

import faultline.exec.env.EnvObservation.Setting;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks rustc and Cargo. Cargo tells what its files say together, and for one name with its
/// variable.
record RustAskProbe(EnvTarget target, Survey survey) {
  /// The answers by the names of our settings; none where one of them refuses.
  Map<String, String> ask() throws IOException, InterruptedException {
    var answers = new TreeMap<String, String>();
    var version = text(List.of(survey.tool(), "--version"));
    var sysroot = text(List.of(survey.tool(), "--print", "sysroot"));
    if (version == null || sysroot == null) {
      return Map.of();
    }
    answers.put("version", version.replaceFirst("^rustc ", "").split(" ", 2)[0]);
    answers.put("sysroot", sysroot);
    var cargo = survey.world().program("cargo");
    if (cargo == null) {
      return answers;
    }
    var names = new ArrayList<>(List.of(""));
    for (var one : survey.seen()) {
      if (one instanceof Setting setting
          && setting.source().where().startsWith("CARGO_")
          && setting.name().contains(".")) {
        names.add(setting.name());
      }
    }
    for (var name : names) {
      var said = configuration(cargo, name);
      if (said == null) {
        return Map.of();
      }
      answers.putAll(said);
    }
    if (survey.world().text(target.directory() + "/Cargo.toml") != null) {
      var said =
          text(List.of(cargo, "metadata", "--no-deps", "--offline", "--format-version", "1"));
      if (said == null) {
        return Map.of();
      }
      answers.put("target-dir", document(said).textAt("target_directory").orElse(""));
    }
    return answers;
  }

  private static Json document(String text) {
    return JsonReader.document(text.getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable String text(List<String> command) throws IOException, InterruptedException {
    var said = AskProbe.output(target, survey, command);
    return said == null ? null : new String(said, StandardCharsets.UTF_8).strip();
  }

  /// What all files say, or one name with its variable. The question needs a nightly Cargo, or one
  /// that is told to behave as such.
  private @Nullable Map<String, String> configuration(String cargo, String name)
      throws IOException, InterruptedException {
    var words =
        new ArrayList<>(List.of("/usr/bin/env", "RUSTC_BOOTSTRAP=1", cargo, "-Zunstable-options"));
    words.addAll(List.of("config", "get", "--format", "json-value"));
    if (!name.isEmpty()) {
      words.add(name);
    }
    var said = text(words);
    if (said == null) {
      return null;
    }
    var answers = new TreeMap<String, String>();
    flat(name, document(said), answers);
    return answers;
  }

  /// Values by dotted names; the words of a list in one.
  private static void flat(String name, Json value, Map<String, String> all) {
    switch (value) {
      case Json.Text(var plain) -> all.put(name, plain);
      case Json.Bool(var set) -> all.put(name, Boolean.toString(set));
      case Json.Number(var number) -> all.put(name, number);
      case Json.Null() -> {}
      case Json.Items(var items) ->
          all.put(
              name,
              items.stream()
                  .map(one -> one instanceof Json.Text(var word) ? word : "")
                  .collect(Collectors.joining(" ")));
      case Json.Fields _ ->
          value
              .fieldsAt()
              .forEach((key, inner) -> flat(name.isEmpty() ? key : name + "." + key, inner, all));
    }
  }
}
