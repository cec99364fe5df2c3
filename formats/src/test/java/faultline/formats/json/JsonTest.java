package faultline.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.bytes.MalformedException;
import faultline.formats.bytes.RawText;
import faultline.formats.json.JsonReader.Token;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void writesWhatIsSaidOneDocumentOnALine() throws IOException {
    var out = new StringWriter();
    var json = new JsonWriter(out);
    json.object().text("rule", "FL-1").array("evidence");
    json.object().text("at", "a:1").number("n", 7).endObject();
    json.endArray().text("none", null).bool("yes", true).nul("nothing").real("half", 0.5);
    json.real("endless", Double.POSITIVE_INFINITY).texts("argv", List.of("a", "b"));
    json.object("fix").endObject().endObject().line();
    json.object().endObject().line();
    json.array()
        .text("x")
        .number(-1)
        .bool(false)
        .nul()
        .real(2.5)
        .array()
        .endArray()
        .endArray()
        .line();
    assertEquals(
        """
        {"rule":"FL-1","evidence":[{"at":"a:1","n":7}],"none":null,"yes":true,"nothing":null,"half":0.5,"endless":null,"argv":["a","b"],"fix":{}}
        {}
        ["x",-1,false,null,2.5,[]]
        """,
        out.toString());
  }

  @Test
  void bytesThatAreNotUtf8AreEscapedAndTheirFieldsNamed() throws IOException {
    var out = new StringWriter();
    var json = new JsonWriter(out);
    json.object().text("path", "/tmp/caf\uDCE9").text("clean", "é😀");
    json.texts("argv", List.of("ok", "\uDCFF\\")).text("path", "\uDC80").endObject().line();
    assertEquals(
        """
        {"path":"/tmp/caf\\\\xe9","clean":"é😀","argv":["ok","\\\\xff\\\\x5c"],"path":"\\\\x80"}
        """,
        out.toString());
    assertEquals(List.of("path", "argv"), json.takeEscaped());
    assertEquals(List.of(), json.takeEscaped());
  }

  @Test
  void aSurrogateThatStandsForNoByteIsReplaced() throws IOException {
    var out = new StringWriter();
    new JsonWriter(out).array().text("a\uD800b").endArray().line();
    assertEquals("[\"a\uFFFDb\"]\n", out.toString());
  }

  @Test
  void pullsTokensWithTheirOffsets() {
    var reader = JsonReader.of(utf8("{\"a\": [1, -2.5, \"é\"], \"b\":\n null}\n[true,false]"));
    var seen = new ArrayList<String>();
    for (var token = reader.next(); token != Token.END; token = reader.next()) {
      seen.add(token + "@" + reader.offset() + " " + reader.text());
    }
    assertEquals(
        List.of(
            "OBJECT@0 {",
            "NAME@1 a",
            "ARRAY@6 [",
            "NUMBER@7 1",
            "NUMBER@10 -2.5",
            "TEXT@16 é",
            "END_ARRAY@20 ]",
            "NAME@23 b",
            "NULL@29 null",
            "END_OBJECT@33 }",
            "ARRAY@35 [",
            "TRUE@36 true",
            "FALSE@41 false",
            "END_ARRAY@46 ]"),
        seen);
  }

  @Test
  void readsWholeValuesAndSkipsOthers() {
    var reader =
        JsonReader.of(MemorySegment.ofArray(utf8("{\"skip\":{\"x\":[1]},\"n\":12,\"r\":0.25}")));
    assertEquals(Token.OBJECT, reader.next());
    assertEquals(Token.NAME, reader.next());
    assertEquals(Token.OBJECT, reader.next());
    reader.skip();
    assertEquals(Token.NAME, reader.next());
    assertEquals("n", reader.name());
    assertEquals(Token.NUMBER, reader.next());
    assertEquals("n", reader.name());
    assertEquals(12, reader.whole());
    reader.next();
    reader.next();
    assertEquals(0.25, reader.real());
    assertEquals(
        "no whole number of 64 bits", assertThrows(MalformedException.class, reader::whole).what());
    assertEquals(Token.END_OBJECT, reader.next());
    assertThrows(MalformedException.class, reader::value);
    assertThrows(MalformedException.class, reader::real);
  }

  @Test
  void aDocumentAnswersByPath() {
    var json =
        JsonReader.document(
            utf8("{\"a\":{\"b\":[\"x\",2]},\"n\":3,\"big\":1e99,\"t\":\"s\",\"n\":4,\"z\":null}"));
    assertEquals(List.of(new Json.Text("x"), new Json.Number("2")), json.itemsAt("a", "b"));
    assertEquals(OptionalLong.of(4), json.wholeAt("n"), "the later of two counts");
    assertEquals(OptionalLong.empty(), json.wholeAt("big"));
    assertEquals(OptionalLong.empty(), json.wholeAt("t"));
    assertEquals(Optional.of("s"), json.textAt("t"));
    assertEquals(Optional.empty(), json.textAt("t", "deeper"));
    assertEquals(Optional.empty(), json.at("a", "missing"));
    assertEquals(List.of(), json.itemsAt("n"));
    assertEquals(List.of("b"), List.copyOf(json.fieldsAt("a").keySet()));
    assertEquals(Optional.of(new Json.Null()), json.at("z"));
    assertEquals(OptionalLong.empty(), new Json.Number("1".repeat(40)).whole());
  }

  @Test
  void brokenDocumentsSayWhere() {
    record Broken(String text, long offset) {}
    for (var broken :
        List.of(
            new Broken("", 0),
            new Broken("   ", 3),
            new Broken("{\"a\":", 5),
            new Broken("{\"a\" 1}", 5),
            new Broken("[1,2", 4),
            new Broken("[1] x", 4),
            new Broken("[1] 2", 4),
            new Broken("nul", 0),
            new Broken("[" + "[".repeat(JsonReader.DEEPEST), JsonReader.DEEPEST))) {
      var e =
          assertThrows(
              MalformedException.class,
              () -> JsonReader.document(utf8(broken.text())),
              broken.text());
      assertTrue(Math.abs(e.offset() - broken.offset()) <= 1, broken + " says " + e.getMessage());
    }
    var e =
        assertThrows(
            MalformedException.class,
            () -> JsonReader.document(new byte[] {'"', (byte) 0xff, '"'}));
    assertTrue(e.offset() >= 1 && e.offset() <= 3, e::getMessage);
  }

  private static Json random(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 5 : 7)) {
      case 0 -> new Json.Null();
      case 1 -> new Json.Bool(random.nextBoolean());
      case 2 -> new Json.Number(String.valueOf(random.nextLong()));
      case 3 -> new Json.Number(String.valueOf(random.nextDouble()));
      case 4 -> new Json.Text(text(random));
      case 5 -> {
        var items = new ArrayList<Json>();
        for (int i = random.nextInt(5); i > 0; i--) {
          items.add(random(random, depth + 1));
        }
        yield new Json.Items(items);
      }
      default -> {
        var fields = new LinkedHashMap<String, Json>();
        for (int i = random.nextInt(5); i > 0; i--) {
          fields.put(text(random), random(random, depth + 1));
        }
        yield new Json.Fields(fields);
      }
    };
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint(
          random.nextInt(4) == 0 ? 0x1f600 + random.nextInt(64) : random.nextInt(0xd7ff));
    }
    return text.toString();
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    for (long seed = 0; seed < 2000; seed++) {
      var value = random(new Random(seed), 0);
      var out = new StringWriter();
      new JsonWriter(out).value(value).line();
      var bytes = utf8(out.toString());
      assertEquals(value, JsonReader.document(bytes), "seed " + seed);
      assertEquals(value, JsonReader.document(MemorySegment.ofArray(bytes)), "seed " + seed);
    }
  }

  @Test
  void pathsOfAnyBytesSurviveTheTrip() throws IOException {
    var random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      var bytes = new byte[1 + random.nextInt(12)];
      random.nextBytes(bytes);
      var path = RawText.decode(bytes);
      var out = new StringWriter();
      var json = new JsonWriter(out);
      json.object().text("path", path).endObject().line();
      var read = JsonReader.document(utf8(out.toString())).textAt("path").orElseThrow();
      assertEquals(path, json.takeEscaped().contains("path") ? RawText.unescape(read) : read);
    }
  }
}
