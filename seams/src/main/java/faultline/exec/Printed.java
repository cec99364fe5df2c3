package faultline.exec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/// The last lines that a process wrote to its standard output, of runtimes and tools that report
/// errors there. Only what they complain of counts, and only where they fail.
final class Printed {
  private static final int LINES = 80;
  private static final int LINE_LENGTH = 4096;

  /// PHP and Mono write uncaught errors there, the JVM those of its start, and tools that run tests
  /// or builds in these what went wrong in them.
  private static final Pattern TELLS =
      Pattern.compile(
          "php[\\d.]*|php-cgi[\\d.]*|php-fpm[\\d.]*|mono(-sgen)?(-\\d.*)?|dotnet|java|node|nodejs"
              + "|python[\\d.]*|pypy[\\d.]*|go|ruby[\\d.]*");

  private final Deque<String> lines = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder();

  /// Whether the program of this path reports errors on its standard output.
  static boolean tells(String executable) {
    return TELLS.matcher(Paths.baseName(executable)).matches();
  }

  void add(String text) {
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      append(text, from, end);
      finish();
      from = end + 1;
    }
    append(text, from, text.length());
  }

  private void append(String text, int from, int to) {
    line.append(text, from, Math.min(to, from + Math.max(0, LINE_LENGTH - line.length())));
  }

  private void finish() {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.add(line.toString());
    line.setLength(0);
  }

  /// The lines that complain of something.
  List<String> complaints() {
    finish();
    var found = new ArrayList<String>();
    for (var text : lines) {
      if (Diagnostic.of(text) != null) {
        found.add(text);
      }
    }
    return found;
  }
}
