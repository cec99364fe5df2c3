package faultline.reporters;

import faultline.formats.bytes.RawText;
import java.io.IOException;
import java.io.Writer;

/// Lines of 80 columns. What does not fit goes on in the next line, further in; a word that is
/// longer than a line, such as a path, stays whole.
final class Page {
  private static final int WIDTH = 80;
  private static final String FURTHER_IN = "    ";

  private final Writer out;
  private final boolean color;

  Page(Writer out, boolean color) {
    this.out = out;
    this.color = color;
  }

  /// `text` after `indent`, wrapped.
  void line(String indent, String text) throws IOException {
    out.write(indent);
    wrapped(indent.length(), indent, RawText.printable(text));
  }

  /// A line that begins with a marked word.
  void marked(String shade, String word, String text) throws IOException {
    out.write(color ? "\u001b[1;" + shade + "m" + word + "\u001b[0m" : word);
    wrapped(word.length(), "", RawText.printable(text));
  }

  /// A line to copy: never wrapped.
  void command(String indent, String text) throws IOException {
    out.write(indent);
    out.write(RawText.printable(text));
    out.write('\n');
  }

  private void wrapped(int start, String indent, String text) throws IOException {
    int column = start;
    int from = 0;
    boolean fresh = start == indent.length();
    while (from < text.length()) {
      int end = wordEnd(text, from);
      if (!fresh && column + end - from > WIDTH) {
        from = skipSpaces(text, from);
        out.write('\n');
        out.write(indent);
        out.write(FURTHER_IN);
        column = indent.length() + FURTHER_IN.length();
      }
      out.write(text, from, end - from);
      column += end - from;
      from = end;
      fresh = false;
    }
    out.write('\n');
  }

  /// The end of the spaces at `from` and of the word behind them.
  private static int wordEnd(String text, int from) {
    int space = text.indexOf(' ', skipSpaces(text, from));
    return space < 0 ? text.length() : space;
  }

  private static int skipSpaces(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }
}
