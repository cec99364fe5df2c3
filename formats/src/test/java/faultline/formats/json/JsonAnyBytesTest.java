package faultline.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.bytes.MalformedException;
import faultline.formats.json.JsonReader.Token;
import faultline.testkit.Seeded;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Any bytes parse, or say where they do not. `-Dfaultline.fuzz.runs=N` tries N inputs.
class JsonAnyBytesTest {
  private static final int RUNS = Integer.getInteger("faultline.fuzz.runs", 20_000);

  private static final List<String> DOCUMENTS =
      List.of(
          "{\"call\":\"openat\",\"path\":\"/caf\\u00e9/\\ud83d\\ude00\",\"errno\":null,\"n\":[1,-2.5e10,true]}\n",
          "[[[[{\"a\":{\"b\":\"é中😀\\n\\\"\"}}]]],\"\",0,1e308]",
          "{\"a\":1}\n{\"a\":2}\n{\"a\":\"x\"}\n",
          "123456789012345678901234567890 \"\\t\" false");

  @Test
  void anyBytesParseOrSayWhere() {
    Seeded.runs(
        RUNS,
        random -> {
          var text = DOCUMENTS.get(random.nextInt(DOCUMENTS.size()));
          var bytes =
              random.nextInt(10) == 0
                  ? Seeded.bytes(random, 40)
                  : Seeded.damaged(random, text.getBytes(UTF_8));
          parsesOrSaysWhere(bytes);
        });
  }

  static void parsesOrSaysWhere(byte[] bytes) {
    try {
      var reader = JsonReader.of(MemorySegment.ofArray(bytes));
      for (var token = reader.next(); token != Token.END; token = reader.next()) {
        assertTrue(reader.offset() >= 0 && reader.offset() <= bytes.length);
        reader.text();
        reader.name();
      }
    } catch (MalformedException e) {
      assertTrue(e.offset() >= 0 && e.offset() <= bytes.length, e::getMessage);
    }
    try {
      var value = JsonReader.document(bytes);
      var out = new StringWriter();
      new JsonWriter(out).value(value).line();
      var again = JsonReader.document(out.toString().getBytes(UTF_8));
      if (!out.toString().contains("\uFFFD") && !out.toString().contains("\\\\x")) {
        assertEquals(value, again);
      }
    } catch (MalformedException e) {
      assertTrue(e.offset() >= 0 && e.offset() <= bytes.length, e::getMessage);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
