package faultline.formats.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.bytes.MalformedException;
import faultline.testkit.Bytes;
import faultline.testkit.Seeded;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class LdCacheTest {
  private static final int RUNS = Integer.getInteger("faultline.fuzz.runs", 20_000);

  /// One library for all processors and one for some, with the extension that names the directory.
  private static final String NEW =
      """
      'glibc-ld.so.cache1.1'  02000000  20000000   # two entries, size of the strings
      02 000000  84000000                          # little-endian, where the extensions are
      00000000 00000000 00000000
      03030000 60000000 65000000 00000000  0000000000000040   # hwcap: directory 0
      03030000 60000000 68000000 00000000  0000000000000000
      'liba' 00 '/v' 00 '/liba' 00 'x86-64-v2' 00 00000000
      00000000 00000000
      7421a4ea 01000000
      01000000 00000000 9c000000 04000000          # which directories
      6e000000
      """;

  private static final String OLD =
      """
      'ld.so-1.7.0' 00  01000000
      03000000 00000000 05000000
      'liba' 00 '/old/liba' 00
      """;

  private static LdCache open(byte[] bytes) {
    return LdCache.open(MemorySegment.ofArray(bytes));
  }

  @Test
  void readsEntriesAndTheirDirectories() {
    var cache = open(Bytes.of(NEW));
    assertEquals(
        List.of("liba /v x86-64-v2", "liba /liba "),
        cache.entries().map(e -> e.name() + " " + e.path() + " " + e.subdirectory()).toList());
    assertEquals(List.of(), cache.find("libb"));
    assertEquals(48, cache.find("liba").getFirst().offset());
  }

  @Test
  void readsTheOldTableWhereItIsAlone() {
    var entry = open(Bytes.of(OLD)).find("liba").getFirst();
    assertEquals("/old/liba", entry.path());
  }

  @Test
  void prefersTheNewTableBehindTheOldOne() {
    var tail =
        Bytes.of(
            NEW.replace("84000000", "00000000").replace("0000000000000040", "0000000000000000"));
    var both = Bytes.of("'ld.so-1.7.0' 00 00000000", tail);
    assertEquals(
        List.of("/v", "/liba"), open(both).find("liba").stream().map(LdCache.Entry::path).toList());
  }

  @Test
  void anEntryIsForOneKindOfProgram() {
    var entry = open(Bytes.of(NEW)).find("liba").getFirst();
    assertTrue(entry.fits(program(64, 62)));
    assertFalse(entry.fits(program(32, 62)));
    assertFalse(entry.fits(program(64, 183)));
    assertFalse(entry.fits(program(32, 3)));
    record Kind(int flags, int bits, int machine, int programFlags) {}
    for (var kind :
        List.of(
            new Kind(0x003, 32, 3, 0),
            new Kind(0x403, 64, 22, 0),
            new Kind(0x503, 64, 21, 0),
            new Kind(0x703, 64, 8, 0),
            new Kind(0x803, 32, 62, 0),
            new Kind(0x903, 32, 40, 0x400),
            new Kind(0xb03, 32, 40, 0),
            new Kind(0xa03, 64, 183, 0),
            new Kind(0x1003, 64, 243, 5))) {
      var one = new LdCache.Entry(0, "", "", kind.flags(), 0, "");
      var header =
          new ElfHeader(
              kind.bits(), ByteOrder.LITTLE_ENDIAN, 0, 3, kind.machine(), kind.programFlags(), 0);
      assertTrue(one.fits(header), kind::toString);
    }
  }

  private static ElfHeader program(int bits, int machine) {
    return new ElfHeader(bits, ByteOrder.LITTLE_ENDIAN, 0, 3, machine, 0, 0);
  }

  @Test
  void namesWhatIsWrong() {
    record Broken(String bytes, String message) {}
    for (var broken :
        List.of(
            new Broken("", "ld.so.cache: not a cache of the GNU loader at offset 0x0"),
            new Broken(
                "'ld.so-1.6.0' 00 00000000",
                "ld.so.cache: not a cache of the GNU loader at offset 0x0"),
            new Broken(
                "'ld.so-1.7.0' 00 ffffffff",
                "ld.so.cache: 4294967295 entries do not fit into the file at offset 0x10"),
            new Broken(
                NEW.replace("02000000", "99999999"),
                "ld.so.cache: 2576980377 entries do not fit into the file at offset 0x0"),
            new Broken(
                NEW.replace("02 000000", "01 000000"),
                "ld.so.cache: marked as invalid at offset 0x1c"),
            new Broken(
                NEW.replace("7421a4ea", "7421a4eb"),
                "ld.so.cache: extensions without their mark at offset 0x84"))) {
      var e =
          assertThrows(
              MalformedException.class, () -> open(Bytes.of(broken.bytes())), broken.message());
      assertEquals(broken.message(), e.getMessage());
    }
    var noDirectory = open(Bytes.of(NEW.replace("0000000000000040", "0100000000000040")));
    assertEquals(
        "no glibc-hwcaps directory of number 1",
        assertThrows(MalformedException.class, () -> noDirectory.entries().toList()).what());
  }

  @Test
  void anyBytesParseOrSayWhere() {
    var images =
        List.of(Bytes.of(NEW), Bytes.of(OLD), Bytes.of("'ld.so-1.7.0' 00 00000000", Bytes.of(NEW)));
    Seeded.runs(
        RUNS,
        random -> {
          var bytes = Seeded.damaged(random, images.get(random.nextInt(images.size())));
          parsesOrSaysWhere(bytes);
        });
  }

  static void parsesOrSaysWhere(byte[] bytes) {
    try {
      open(bytes).entries().forEach(LdCache.Entry::path);
    } catch (MalformedException e) {
      assertTrue(e.offset() >= 0 && e.offset() <= bytes.length, e::getMessage);
    }
  }
}
