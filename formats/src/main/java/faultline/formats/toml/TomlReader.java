package faultline.formats.toml;

import faultline.formats.bytes.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads TOML 1.0 (toml.io/en/v1.0.0) from UTF-8 bytes.
///
/// Whatever is wrong is a [MalformedException] with the offset of the byte. Two values for one key
/// are wrong, as the standard has it.
public final class TomlReader {
  private static final String FORMAT = "TOML";

  /// Each level costs stack frames.
  private static final int DEEPEST = 100;

  /// A table while it is being filled. One that came from an inline table or from dotted keys gets
  /// no header.
  private static final class Open {
    final long offset;
    final Map<String, Object> values = new LinkedHashMap<>();
    boolean headed;
    boolean inline;
    boolean dotted;

    Open(long offset) {
      this.offset = offset;
    }
  }

  /// An array of tables while it is being filled.
  private static final class OpenItems {
    final long offset;
    final List<Open> tables = new ArrayList<>();

    OpenItems(long offset) {
      this.offset = offset;
    }
  }

  private final byte[] bytes;
  private int at;
  private int depth;

  private TomlReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The document that `bytes` hold.
  public static Toml.Table read(byte[] bytes) {
    return new TomlReader(bytes).document();
  }

  private Toml.Table document() {
    utf8(0, bytes.length);
    var root = new Open(0);
    Open table = root;
    while (true) {
      blank();
      if (at >= bytes.length) {
        return closed(root);
      }
      if (peek() == '[') {
        table = header(root);
      } else {
        pair(table);
      }
      lineEnd();
    }
  }

  // --- Headers and keys
  // ----------------------------------------------------------------------------

  private Open header(Open root) {
    int start = at;
    at++;
    boolean array = peek() == '[';
    at += array ? 1 : 0;
    List<String> keys = keys();
    expect(']');
    if (array) {
      expect(']');
    }
    Open parent = root;
    for (String key : keys.subList(0, keys.size() - 1)) {
      parent = within(parent, key, start, false);
    }
    String last = keys.getLast();
    return array ? nextTable(parent, last, start) : namedTable(parent, last, start);
  }

  private Open nextTable(Open parent, String key, int start) {
    Object there = parent.values.computeIfAbsent(key, _ -> new OpenItems(start));
    if (!(there instanceof OpenItems items)) {
      throw wrong(start, key + " is there already, and no array of tables");
    }
    var table = new Open(start);
    table.headed = true;
    items.tables.add(table);
    return table;
  }

  private Open namedTable(Open parent, String key, int start) {
    Object there = parent.values.computeIfAbsent(key, _ -> new Open(start));
    if (!(there instanceof Open table) || table.headed || table.inline || table.dotted) {
      throw wrong(start, key + " is there already");
    }
    table.headed = true;
    return table;
  }

  /// The table behind `key`, made where there is none.
  private Open within(Open parent, String key, int start, boolean dotted) {
    Object there = parent.values.get(key);
    if (there == null) {
      var table = new Open(start);
      table.dotted = dotted;
      parent.values.put(key, table);
      return table;
    }
    if (there instanceof OpenItems items && !dotted) {
      return items.tables.getLast();
    }
    if (!(there instanceof Open table) || table.inline || dotted && table.headed) {
      throw wrong(start, key + " is there already");
    }
    return table;
  }

  private void pair(Open table) {
    int start = at;
    List<String> keys = keys();
    expect('=');
    space();
    Open inner = table;
    for (String key : keys.subList(0, keys.size() - 1)) {
      inner = within(inner, key, start, true);
    }
    if (inner.values.containsKey(keys.getLast())) {
      throw wrong(start, keys.getLast() + " is there already");
    }
    inner.values.put(keys.getLast(), value());
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    do {
      space();
      keys.add(key());
      space();
    } while (skip('.'));
    return keys;
  }

  private String key() {
    int start = at;
    switch (peek()) {
      case '"' -> {
        return basic(false);
      }
      case '\'' -> {
        return literal(false);
      }
      default -> {
        while (at < bytes.length && bare(bytes[at])) {
          at++;
        }
        if (at == start) {
          throw wrong(at, at < bytes.length ? "a key is expected" : "a key is missing");
        }
        return ascii(start, at);
      }
    }
  }

  private static boolean bare(byte one) {
    return one >= 'a' && one <= 'z'
        || one >= 'A' && one <= 'Z'
        || one >= '0' && one <= '9'
        || one == '_'
        || one == '-';
  }

  // --- Values
  // --------------------------------------------------------------------------------------

