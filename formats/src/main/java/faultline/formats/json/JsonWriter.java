package faultline.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import faultline.formats.bytes.RawText;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// JSON, written as it is said. Methods with a name write a field of the open object, methods
/// without one write an element of the open array or a document of its own.
///
/// Bytes that are not UTF-8 ([RawText]) are written as `\xNN`, and the writer remembers in which
/// fields that happened.
///
/// What is written reaches the underlying writer with [#line] or [#flush]; that writer is never
/// closed.
public final class JsonWriter {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private final JsonGenerator json;
  private final List<String> names = new ArrayList<>();
  private final Set<String> escaped = new LinkedHashSet<>();

  public JsonWriter(Writer out) throws IOException {
    this.json = FACTORY.createGenerator(out);
    // Documents stand one on a line; a separator would put a space before the second.
    json.setRootValueSeparator(null);
  }

  public JsonWriter object() throws IOException {
    return open(enclosing(), true);
  }

  public JsonWriter object(String name) throws IOException {
    json.writeFieldName(name);
    return open(name, true);
  }

  public JsonWriter endObject() throws IOException {
    json.writeEndObject();
    names.removeLast();
    return this;
  }

  public JsonWriter array() throws IOException {
    return open(enclosing(), false);
  }

  public JsonWriter array(String name) throws IOException {
    json.writeFieldName(name);
    return open(name, false);
  }

  public JsonWriter endArray() throws IOException {
    json.writeEndArray();
    names.removeLast();
    return this;
  }

  /// Text, or `null` where there is none.
  public JsonWriter text(String name, @Nullable String value) throws IOException {
    json.writeFieldName(name);
    if (value == null) {
      json.writeNull();
    } else {
      write(name, value);
    }
    return this;
  }

  public JsonWriter text(String value) throws IOException {
    write(enclosing(), value);
    return this;
  }

  /// A whole array of texts.
  public JsonWriter texts(String name, List<String> values) throws IOException {
    array(name);
    for (var value : values) {
      text(value);
    }
    return endArray();
  }

  public JsonWriter number(String name, long value) throws IOException {
    json.writeNumberField(name, value);
    return this;
  }

  public JsonWriter number(long value) throws IOException {
    json.writeNumber(value);
    return this;
  }

  /// A number with a fraction. JSON has none that is infinite or undefined: these become `null`.
  public JsonWriter real(String name, double value) throws IOException {
    json.writeFieldName(name);
    return real(value);
  }

  public JsonWriter real(double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
    return this;
  }

  public JsonWriter bool(String name, boolean value) throws IOException {
    json.writeBooleanField(name, value);
    return this;
  }

  public JsonWriter bool(boolean value) throws IOException {
    json.writeBoolean(value);
    return this;
  }

  public JsonWriter nul(String name) throws IOException {
    json.writeNullField(name);
    return this;
  }

  public JsonWriter nul() throws IOException {
    json.writeNull();
    return this;
  }

  /// A whole value as the field `name`.
  public JsonWriter value(String name, Json value) throws IOException {
    json.writeFieldName(name);
    return write(name, value);
  }

  public JsonWriter value(Json value) throws IOException {
    return write(enclosing(), value);
  }

  private JsonWriter write(String field, Json value) throws IOException {
    switch (value) {
      case Json.Fields(var byName) -> {
        open(field, true);
        for (var entry : byName.entrySet()) {
          json.writeFieldName(unicode(entry.getKey()));
          write(entry.getKey(), entry.getValue());
        }
        endObject();
      }
      case Json.Items(var items) -> {
        open(field, false);
        for (var item : items) {
          write(field, item);
        }
        endArray();
      }
      case Json.Text(var text) -> write(field, text);
      case Json.Number(var literal) -> json.writeNumber(literal);
      case Json.Bool(var truth) -> json.writeBoolean(truth);
      case Json.Null() -> json.writeNull();
    }
    return this;
  }

  /// Ends a line of JSON Lines and hands it on.
  public JsonWriter line() throws IOException {
    json.writeRaw('\n');
    return flush();
  }

  /// Hands what was written so far to the underlying writer, which is not flushed itself.
  public JsonWriter flush() throws IOException {
    json.flush();
    return this;
  }

  /// The names of the fields that were written with `\xNN` escapes since the last call of this
  /// method, in the order they first appeared. An element of an array counts for the array's name.
  public List<String> takeEscaped() {
    var fields = List.copyOf(escaped);
    escaped.clear();
    return fields;
  }

  private JsonWriter open(String name, boolean object) throws IOException {
    if (object) {
      json.writeStartObject();
    } else {
      json.writeStartArray();
    }
    names.add(name);
    return this;
  }

  private String enclosing() {
    return names.isEmpty() ? "" : names.getLast();
  }

  private void write(String field, String value) throws IOException {
    if (RawText.hasBytes(value)) {
      escaped.add(field);
    }
    json.writeString(unicode(value));
  }

  /// `value` without lone surrogates, which no encoding of JSON can carry.
  private static String unicode(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        return replaceLoneSurrogates(RawText.escape(value));
      }
    }
    return value;
  }

  private static String replaceLoneSurrogates(String value) {
    return value
        .codePoints()
        .map(
            point ->
                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                    ? '\uFFFD'
                    : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
