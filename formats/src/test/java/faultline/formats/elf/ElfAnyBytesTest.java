package faultline.formats.elf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.bytes.MalformedException;
import faultline.testkit.Seeded;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Any bytes parse, or say where they do not. `-Dfaultline.fuzz.runs=N` tries N inputs.
class ElfAnyBytesTest {
  private static final int RUNS = Integer.getInteger("faultline.fuzz.runs", 20_000);

  /// Values at which sizes and offsets overflow, turn negative or just miss.
  private static final long[] EDGES = {
    0,
    1,
    2,
    7,
    8,
    24,
    0x7f,
    0xff,
    0x7fff,
    0xffff,
    0x10000,
    0x7fffffffL,
    0xffffffffL,
    0x100000000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -8,
    ElfImage.BASE,
    ElfImage.BASE + 0x10
  };

  private static List<byte[]> images() {
    var images = new ArrayList<byte[]>();
    for (boolean wide : new boolean[] {true, false}) {
      for (var order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        for (var countFrom : ElfImage.CountFrom.values()) {
          images.add(ElfImage.of(wide, order, countFrom));
        }
      }
    }
    return images;
  }

  @Test
  void anyBytesParseOrSayWhere() {
    var images = images();
    int[] opened = new int[1];
    int[] tried = new int[1];
    Seeded.runs(
        RUNS,
        random -> {
          var image = images.get(random.nextInt(images.size()));
          var input = random.nextInt(4) == 0 ? Seeded.damaged(random, image) : edged(random, image);
          tried[0]++;
          opened[0] += parsesOrSaysWhere(input) ? 1 : 0;
        });
    assertTrue(
        opened[0] * 2 >= tried[0], () -> opened[0] + " of " + tried[0] + " got past the header");
  }

  /// The image with some fields at their edges, mostly behind the part that says that it is ELF at
  /// all.
  private static byte[] edged(Random random, byte[] image) {
    var bytes = image.clone();
    var buffer =
        ByteBuffer.wrap(bytes)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at =
          random.nextInt(64) == 0 ? random.nextInt(16) : 16 + random.nextInt(bytes.length - 24);
      long edge = EDGES[random.nextInt(EDGES.length)];
      switch (random.nextInt(4)) {
        case 0 -> buffer.put(at, (byte) edge);
        case 1 -> buffer.putShort(at & ~1, (short) edge);
        case 2 -> buffer.putInt(at & ~3, (int) edge);
        default -> buffer.putLong(at & ~7, edge);
      }
    }
    return bytes;
  }

  /// Asks `bytes` for all that a file can tell; true where at least the header was good.
  static boolean parsesOrSaysWhere(byte[] bytes) {
    ElfFile file;
    try {
      file = ElfFile.open(MemorySegment.ofArray(bytes));
    } catch (MalformedException e) {
      within(e, bytes.length);
      return false;
    }
    List<Runnable> questions =
        List.of(
            file::segments,
            () -> file.sections().forEach(file::bytes),
            () -> file.sections().forEach(file::contents),
            file::debugLink,
            file::alternateLink,
            file::interpreter,
            () ->
                file.dynamic()
                    .ifPresent(
                        dynamic -> {
                          dynamic.needed();
                          dynamic.soname();
                          dynamic.rpath();
                          dynamic.runpath();
                        }),
            () -> file.dynamicSymbols().forEach(Symbol::versionedName),
            () -> file.symbols().forEach(Symbol::versionedName),
            file::versionsDefined,
            file::versionsNeeded,
            () -> file.notes().forEach(Note::owner),
            file::buildId,
            file::abiTag,
            file::goBuildInfo,
            () -> file.nearest(ElfImage.BASE + 0x204),
            () -> file.addressOf(64));
    for (var question : questions) {
      try {
        question.run();
      } catch (MalformedException e) {
        within(e, bytes.length);
      }
    }
    return true;
  }

  private static void within(MalformedException e, long size) {
    assertTrue(e.offset() >= 0 && e.offset() <= size, e::getMessage);
  }
}
