package faultline.formats.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RawTextTest {
  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void validTextStaysWhatItSays() {
    for (var text : new String[] {"", "/usr/bin/gcc", "中文/é", "😀", "a\uFFFDb", "\0"}) {
      assertEquals(text, RawText.decode(text.getBytes(UTF_8)));
      assertArrayEquals(text.getBytes(UTF_8), RawText.encode(text));
    }
  }

  @Test
  void eachInvalidByteBecomesItsOwnSurrogate() {
    assertEquals("caf\uDCE9", RawText.decode(bytes('c', 'a', 'f', 0xe9)));
    assertEquals("\uDCC0\uDCAF", RawText.decode(bytes(0xc0, 0xaf)), "an overlong form");
    assertEquals("\uDCED\uDCA0\uDC80", RawText.decode(bytes(0xed, 0xa0, 0x80)), "a surrogate");
    assertEquals("\uDCF4\uDC90\uDC80\uDC80", RawText.decode(bytes(0xf4, 0x90, 0x80, 0x80)));
    assertEquals("\uDCE4\uDCB8x", RawText.decode(bytes(0xe4, 0xb8, 'x')), "a sequence cut short");
    assertEquals("\uDCE9中", RawText.decode(bytes(0xe9, 0xe4, 0xb8, 0xad)));
  }

  @Test
  void anyBytesComeBack() {
    var random = new Random(20);
    for (int round = 0; round < 20_000; round++) {
      var bytes = new byte[random.nextInt(24)];
      for (int i = 0; i < bytes.length; i++) {
        // Leads and continuations, so that sequences nearly work out.
        bytes[i] =
            (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0x80 + random.nextInt(0x78));
      }
      var text = RawText.decode(bytes);
      assertArrayEquals(bytes, RawText.encode(text));
      assertEquals(text, RawText.decode(MemorySegment.ofArray(bytes)));
      var escaped = RawText.escape(text);
      assertFalse(RawText.hasBytes(escaped));
      if (RawText.hasBytes(text)) {
        assertEquals(text, RawText.unescape(escaped));
      }
    }
  }

  @Test
  void aSurrogateThatStandsForNoByteIsAQuestionMark() {
    assertArrayEquals(bytes('a', '?', 0xff), RawText.encode("a\uDC01\uDCFF"));
  }

  @Test
  void escapingIsUndoneAlsoBesideABackslash() {
    assertEquals("\\x5cx41\\xff", RawText.escape("\\x41\uDCFF"));
    assertEquals("\\x41\uDCFF", RawText.unescape("\\x5cx41\\xff"));
    assertEquals("a\\b", RawText.escape("a\\b"), "nothing to escape");
    assertEquals("a\\xzz\\x1", RawText.unescape("a\\xzz\\x1"));
  }

  @Test
  void aLineShowsWhatWouldDisturbIt() {
    assertEquals("plain", RawText.printable("plain"));
    assertEquals("a\\nb\\tc\\r", RawText.printable("a\nb\tc\r"));
    assertEquals("\\x1b[31m\\x7f\\xe9", RawText.printable("\u001b[31m\u007f\uDCE9"));
    assertEquals("\\u202egnp.exe", RawText.printable("\u202egnp.exe"));
    assertEquals("中文é😀", RawText.printable("中文é😀"));
    assertEquals("\\ud800", RawText.printable("\ud800"));
  }
}
