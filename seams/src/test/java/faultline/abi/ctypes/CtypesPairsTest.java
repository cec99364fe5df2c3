package faultline.abi.ctypes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import faultline.abi.AbiSeam;
import faultline.abi.AbiTarget;
import faultline.core.Finding;
import faultline.core.ProbeException;
import faultline.core.Report.Part;
import faultline.core.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Declarations that are correct by construction are silent and all checked; with one fault each,
/// all faults are found. Numbers: `-Dfaultline.abi.pairs=N -Dfaultline.abi.seeds=M`.
class CtypesPairsTest {
  private static final int PAIRS = Integer.getInteger("faultline.abi.pairs", 100);
  private static final int SEEDS = Integer.getInteger("faultline.abi.seeds", 1);
  private static final int FIRST = Integer.getInteger("faultline.abi.seed", 0);

  @Test
  void correctPairsAreSilentAndFaultyOnesAreFound(@TempDir Path folder)
      throws IOException, InterruptedException, ProbeException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "pairs at random need gcc");
    int found = 0;
    var missed = new TreeMap<String, String>();
    for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
      var random = new RandomPairs(seed, PAIRS);
      var real = Files.createDirectories(folder.toRealPath().resolve("seed" + seed));
      Files.writeString(real.resolve("pairs.c"), random.inC());
      compile(real);
      var program = real.resolve("app.py");
      Files.writeString(program, RandomPairs.inPython(random.pairs()));
      var silent = check(real);
      assertEquals(List.of(), texts(silent), "seed " + seed);
      assertEquals(List.of(), silent.notChecked(), "seed " + seed);
      assertEquals(2L * PAIRS, number(silent, "checked"), "seed " + seed);

      var mutations = random.pairs().stream().map(random::mutated).toList();
      // A structure with a fault inside of others would be theirs too: each has its own program.
      Files.delete(program);
      for (int part = 0; part < PAIRS; part++) {
        var mixed = new ArrayList<RandomPairs.Pair>(random.pairs().subList(0, part));
        mixed.add(mutations.get(part).pair());
        Files.writeString(program, RandomPairs.inPython(needed(mixed)));
        var findings = check(real).findings();
        var tag = mutations.get(part).pair().tag;
        boolean named =
            findings.stream()
                .anyMatch(
                    one ->
                        one.details().textOf("symbol").equals(tag)
                            || one.details().textOf("symbol").startsWith("use_" + tag));
        if (named && findings.size() == 1) {
          found++;
        } else {
          missed.put(
              seed + " " + tag + " " + mutations.get(part).kind(),
              findings.stream().map(Finding::cause).toList()
                  + "\n"
                  + mutations.get(part).pair().inPython()
                  + random.pairs().get(part).inC());
        }
      }
    }
    assertTrue(missed.isEmpty(), () -> missed.size() + " missed: " + missed);
    assertEquals(PAIRS * SEEDS, found);
  }

  /// The last pair and those that it has members of.
  private static List<RandomPairs.Pair> needed(List<RandomPairs.Pair> all) {
    var kept = new ArrayList<RandomPairs.Pair>();
    var words = new StringBuilder();
    for (int i = all.size() - 1; i >= 0; i--) {
      var one = all.get(i);
      boolean used =
          i == all.size() - 1 || words.toString().matches("(?s).*\\b" + one.tag + "\\b.*");
      if (used) {
        kept.addFirst(one);
        one.members.forEach(member -> words.append(' ').append(member.python()));
      }
    }
    return kept;
  }

  private static List<String> texts(Part part) {
    return part.findings().stream().map(one -> one.rule() + " " + one.cause()).toList();
  }

  private static long number(Part part, String name) {
    return part.details().get("summary") instanceof faultline.core.Details summary
            && summary.get(name) instanceof Value.Whole(long value)
        ? value
        : -1;
  }

  private static Part check(Path folder) throws ProbeException {
    return new AbiSeam().diagnose(new AbiTarget(List.of(Path.of(".")), folder, false));
  }

  private static void compile(Path folder) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("gcc", "-w", "-g", "-shared", "-fPIC", "-o", "libpairs.so", "pairs.c")
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
  }
}
