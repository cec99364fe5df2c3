package faultline.cli.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A script with places to fill: the word `PROGRAM`, and lines that hold `#` and the name of a
/// place alone.
final class Template {
  private Template() {}

  /// The resource `name` of this package, filled.
  ///
  /// @param places whole lines by the name of their place
  static String fill(String name, String program, Map<String, String> places) {
    var text = new StringBuilder();
    for (String line : read(name).split("(?<=\n)", -1)) {
      String place = line.strip();
      text.append(
          place.startsWith("#") && places.containsKey(place.substring(1))
              ? places.get(place.substring(1))
              : line);
    }
    return text.toString().replace("PROGRAM", program);
  }

  private static String read(String name) {
    try (var in = Template.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("this build has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