  private Object value() {
    int start = at;
    return switch (peek()) {
      case '"' -> new Toml.Text(start, basic(ahead("\"\"\"")));
      case '\'' -> new Toml.Text(start, literal(ahead("'''")));
      case '[' -> array();
      case '{' -> inline();
      case -1 -> throw wrong(at, "a value is missing");
      default -> word(start);
    };
  }

  private Toml.Items array() {
    int start = at;
    deeper();
    at++;
    List<Toml> values = new ArrayList<>();
    blank();
    while (!skip(']')) {
      values.add(finished(value()));
      blank();
      if (!skip(',') && peek() != ']') {
        throw wrong(at, "a comma or ] is expected");
      }
      blank();
    }
    depth--;
    return new Toml.Items(start, values);
  }

  private Open inline() {
    var table = new Open(at);
    deeper();
    at++;
    space();
    if (!skip('}')) {
      do {
        space();
        pair(table);
        space();
      } while (skip(','));
      expect('}');
    }
    depth--;
    table.inline = true;
    return table;
  }

  private void deeper() {
    depth++;
    if (depth > DEEPEST) {
      throw wrong(at, "too deeply nested");
    }
  }

  /// Numbers, dates and `true` and `false`.
  private Toml word(int start) {
    while (at < bytes.length && (bare(bytes[at]) || "+.:".indexOf(bytes[at]) >= 0)) {
      at++;
    }
    String word = ascii(start, at);
    if (word.matches("\\d{4}-\\d\\d-\\d\\d")
        && at + 1 < bytes.length
        && bytes[at] == ' '
        && bytes[at + 1] >= '0'
        && bytes[at + 1] <= '9') {
      at++; // a time behind a date, with a space between them
      while (at < bytes.length && (bare(bytes[at]) || "+.:".indexOf(bytes[at]) >= 0)) {
        at++;
      }
      word = ascii(start, at);
    }
    return switch (word) {
      case "" -> throw wrong(start, "a value is expected");
      case "true" -> new Toml.Flag(start, true);
      case "false" -> new Toml.Flag(start, false);
      default -> number(start, word);
    };
  }

  private Toml number(int start, String word) {
    if (word.matches(
        "\\d{4}-\\d\\d-\\d\\d([Tt ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)?)?"
            + "|\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?")) {
      return new Toml.Moment(start, word);
    }
    if (word.matches("[+-]?(inf|nan)")) {
      double value = word.endsWith("nan") ? Double.NaN : Double.POSITIVE_INFINITY;
      return new Toml.Real(start, word.startsWith("-") ? -value : value);
    }
    String plain = word.replace("_", "");
    boolean grouped = !word.contains("_") || word.matches("[^_]+(_[^_]+)*");
    try {
      if (grouped && word.matches("[+-]?(0|[1-9](_?\\d)*)")) {
        return new Toml.Whole(start, Long.parseLong(plain));
      }
      if (grouped && word.matches("0x[0-9A-Fa-f](_?[0-9A-Fa-f])*")) {
        return new Toml.Whole(start, Long.parseLong(plain.substring(2), 16));
      }
      if (grouped && word.matches("0o[0-7](_?[0-7])*")) {
        return new Toml.Whole(start, Long.parseLong(plain.substring(2), 8));
      }
      if (grouped && word.matches("0b[01](_?[01])*")) {
        return new Toml.Whole(start, Long.parseLong(plain.substring(2), 2));
      }
      if (word.matches("[+-]?(0|[1-9](_?\\d)*)(\\.\\d(_?\\d)*)?([eE][+-]?\\d(_?\\d)*)?")) {
        return new Toml.Real(start, Double.parseDouble(plain));
      }
    } catch (NumberFormatException e) {
      throw wrong(start, word + " does not fit in 64 bits");
    }
    throw wrong(start, word + " is no value: strings stand in quotation marks");
  }

  // --- Strings
  // -------------------------------------------------------------------------------------

  private String basic(boolean lines) {
    int start = at;
    at += lines ? 3 : 1;
    if (lines) {
      newline();
    }
    var text = new StringBuilder();
    int from = at;
    while (true) {
      byte one = inString(start, lines);
      if (one == '"' && (!lines || ahead("\"\"\""))) {
        text.append(utf8(from, at));
        at += lines ? 3 : 1;
        // Up to two quotation marks may stand before the three that end it.
        for (int more = 0; lines && more < 2 && peek() == '"'; more++) {
          text.append('"');
          at++;
        }
        return text.toString();
      }
      if (one == '\\') {
        text.append(utf8(from, at));
        escape(text, lines);
        from = at;
      } else {
        at++;
      }
    }
  }

