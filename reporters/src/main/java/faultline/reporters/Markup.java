package faultline.reporters;

import faultline.formats.bytes.RawText;
import java.io.IOException;
import java.io.Writer;

/// XML or HTML, escaped. Bytes that are not UTF-8 and characters that XML 1.0 does not allow or
/// that reorder text are written as visible escapes.
final class Markup {
  private final Writer out;

  Markup(Writer out) {
    this.out = out;
  }

  /// Markup as it is.
  Markup raw(String markup) throws IOException {
    out.write(markup);
    return this;
  }

  /// Text; its line ends stay.
  Markup text(String text) throws IOException {
    out.write(escaped(text));
    return this;
  }

  /// ` name="value"`.
  Markup attribute(String name, String value) throws IOException {
    out.write(' ');
    out.write(name);
    out.write("=\"");
    out.write(escaped(value));
    out.write('"');
    return this;
  }

  /// An element with a class and nothing but text in it.
  Markup element(String tag, String style, String text) throws IOException {
    out.write("<" + tag);
    if (!style.isEmpty()) {
      attribute("class", style);
    }
    return raw(">").text(text).raw("</" + tag + ">");
  }

  static String escaped(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    int from = 0;
    for (int end = text.indexOf('\n'); ; end = text.indexOf('\n', from)) {
      String line = RawText.printable(text.substring(from, end < 0 ? text.length() : end));
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        switch (c) {
          case '&' -> escaped.append("&amp;");
          case '<' -> escaped.append("&lt;");
          case '>' -> escaped.append("&gt;");
          case '"' -> escaped.append("&quot;");
          case '\'' -> escaped.append("&#39;");
          case '\uFFFE', '\uFFFF' -> escaped.append('\uFFFD');
          default -> escaped.append(c);
        }
      }
      if (end < 0) {
        return escaped.toString();
      }
      escaped.append('\n');
      from = end + 1;
    }
  }
}
