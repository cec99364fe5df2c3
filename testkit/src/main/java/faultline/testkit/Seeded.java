package faultline.testkit;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/// Random data that can be had again. Every failure names its seed; `-Dfaultline.seed=N` runs that
/// one alone.
public final class Seeded {
  private static final Long ONLY = Long.getLong("faultline.seed");

  private Seeded() {}

  /// Runs `property` with `times` different sources of random data, the same ones in every build.
  public static void runs(int times, Consumer<Random> property) {
    if (ONLY != null) {
      run(ONLY, property);
      return;
    }
    for (long seed = 0; seed < times; seed++) {
      run(seed, property);
    }
  }

  private static void run(long seed, Consumer<Random> property) {
    try {
      property.accept(new Random(seed));
    } catch (RuntimeException | Error e) {
      throw new AssertionError("with -Dfaultline.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  /// Up to `most` random bytes.
  public static byte[] bytes(Random random, int most) {
    var bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  /// `bytes` with a few bytes changed, left out or doubled: nearly valid input finds what random
  /// input does not.
  public static byte[] damaged(Random random, byte[] bytes) {
    byte[] damaged = bytes.clone();
    int faults = 1 + random.nextInt(4);
    for (int i = 0; i < faults && damaged.length > 0; i++) {
      int at = random.nextInt(damaged.length);
      damaged =
          switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(damaged, at);
            case 1 -> joined(damaged, at, random.nextInt(8));
            case 2 -> joined(damaged, at, -1 - random.nextInt(8));
            default -> changed(damaged, at, (byte) random.nextInt());
          };
    }
    return damaged;
  }

  private static byte[] changed(byte[] bytes, int at, byte value) {
    bytes[at] = value;
    return bytes;
  }

  /// `bytes` up to `at`, and again from `at + skip`: a gap, or with a negative skip a repetition.
  private static byte[] joined(byte[] bytes, int at, int skip) {
    int from = Math.clamp((long) at + skip, 0, bytes.length);
    var joined = new byte[at + bytes.length - from];
    System.arraycopy(bytes, 0, joined, 0, at);
    System.arraycopy(bytes, from, joined, at, bytes.length - from);
    return joined;
  }
}
