package faultline.cli.man;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text in the language of manual pages, man(7).
final class Roff {
  private static final int WIDTH = 78;
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\(([^)\\s]+)\\)");
  private static final Pattern MARKED = Pattern.compile("`([^`]+)`|\\*\\*([^*]+)\\*\\*");

  private final StringBuilder text = new StringBuilder();

  /// A request: a line that begins with a dot.
  Roff request(String line) {
    text.append('.').append(line).append('\n');
    return this;
  }

  /// A line of its own that is already in this language.
  Roff line(String written) {
    text.append(written).append('\n');
    return this;
  }

  /// Space before what follows; a heading has it already.
  Roff paragraph() {
    int last = text.lastIndexOf("\n", text.length() - 2) + 1;
    return text.substring(last).startsWith(".S") ? this : request("PP");
  }

  /// A heading of the page.
  Roff section(String title) {
    return request("SH " + quoted(title));
  }

  /// Words that are filled into lines; `code` and bold are set in bold.
  Roff words(String markdown) {
    var line = new StringBuilder();
    for (String word : inline(markdown).strip().split("\\s+", -1)) {
      if (line.length() > 0 && line.length() + word.length() >= WIDTH) {
        plain(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    return line.isEmpty() ? this : plain(line.toString());
  }

  private Roff plain(String line) {
    return line(guarded(line));
  }

  /// Lines that stay as they are.
  Roff example(Iterable<String> lines) {
    request("RS 4");
    request("EX");
    for (String one : lines) {
      plain(escaped(one));
    }
    request("EE");
    return request("RE");
  }

  /// Markdown inside of a paragraph, as roff.
  static String inline(String markdown) {
    String unlinked =
        LINK.matcher(markdown).replaceAll(link -> linked(link.group(1), link.group(2)));
    var all = new StringBuilder();
    var marked = MARKED.matcher(unlinked);
    int at = 0;
    while (marked.find()) {
      all.append(escaped(unlinked.substring(at, marked.start())));
      String inner = marked.group(1) == null ? marked.group(2) : marked.group(1);
      all.append("\\fB").append(escaped(inner)).append("\\fR");
      at = marked.end();
    }
    return all.append(escaped(unlinked.substring(at))).toString();
  }

  /// A link to another page of the documentation is its name alone.
  private static String linked(String words, String to) {
    String said = to.startsWith("http") ? words + " (" + to + ")" : words;
    return Matcher.quoteReplacement(said);
  }

  /// What a formatter would take for its own.
  static String escaped(String plain) {
    var all = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            one -> {
              switch (one) {
                case '\\' -> all.append("\\e");
                case '-' -> all.append("\\-");
                case '\'' -> all.append("\\(aq");
                case '`' -> all.append("\\(ga");
                case '^' -> all.append("\\(ha");
                case '~' -> all.append("\\(ti");
                default -> {
                  if (one < 0x80) {
                    all.appendCodePoint(one);
                  } else {
                    all.append("\\[u%04X]".formatted(one));
                  }
                }
              }
            });
    return all.toString();
  }

  /// A line that begins with a dot would be a request.
  private static String guarded(String line) {
    return line.startsWith(".") ? "\\&" + line : line;
  }

  /// One argument of a request.
  static String quoted(String plain) {
    return '"' + escaped(plain).replace("\"", "\\(dq") + '"';
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
