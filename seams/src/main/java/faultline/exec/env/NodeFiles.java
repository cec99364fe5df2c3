package faultline.exec.env;

import faultline.formats.bytes.MalformedException;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What files of a project say about Node.
final class NodeFiles {
  /// The names of lines with long support.
  private static final Map<String, String> LTS =
      Map.ofEntries(
          Map.entry("argon", "4"),
          Map.entry("boron", "6"),
          Map.entry("carbon", "8"),
          Map.entry("dubnium", "10"),
          Map.entry("erbium", "12"),
          Map.entry("fermium", "14"),
          Map.entry("gallium", "16"),
          Map.entry("hydrogen", "18"),
          Map.entry("iron", "20"),
          Map.entry("jod", "22"),
          Map.entry("krypton", "24"));

  private NodeFiles() {}

  private static Json document(@Nullable String text) {
    try {
      return text == null
          ? new Json.Null()
          : JsonReader.document(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedException _) {
      return new Json.Null();
    }
  }

  /// The patterns of `workspaces` in a package.json.
  static List<String> workspaces(@Nullable String text) {
    var document = document(text);
    var value =
        document.at("workspaces", "packages").or(() -> document.at("workspaces")).orElse(document);
    var all = new ArrayList<String>();
    if (value instanceof Json.Items(var items)) {
      for (var one : items) {
        if (one instanceof Json.Text(var pattern)) {
          all.add(pattern);
        }
      }
    }
    return all;
  }

  /// A text in a package.json; empty where there is none.
  static String textAt(@Nullable String text, String... path) {
    return document(text).textAt(path).orElse("");
  }

  /// A line of .nvmrc as a range; empty where any version does.
  static String range(String line) {
    var word = line.strip();
    if (word.startsWith("lts/")) {
      return LTS.getOrDefault(word.substring(4), "");
    }
    var plain = word.startsWith("v") ? word.substring(1) : word;
    return plain.matches("[0-9].*") ? plain : "";
  }
}
