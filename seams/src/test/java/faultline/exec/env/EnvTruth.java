package faultline.exec.env;

import static org.junit.jupiter.api.Assertions.assertEquals;

import faultline.core.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Compares what we compute about a toolchain with what the tool itself answers, in environments
/// made up at random.
///
/// `-Dfaultline.env.count=N` sets how many, `-Dfaultline.env.seed=N` which. The seed is printed,
/// and each environment is a function of the seed and its number alone.
final class EnvTruth {
  private static final int COUNT = Integer.getInteger("faultline.env.count", 20);
  private static final long SEED = Long.getLong("faultline.env.seed", 20_260_801L);

  /// One made-up environment.
  static final class Draw {
    final Random random;
    final Path folder;
    final Map<String, String> variables = new TreeMap<>();
    final List<String> made = new ArrayList<>();
    String directory;

    Draw(Random random, Path folder) {
      this.random = random;
      this.folder = folder;
      this.directory = folder.toString();
    }

    boolean chance(int percent) {
      return random.nextInt(100) < percent;
    }

    String pick(String... choices) {
      return choices[random.nextInt(choices.length)];
    }

    String pick(List<String> choices) {
      return choices.get(random.nextInt(choices.size()));
    }

    String path(String name) {
      return folder.resolve(name).toString();
    }

    void file(String name, String text) {
      try {
        var path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        made.add("== " + name + "\n" + text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String directory(String name) {
      try {
        return Files.createDirectories(folder.resolve(name)).toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void link(String name, String target) {
      try {
        var path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(target));
        made.add("== " + name + " -> " + target);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      return "in " + directory + "\n" + variables + "\n" + String.join("\n", made);
    }
  }

  /// Makes an environment.
  interface Maker {
    void make(Draw draw);
  }

  private EnvTruth() {}

  /// Draws environments until the tool has answered often enough, and demands that all answers are
  /// ours.
  ///
  /// @param late settings that are refused when they are needed, and not when the tool is asked
  static void compare(Toolchain toolchain, Path folder, Set<String> late, Maker maker)
      throws IOException {
    int asked = 0;
    int refused = 0;
    int values = 0;
    int unasked = 0;
    var wrong = new ArrayList<String>();
    for (int number = 0; asked + refused < COUNT && unasked <= COUNT; number++) {
      var draw =
          new Draw(
              new Random(SEED * 1_000_003 + number),
              Files.createDirectories(folder.resolve("n" + number)));
      maker.make(draw);
      var environment = new ArrayList<String>();
      draw.variables.forEach((name, value) -> environment.add(name + "=" + value));
      var world = new WorldProbe(draw.directory, environment);
      var target = new EnvTarget(toolchain, draw.directory, environment, true, false);
      var seen = EnvSeam.observe(target, world);
      var refusal =
          seen.notChecked().stream()
              .filter(one -> one.why().startsWith("it refuses"))
              .findFirst()
              .orElse(null);
      if (refusal != null) {
        refused++;
        if (seen.of(EnvObservation.Refused.class).findAny().isEmpty()) {
          wrong.add("number " + number + ": " + refusal.why() + "\n" + draw);
        }
        continue;
      }
      if (!seen.notChecked().isEmpty()) {
        unasked++;
        continue;
      }
      asked++;
      long compared = seen.uses().get("compared") instanceof Value.Whole(long count) ? count : 0;
      values += (int) compared;
      var differences = new LinkedHashMap<String, String>();
      seen.of(EnvObservation.Refused.class)
          .filter(one -> !late.contains(one.name()))
          .forEach(one -> differences.put(one.name(), "not refused: " + one.why()));
      seen.of(EnvObservation.Answer.class)
          .forEach(
              one ->
                  differences.put(one.name(), "ours " + one.ours() + ", theirs " + one.theirs()));
      if (compared == 0) {
        differences.put("nothing", "was compared");
      }
      if (!differences.isEmpty()) {
        wrong.add("number " + number + ": " + differences + "\n" + draw);
      }
    }
    System.out.printf(
        "%s: seed %d: %d environments, %d of them refused, %d settings compared, %d not asked; %d differ%n",
        toolchain.word(), SEED, asked + refused, refused, values, unasked, wrong.size());
    assertEquals("", String.join("\n\n", wrong), "seed " + SEED);
  }
}
