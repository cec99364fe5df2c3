package faultline.formats.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CursorTest {
  private static MemorySegment segment(String hex) {
    return MemorySegment.ofArray(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static Cursor little(String hex) {
    return new Cursor("test", segment(hex), ByteOrder.LITTLE_ENDIAN, 0);
  }

  private static Cursor big(String hex) {
    return new Cursor("test", segment(hex), ByteOrder.BIG_ENDIAN, 0);
  }

  @Test
  void readsBothByteOrders() {
    var hex = "ff 0102 80020304 8102030405060708";
    var little = little(hex);
    assertEquals(0xff, little.u8());
    assertEquals(0x0201, little.u16());
    assertEquals(0x04030280L, little.u32());
    assertEquals(0x0807060504030281L, little.u64());
    assertEquals(0, little.left());
    var big = big(hex);
    assertEquals(0xff, big.u8());
    assertEquals(0x0102, big.u16());
    assertEquals(0x80020304L, big.u32());
    assertEquals(0x8102030405060708L, big.u64());
  }

  @Test
  void readsLeb128() {
    assertEquals(624485, little("e58e26").uleb());
    assertEquals(-1, little("ffffffffffffffffff01").uleb(), "all 64 bits");
    assertEquals(-123456, little("c0bb78").sleb());
    assertEquals(63, little("3f").sleb());
    assertEquals(-64, little("40").sleb());
    assertEquals(Long.MIN_VALUE, little("8080808080808080807f").sleb());
    assertEquals(Long.MAX_VALUE, little("ffffffffffffffffff00").sleb());
  }

  @Test
  void refusesLeb128OfMoreThan64Bits() {
    for (var hex : List.of("ffffffffffffffffff02", "80808080808080808080")) {
      var e = assertThrows(MalformedException.class, () -> little(hex + "0000").uleb());
      assertEquals("LEB128 number of more than 64 bits", e.what());
    }
    assertThrows(MalformedException.class, () -> little("8080808080808080807e").sleb());
  }

  @Test
  void aReadBeyondTheEndIsNamedWithItsOffset() {
    var at = little("0102030405");
    at.skip(2);
    var e = assertThrows(MalformedException.class, at::u32);
    assertEquals("test: needs 4 bytes, 3 left at offset 0x2", e.getMessage());
    assertEquals(2, at.offset(), "a refused read does not move");
  }

  @Test
  void hugeAndNegativeSizesAreRefused() {
    var at = little("0102");
    assertEquals(
        "needs 18446744073709551615 bytes, 2 left",
        assertThrows(MalformedException.class, () -> at.slice(-1)).what());
    assertThrows(MalformedException.class, () -> at.slice(Long.MAX_VALUE));
    assertThrows(MalformedException.class, () -> at.window(1, Long.MAX_VALUE));
    assertThrows(MalformedException.class, () -> at.window(-1, 1));
    assertThrows(MalformedException.class, () -> at.seek(3));
    assertThrows(
        MalformedException.class,
        () -> new Cursor("test", segment("01"), ByteOrder.LITTLE_ENDIAN, -5).u8());
  }

  @Test
  void aWindowKeepsTheOffsetsOfTheWhole() {
    var at = little("0000 6100 6200 ff").skip(2);
    var window = at.window(4);
    assertEquals("a", window.cstring());
    assertEquals(4, window.offset());
    assertEquals("b", window.text(2));
    var e = assertThrows(MalformedException.class, window::u8);
    assertEquals("test: needs 1 bytes, 0 left at offset 0x6", e.getMessage());
    assertEquals(2, at.offset());
  }

  @Test
  void textWithoutItsEndIsRefused() {
    var e = assertThrows(MalformedException.class, () -> little("616263").cstring());
    assertEquals("test: text without a NUL at its end at offset 0x0", e.getMessage());
  }

  @Test
  void alignsToTheNextMultipleOrTheEnd() {
    assertEquals(4, little("0000000000").skip(1).align(4).offset());
    assertEquals(5, little("0000000000").skip(5).align(4).offset());
    assertEquals(4, little("0000000000").skip(4).align(4).offset());
  }

  @Test
  void entriesAreDecodedOneForEachPull() {
    assertEquals(List.of(1, 2, 3), little("010203").entries(Cursor::u8).toList());

    assertThrows(MalformedException.class, () -> little("010203").entries(Cursor::u16).toList());
  }
}
