package faultline.exec.env;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A file of settings of npm, as the package `ini` reads it: lines before the first section, `key =
/// value` or a key alone, which is true.
///
/// @param entries in the order of the file; of two for one key the later one counts
record NpmFile(String path, List<Entry> entries) {
  record Entry(int line, String key, String value) {}

  private static final Pattern VARIABLE =
      Pattern.compile("(?<!\\\\)(\\\\*)\\$\\{([^${}?]+)(\\?)?\\}");

  NpmFile {
    entries = List.copyOf(entries);
  }

  static NpmFile of(String path, String text) {
    var all = new ArrayList<Entry>();
    int number = 0;
    for (var raw : text.split("\r?\n|\r", -1)) {
      number++;
      var line = raw.strip();
      if (line.isEmpty() || line.startsWith(";") || line.startsWith("#")) {
        continue;
      }
      if (line.matches("\\[[^\\]]*\\]")) {
        break;
      }
      int equals = line.indexOf('=');
      if (equals == 0) {
        continue;
      }
      var key = plain(equals < 0 ? line : line.substring(0, equals));
      var value = equals < 0 ? "true" : plain(line.substring(equals + 1));
      all.add(new Entry(number, key, value));
    }
    return new NpmFile(path, all);
  }

  private static String plain(String text) {
    var value = text.strip();
    if (value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        || value.length() > 1 && value.startsWith("'") && value.endsWith("'")) {
      return value.substring(1, value.length() - 1);
    }
    var all = new StringBuilder();
    boolean escaped = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (escaped) {
        all.append("\\;#".indexOf(c) < 0 ? "\\" : "").append(c);
        escaped = false;
      } else if (c == ';' || c == '#') {
        break;
      } else if (c == '\\') {
        escaped = true;
      } else {
        all.append(c);
      }
    }
    return (escaped ? all + "\\" : all.toString()).strip();
  }

  /// `text` with `${NAME}` replaced; a name that is not set stays as it is, `${NAME?}` is empty.
  static String replaced(String text, Map<String, String> environment) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            at -> {
              var slashes = at.group(1);
              if (slashes.length() % 2 == 1) {
                return quoted(at.group().substring((slashes.length() + 1) / 2));
              }
              var fallback = at.group(3) == null ? "${" + at.group(2) + "}" : "";
              return quoted(
                  slashes.substring(slashes.length() / 2)
                      + environment.getOrDefault(at.group(2), fallback));
            });
  }

  private static String quoted(String text) {
    return java.util.regex.Matcher.quoteReplacement(text);
  }
}
