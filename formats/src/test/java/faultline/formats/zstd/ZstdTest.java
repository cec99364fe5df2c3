package faultline.formats.zstd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import faultline.formats.bytes.MalformedException;
import faultline.testkit.Bytes;
import faultline.testkit.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The decompressor against the tool that compresses. `-Dfaultline.fuzz.runs=N` tries N damaged
/// inputs.
class ZstdTest {
  private static final int RUNS = Integer.getInteger("faultline.fuzz.runs", 20_000);

  @TempDir Path folder;

  private static byte[] expand(byte[] packed, int size) {
    return Zstd.expand(MemorySegment.ofArray(packed), 0, size).toArray(ValueLayout.JAVA_BYTE);
  }

  /// Contents with few and many repetitions, short and long.
  private static List<byte[]> contents() {
    var random = new Random(5);
    var all = new ArrayList<byte[]>();
    all.add(new byte[0]);
    all.add("a".getBytes(StandardCharsets.US_ASCII));
    all.add(new byte[300_000]);
    for (int words : List.of(3, 40, 2000)) {
      for (int size : List.of(20, 500, 5_000, 400_000)) {
        var out = new ByteArrayOutputStream();
        while (out.size() < size) {
          var word = "word" + Integer.toString(random.nextInt(words) * 7919, 36) + " ";
          out.writeBytes(word.getBytes(StandardCharsets.US_ASCII));
        }
        all.add(out.toByteArray());
      }
    }
    for (int size : List.of(10, 1_000, 200_000)) {
      var noise = new byte[size];
      random.nextBytes(noise);
      all.add(noise);
      var skewed = new byte[size];
      for (int i = 0; i < size; i++) {
        skewed[i] = (byte) Math.min(255, Math.abs(random.nextGaussian()) * 12);
      }
      all.add(skewed);
    }
    return all;
  }

  private byte[] compressed(byte[] contents, String level) throws IOException {
    var plain = folder.resolve("plain");
    var packed = folder.resolve("packed");
    Files.write(plain, contents);
    try {
      var process =
          new ProcessBuilder("zstd", "-q", "-f", level, plain.toString(), "-o", packed.toString())
              .inheritIO()
              .start();
      assertEquals(0, process.waitFor());
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    } catch (IOException _) {
      assumeTrue(false, "needs zstd");
    }
    return Files.readAllBytes(packed);
  }

  @Test
  void givesBackWhatTheToolCompressed() throws IOException {
    for (var level : List.of("-1", "-3", "-9", "-19", "--fast=5")) {
      for (var contents : contents()) {
        var packed = compressed(contents, level);
        assertArrayEquals(contents, expand(packed, contents.length), level);
      }
    }
  }

  @Test
  void aFrameOfRawAndOfRepeatedBytes() {
    var raw = Bytes.of("28b52ffd 20 03 19 00 00 'abc'");
    assertEquals("abc", new String(expand(raw, 3), StandardCharsets.US_ASCII));
    var repeated = Bytes.of("502a4d18 02000000 ffff  28b52ffd 20 04 23 00 00 'z'");
    assertEquals("zzzz", new String(expand(repeated, 4), StandardCharsets.US_ASCII));
  }

  @Test
  void aPromiseThatIsNotKeptIsNamed() {
    var raw = Bytes.of("28b52ffd 20 03 19 00 00 'abc'");
    var short1 = assertThrows(MalformedException.class, () -> expand(raw, 4));
    assertEquals("contents of 3 bytes, 4 expected", short1.what());
    var long1 = assertThrows(MalformedException.class, () -> expand(raw, 2));
    assertEquals("contents of more than the 2 bytes that were promised", long1.what());
  }

  @Test
  void damagedFramesSayWhere() throws IOException {
    var frames = new ArrayList<byte[]>();
    for (var contents : contents()) {
      if (contents.length <= 5_000) {
        frames.add(compressed(contents, "-19"));
      }
    }
    Seeded.runs(
        RUNS,
        random -> {
          var input = Seeded.damaged(random, frames.get(random.nextInt(frames.size())));
          try {
            expand(input, random.nextInt(10_000));
          } catch (MalformedException e) {
            assertTrue(e.offset() >= 0 && e.offset() <= input.length, e::getMessage);
          }
        });
  }
}