  private String literal(boolean lines) {
    int start = at;
    at += lines ? 3 : 1;
    if (lines) {
      newline();
    }
    int from = at;
    while (true) {
      byte one = inString(start, lines);
      if (one == '\'' && (!lines || ahead("'''"))) {
        int end = at;
        at += lines ? 3 : 1;
        for (int more = 0; lines && more < 2 && peek() == '\''; more++) {
          at++;
        }
        return utf8(from, lines ? at - 3 : end);
      }
      at++;
    }
  }

  private byte inString(int start, boolean lines) {
    if (at >= bytes.length) {
      throw wrong(start, "the string has no end");
    }
    byte one = bytes[at];
    boolean end = one == '\n' || one == '\r';
    if (end && !lines) {
      throw wrong(start, "the string has no end in its line");
    }
    if (one >= 0 && one < ' ' && one != '\t' && !end || one == 0x7f) {
      throw wrong(at, "a control character");
    }
    return one;
  }

  private void escape(StringBuilder text, boolean lines) {
    int start = at;
    at++;
    int one = peek();
    at++;
    switch (one) {
      case 'b' -> text.append('\b');
      case 't' -> text.append('\t');
      case 'n' -> text.append('\n');
      case 'f' -> text.append('\f');
      case 'r' -> text.append('\r');
      case '"' -> text.append('"');
      case '\\' -> text.append('\\');
      case 'u' -> text.appendCodePoint(hex(start, 4));
      case 'U' -> text.appendCodePoint(hex(start, 8));
      default -> {
        at--;
        if (!lines || !continued()) {
          throw wrong(start, "an unknown escape");
        }
      }
    }
  }

  /// A backslash at the end of a line swallows the white space up to the next character.
  private boolean continued() {
    space();
    if (peek() != '\n' && peek() != '\r') {
      return false;
    }
    while (at < bytes.length && " \t\r\n".indexOf(bytes[at]) >= 0) {
      at++;
    }
    return true;
  }

  private int hex(int start, int digits) {
    int end = at + digits;
    if (end > bytes.length || !ascii(at, end).matches("[0-9A-Fa-f]+")) {
      throw wrong(start, digits + " hexadecimal digits are expected");
    }
    long point = Long.parseLong(ascii(at, end), 16);
    at = end;
    if (point > Character.MAX_CODE_POINT
        || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      throw wrong(start, "no character has that number");
    }
    return (int) point;
  }

  // --- The ground
  // ----------------------------------------------------------------------------------

  private int peek() {
    return at < bytes.length ? bytes[at] : -1;
  }

  private boolean ahead(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (at + i >= bytes.length || bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean skip(char one) {
    if (peek() != one) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char one) {
    space();
    if (!skip(one)) {
      throw wrong(at, one + " is expected");
    }
  }

  private void space() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  /// Passes over white space, comments and line ends.
  private void blank() {
    while (true) {
      space();
      comment();
      if (!newline()) {
        return;
      }
    }
  }

  private void comment() {
    if (peek() == '#') {
      while (at < bytes.length && bytes[at] != '\n' && !ahead("\r\n")) {
        byte one = bytes[at];
        if (one >= 0 && one < ' ' && one != '\t' || one == 0x7f) {
          throw wrong(at, "a control character");
        }
        at++;
      }
    }
  }

  private boolean newline() {
    if (ahead("\r\n")) {
      at += 2;
      return true;
    }
    return skip('\n');
  }

  private void lineEnd() {
    space();
    comment();
    if (at < bytes.length && !newline()) {
      throw wrong(at, "the end of the line is expected");
    }
  }

  private String ascii(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private String utf8(int from, int to) {
    var buffer = ByteBuffer.wrap(bytes, from, to - from);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(buffer)
          .toString();
    } catch (CharacterCodingException e) {
      throw wrong(buffer.position(), "no UTF-8");
    }
  }

  private static MalformedException wrong(int offset, String what) {
    return new MalformedException(FORMAT, offset, what);
  }

  private static Toml finished(Object value) {
    return switch (value) {
      case Open table -> closed(table);
      case OpenItems items ->
          new Toml.Items(
              items.offset, items.tables.stream().<Toml>map(TomlReader::closed).toList());
      case Toml done -> done;
      default -> throw new AssertionError(value);
    };
  }

  private static Toml.Table closed(Open table) {
    Map<String, Toml> byName = new LinkedHashMap<>();
    table.values.forEach((key, value) -> byName.put(key, finished(value)));
    return new Toml.Table(table.offset, byName);
  }
}
