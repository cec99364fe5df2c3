package faultline.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A small text file that a process of the run read, by lines that keep their carriage returns.
///
/// @param path absolute
/// @param by the process that read it
record ReadText(String path, ProcessView by, List<String> lines) {
  private static final int LONGEST_QUOTE = 200;

  static ReadText of(String path, ProcessView by, String text) {
    var lines = new ArrayList<String>();
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      lines.add(text.substring(from, end));
      from = end + 1;
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    return new ReadText(path, by, lines);
  }

  /// The words of the report's list for what line `index` (from 0) is.
  String kind(int index) {
    if (index == 0 && lines.getFirst().startsWith("#!")) {
      return "shebang";
    }
    boolean kept =
        path.endsWith("/go/env")
            || path.endsWith("/go.env")
            || path.equals(by.environment().get("GOENV"));
    return kept ? "goenv" : "file";
  }

  /// Place of line `index` (from 0), as `path:line`.
  String where(int index) {
    return path + ":" + (index + 1);
  }

  /// Line `index` (from 0), without the blanks around it, cut to what fits a report.
  String quote(int index) {
    return cut(lines.get(index).strip());
  }

  static String cut(String text) {
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
  }

  /// Whether line `index` only speaks to readers of the file.
  boolean comment(int index) {
    var line = lines.get(index).stripLeading();
    return line.startsWith("# ")
        || line.startsWith("// ") && !line.startsWith("// #")
        || line.startsWith("-- ");
  }

  /// Whether this is a file of settings, by its name.
  boolean settings() {
    return settings(path);
  }

  /// Whether `path` is that of a file of settings, by its name.
  static boolean settings(String path) {
    var name = Paths.baseName(path).toLowerCase(Locale.ROOT);
    return name.startsWith(".")
        || name.equals("makefile")
        || name.equals("config")
        || name.equals("go.mod")
        || name.equals("go.work")
        || name.equals("cmakelists.txt")
        || name.endsWith("rc")
        || name.matches(
            ".*\\.(jsonc?|ya?ml|toml|ini|cfg|cnf|conf|config|properties|env|xml|mk|cmake)");
  }
}
