package faultline.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import faultline.formats.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// JSON, pulled token by token from UTF-8 bytes. Any number of documents may follow one another, as
/// in JSON Lines.
///
/// Whatever is wrong with the input is a [MalformedException] with the offset of the byte.
public final class JsonReader {
  /// What stands at the reader's place.
  public enum Token {
    OBJECT,
    END_OBJECT,
    ARRAY,
    END_ARRAY,
    NAME,
    TEXT,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    END
  }

  private static final String FORMAT = "JSON";

  /// Each level costs a stack frame in [#value]; documents of people and tools stay below a few
  /// dozen.
  public static final int DEEPEST = 500;

  /// A captured standard error or a source file may stand in one string; more than this is no text
  /// to diagnose with.
  public static final int LONGEST_TEXT = 64 << 20;

  /// Longer numbers are an attack on the converter, which takes time that grows with the square of
  /// the length.
  public static final int LONGEST_NUMBER = 1000;

  /// Names are keys of maps.
  public static final int LONGEST_NAME = 1 << 16;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST_TEXT)
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxNameLength(LONGEST_NAME)
                  .build())
          .build();

  private final JsonParser json;
  private final long size;

  private JsonReader(JsonParser json, long size) {
    this.json = json;
    this.size = size;
  }

  public static JsonReader of(byte[] bytes) {
    try {
      return new JsonReader(FACTORY.createParser(bytes), bytes.length);
    } catch (IOException e) {
      throw malformed(e, 0, bytes.length);
    }
  }

  /// Reads the segment in pieces, so that a large mapped file needs no copy.
  public static JsonReader of(MemorySegment bytes) {
    try {
      return new JsonReader(FACTORY.createParser(new SegmentStream(bytes)), bytes.byteSize());
    } catch (IOException e) {
      throw malformed(e, 0, bytes.byteSize());
    }
  }

  /// The one value that `bytes` hold; anything but white space after it is an error.
  public static Json document(byte[] bytes) {
    return document(of(bytes));
  }

  /// The one value that `bytes` hold; anything but white space after it is an error.
  public static Json document(MemorySegment bytes) {
    return document(of(bytes));
  }

  private static Json document(JsonReader reader) {
    if (reader.next() == Token.END) {
      throw new MalformedException(FORMAT, reader.size, "no value");
    }
    var value = reader.value();
    if (reader.next() != Token.END) {
      throw new MalformedException(FORMAT, reader.offset(), "something follows the value");
    }
    return value;
  }

  /// Moves to the next token.
  public Token next() {
    try {
      return token(json.nextToken());
    } catch (IOException e) {
      throw malformed(e, json.currentLocation().getByteOffset(), size);
    }
  }

  private static Token token(@Nullable JsonToken token) {
    if (token == null) {
      return Token.END;
    }
    return switch (token) {
      case START_OBJECT -> Token.OBJECT;
      case END_OBJECT -> Token.END_OBJECT;
      case START_ARRAY -> Token.ARRAY;
      case END_ARRAY -> Token.END_ARRAY;
      case FIELD_NAME -> Token.NAME;
      case VALUE_STRING -> Token.TEXT;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Token.NUMBER;
      case VALUE_TRUE -> Token.TRUE;
      case VALUE_FALSE -> Token.FALSE;
      case VALUE_NULL -> Token.NULL;
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new AssertionError("a blocking reader of text has no " + token);
    };
  }

  /// Where the token at the reader's place begins, in bytes.
  public long offset() {
    return clamp(json.currentTokenLocation().getByteOffset(), size);
  }

  /// The name of the field at the reader's place, also while its value is there; empty outside
  /// objects.
  public String name() {
    try {
      return Objects.requireNonNullElse(json.currentName(), "");
    } catch (IOException e) {
      throw malformed(e, offset(), size);
    }
  }

  /// The text at the reader's place, or what a number, name or word looks like.
  public String text() {
    try {
      return Objects.requireNonNullElse(json.getText(), "");
    } catch (IOException e) {
      throw malformed(e, offset(), size);
    }
  }

  /// The whole number at the reader's place.
  public long whole() {
    return new Json.Number(expect(Token.NUMBER))
        .whole()
        .orElseThrow(() -> new MalformedException(FORMAT, offset(), "no whole number of 64 bits"));
  }

  /// The number at the reader's place.
  public double real() {
    return new Json.Number(expect(Token.NUMBER)).real();
  }

  private String expect(Token token) {
    var found = token(json.currentToken());
    if (found != token) {
      throw new MalformedException(FORMAT, offset(), token + " expected, found " + found);
    }
    return text();
  }

  /// The whole value that begins at the reader's place, which is then its last token.
  public Json value() {
    return switch (token(json.currentToken())) {
      case OBJECT -> {
        var fields = new LinkedHashMap<String, Json>();
        while (next() != Token.END_OBJECT) {
          var name = text();
          next();
          fields.put(name, value());
        }
        yield new Json.Fields(fields);
      }
      case ARRAY -> {
        var items = new ArrayList<Json>();
        while (next() != Token.END_ARRAY) {
          items.add(value());
        }
        yield new Json.Items(items);
      }
      case TEXT -> new Json.Text(text());
      case NUMBER -> new Json.Number(text());
      case TRUE -> new Json.Bool(true);
      case FALSE -> new Json.Bool(false);
      case NULL -> new Json.Null();
      case NAME, END_OBJECT, END_ARRAY, END ->
          throw new MalformedException(FORMAT, offset(), "no value begins here");
    };
  }

  /// Passes over the value that begins at the reader's place.
  public void skip() {
    try {
      json.skipChildren();
    } catch (IOException e) {
      throw malformed(e, json.currentLocation().getByteOffset(), size);
    }
  }

  private static MalformedException malformed(IOException e, long offset, long size) {
    if (e instanceof JsonProcessingException broken) {
      var location = broken.getLocation();
      long at = location == null ? offset : location.getByteOffset();
      return new MalformedException(FORMAT, clamp(at, size), broken.getOriginalMessage());
    }
    return new MalformedException(
        FORMAT, clamp(offset, size), Objects.requireNonNullElse(e.getMessage(), "broken"));
  }

  private static long clamp(long offset, long size) {
    return Math.max(0, Math.min(offset, size));
  }

  /// The bytes of a segment in the form that jackson-core pulls them.
  private static final class SegmentStream extends InputStream {
    private final MemorySegment bytes;
    private long at;

    SegmentStream(MemorySegment bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return at < bytes.byteSize()
          ? Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, at++))
          : -1;
    }

    @Override
    public int read(byte[] into, int from, int size) {
      if (size == 0) {
        return 0;
      }
      int count = (int) Math.min(size, bytes.byteSize() - at);
      if (count == 0) {
        return -1;
      }
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, into, from, count);
      at += count;
      return count;
    }
  }
}
