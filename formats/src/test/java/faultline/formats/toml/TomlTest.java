package faultline.formats.toml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.bytes.MalformedException;
import faultline.testkit.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

class TomlTest {
  private static final int RUNS = Integer.getInteger("faultline.fuzz.runs", 5_000);

  private static final List<String> DOCUMENTS =
      List.of(
          """
          # a project
          [policy]
          fail-on = "warning"   # the bar
          [severity]
          "missing-*" = 'info'
          [[exception]]
          rule = "FL-\\u0041BI-001"
          expires = 2027-01-31
          [[exception]]
          path = 'C:\\x'
          until = 1979-05-27T07:32:00Z
          [a.b.c]
          n = [1, 0x1F, 0o17, 0b101, -3_000, +7, ]
          x = { y.z = true, "w" = 1.5e3 }
          """,
          """
          text = \"""
          one \\
             line""\"""

          raw = '''
          a'b''c'''
          f = [ [1.0, inf], [] ,
            # between
            [ "a", 'b' ] ]
          t = 07:32:00.5
          a.b = 1
          a.c."d e" = -nan
          [[x.y]]
          k = 1
          [x.y.z]
          k = 2
          [[x.y]]
          k = 3
          """,
          "a=1\r\n\r\n[b]\r\nc=\"\u00e9\ud83d\ude00\"\r\n");

  private static String ours(byte[] bytes) {
    return shown(TomlReader.read(bytes));
  }

  private static String shown(Toml value) {
    return switch (value) {
      case Toml.Table(_, var byName) -> {
        var sorted = new TreeMap<String, String>();
        byName.forEach((key, one) -> sorted.put(key, shown(one)));
        yield sorted.toString();
      }
      case Toml.Items(_, var values) -> values.stream().map(TomlTest::shown).toList().toString();
      case Toml.Text(_, String text) -> "\"" + text + "\"";
      case Toml.Whole(_, long number) -> Long.toString(number);
      case Toml.Real(_, double number) -> Double.toString(number);
      case Toml.Flag(_, boolean set) -> Boolean.toString(set);
      case Toml.Moment _ -> "moment";
    };
  }

  private static String theirs(Object value) {
    return switch (value) {
      case TomlTable table -> {
        var sorted = new TreeMap<String, String>();
        table.keySet().forEach(key -> sorted.put(key, theirs(table.get(List.of(key)))));
        yield sorted.toString();
      }
      case TomlArray array -> {
        var all = new ArrayList<String>();
        array.toList().forEach(one -> all.add(theirs(one)));
        yield all.toString();
      }
      case String text -> "\"" + text + "\"";
      case Long number -> number.toString();
      case Double number -> number.toString();
      case Boolean set -> set.toString();
      default -> "moment";
    };
  }

  @Test
  void readsWhatAnotherReaderReads() {
    for (String document : DOCUMENTS) {
      var parsed = org.tomlj.Toml.parse(document);
      assertEquals(List.of(), parsed.errors());
      assertEquals(theirs(parsed), ours(document.getBytes(UTF_8)));
    }
  }

  /// Any bytes parse, or say where they do not; where both readers take them, both read the same.
  @Test
  void damagedDocumentsAreReadAlikeOrRefused() {
    var compared = new int[1];
    Seeded.runs(
        RUNS,
        random -> {
          String document = DOCUMENTS.get(random.nextInt(DOCUMENTS.size()));
          byte[] bytes = Seeded.damaged(random, document.getBytes(UTF_8));
          String read;
          try {
            read = ours(bytes);
          } catch (MalformedException e) {
            assertTrue(e.offset() >= 0 && e.offset() <= bytes.length, e::getMessage);
            return;
          }
          var other = org.tomlj.Toml.parse(new String(bytes, UTF_8));
          if (!other.hasErrors()) {
            compared[0]++;
            assertEquals(theirs(other), read);
          }
        });
    assertTrue(compared[0] > RUNS / 20, "compared " + compared[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a=",
        "=1",
        "a=b",
        "a=1 2",
        "a=\"x",
        "a='x\n'",
        "a=[1",
        "a={b=1",
        "a={b=1,}",
        "[a",
        "[]",
        "[a]\n[a]",
        "a=1\na=2",
        "a=1\n[a]",
        "a={}\n[a.b]",
        "a.b=1\n[a]",
        "[[a]]\n[a]",
        "a=[]\n[[a]]",
        "a=01",
        "a=1__0",
        "a=_1",
        "a=0xG",
        "a=99999999999999999999",
        "a=\"\\q\"",
        "a=\"\\ud800\"",
        "a=\"\u0001\"",
        "a=1.",
        "a=.5",
        "a=truE",
        "a=1 # \u0000",
        "[a.b]\nc=1\n[a]\nb.d=2"
      })
  void wrongDocumentsAreRefused(String document) {
    assertThrows(MalformedException.class, () -> TomlReader.read(document.getBytes(UTF_8)));
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertThrows(
        MalformedException.class, () -> TomlReader.read(new byte[] {'a', '=', '"', -1, '"'}));
    var deep = "a=" + "[".repeat(10_000);
    assertThrows(MalformedException.class, () -> TomlReader.read(deep.getBytes(UTF_8)));
  }

  @Test
  void everyValueHasItsLine() {
    byte[] bytes = "a=1\n[b]\n\nc='x'\n[[d]]\n[[d]]\ne=1\n".getBytes(UTF_8);
    Toml.Table table = TomlReader.read(bytes);
    assertEquals(1, lineOf(bytes, table.get("a")));
    assertEquals(2, lineOf(bytes, table.get("b")));
    assertTrue(table.get("b") instanceof Toml.Table b && lineOf(bytes, b.get("c")) == 4);
    assertTrue(
        table.get("d") instanceof Toml.Items(_, var values)
            && lineOf(bytes, values.getFirst()) == 5
            && lineOf(bytes, values.getLast()) == 6);
  }

  private static int lineOf(byte[] bytes, Toml value) {
    return Toml.line(bytes, value.offset());
  }
}
