package faultline.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void readsDigitsTextAndComments() {
    assertArrayEquals(
        new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 9},
        Bytes.of("7f 'ELF' 0201 # 64 bits, little-endian\n", (byte) 9));
  }

  @Test
  void refusesHalfAPair() {
    assertThrows(IllegalArgumentException.class, () -> Bytes.of("7"));
    assertThrows(IllegalArgumentException.class, () -> Bytes.of("'open"));
  }

  @Test
  void theSameSeedGivesTheSameData() {
    var first = new ArrayList<Integer>();
    var second = new ArrayList<Integer>();
    Seeded.runs(3, random -> first.add(random.nextInt()));
    Seeded.runs(3, random -> second.add(random.nextInt()));
    assertEquals(first, second);
  }

  @Test
  void aFailureNamesItsSeed() {
    var e =
        assertThrows(
            AssertionError.class,
            () ->
                Seeded.runs(
                    5,
                    random -> {
                      throw new IllegalStateException("broken");
                    }));
    assertEquals("with -Dfaultline.seed=0: broken", e.getMessage());
  }
}
