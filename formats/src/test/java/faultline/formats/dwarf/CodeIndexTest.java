package faultline.formats.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same functions, files and lines as llvm-symbolizer tells for each address that a line table
/// has, those that were put into others included.
class CodeIndexTest {
  @TempDir Path folder;

  /// Functions in functions in functions, also twice at one place.
  private static final String SOURCE =
      """
      static int count;
      static inline int twice(int n) { return n * 2 + count; }
      static inline int fourfold(int n) {
        int half = twice(n);
        return half ? twice(half) + twice(n + 1) : 0;
      }
      __attribute__((noinline)) int walk(int first, int most) {
        int seen = 0;
        for (int i = first; i < most; i++) {
          if (i & 4) { int here = fourfold(i); seen += here > 9 ? twice(here) : 1; }
          else seen ^= twice(i) % (i + 3);
        }
        return seen;
      }
      int main(int argc, char **argv) {
        count = argc;
        return walk(argc, 10) + fourfold(argc) + (argc > 3 ? argv[1][fourfold(2)] : twice(7));
      }
      """;

  /// Most addresses that are asked for in one file.
  private static final int MOST = 3000;

  private static List<Long> addresses(Dwarf dwarf) {
    var found = new TreeSet<Long>();
    for (var unit : dwarf.units()) {
      unit.lines()
          .ifPresent(
              table -> {
                for (int row = 0; row < table.rows(); row++) {
                  if (!table.end(row)) {
                    found.add(table.address(row));
                  }
                }
              });
    }
    var all = List.copyOf(found);
    int step = all.size() / MOST + 1;
    var some = new ArrayList<Long>();
    for (int i = 0; i < all.size(); i += step) {
      some.add(all.get(i));
    }
    return some;
  }

  private static String ours(Dwarf dwarf, List<Long> addresses) {
    var index = CodeIndex.of(dwarf);
    assertEquals(List.of(), index.unread());
    var told = new StringBuilder();
    for (long address : addresses) {
      var frames = index.at(address);
      for (var frame : frames) {
        told.append(frame.linkageName().or(frame::name).orElse("??")).append('\n');
        told.append(frame.file().map(SourceFile::path).orElse("??")).append(':');
        told.append(frame.line()).append(':').append(frame.column()).append('\n');
      }
      told.append('\n');
    }
    return told.toString();
  }

  private String llvm(Path file, List<Long> addresses) {
    try {
      var asked = new StringBuilder();
      addresses.forEach(address -> asked.append("0x" + Long.toHexString(address) + "\n"));
      var questions = Files.writeString(folder.resolve("addresses"), asked);
      return Toolchain.run(
          folder,
          "sh",
          "-c",
          "exec llvm-symbolizer --inlines --functions=linkage --no-demangle --obj=\"$1\" < \"$2\"",
          "sh",
          file.toString(),
          questions.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void same(Path file) {
    var dwarf = DebugFile.dwarf(file);
    var addresses = addresses(dwarf);
    assertTrue(addresses.size() > 10, file::toString);
    // Of functions in assembler it tells the symbol, which Go names by their calling convention.
    var theirs = llvm(file, addresses).replace(".abi0\n", "\n");
    assertEquals(theirs, ours(dwarf, addresses), file::toString);
  }

  private Path program(String compiler, String name, String... options) {
    var words = new ArrayList<>(List.of(compiler));
    words.addAll(List.of(options));
    return Toolchain.compile(folder, name, SOURCE, words.toArray(String[]::new));
  }

  @Test
  void sameFunctionsInWhatGccAndClangWrite() {
    Toolchain.needs("gcc", "clang", "llvm-symbolizer");
    for (var compiler : List.of("gcc", "clang")) {
      for (var version : List.of("-gdwarf-4", "-gdwarf-5")) {
        for (var level : List.of("-O0", "-O2", "-O3")) {
          same(program(compiler, compiler + version + level, version, level));
        }
      }
    }
  }

  @Test
  void sameFunctionsInWhatWasSplitOffAndPackaged() {
    Toolchain.needs("gcc", "clang", "llvm-dwp");
    for (var compiler : List.of("gcc", "clang")) {
      for (var version : List.of("-gdwarf-4", "-gdwarf-5")) {
        var name = compiler + version + "-split";
        var whole = DebugFile.dwarf(program(compiler, name + ".o", version, "-O2", "-c"));
        var object = program(compiler, name + ".o", version, "-O2", "-c", "-gsplit-dwarf");
        var addresses = addresses(whole);
        var expected = ours(whole, addresses);
        assertTrue(expected.contains("twice"), expected);
        var left = DebugFile.dwarf(object);
        var split = folder.resolve(name + ".dwo");
        assertEquals(expected, ours(DebugFile.split(split, left), addresses), name);
        if (compiler.equals("gcc") && version.equals("-gdwarf-5")) {
          continue; // llvm-dwp 14 does not come to an end with it
        }
        var packaged = folder.resolve(name + ".dwp");
        Toolchain.run(folder, "llvm-dwp", split.toString(), "-o", packaged.toString());
        assertEquals(expected, ours(DebugFile.split(packaged, left), addresses), name);
      }
    }
  }

  @Test
  void sameFunctionsWhereSharedEntriesWereMovedAway() {
    Toolchain.needs("gcc", "dwz");
    for (var version : List.of("-gdwarf-4", "-gdwarf-5")) {
      var one = program("gcc", "one" + version, version, "-O2");
      var two = program("gcc", "two" + version, version, "-O2", "-DOTHER");
      var before = DebugFile.dwarf(one);
      var addresses = addresses(before);
      var expected = ours(before, addresses);
      var shared = folder.resolve("shared" + version);
      Toolchain.run(folder, "dwz", "-m", shared.toString(), one.toString(), two.toString());
      assertTrue(DebugFile.elf(one).alternateLink().isPresent());
      var after = Dwarf.of(DebugFile.sections(one), DebugFile.dwarf(shared));
      assertEquals(expected, ours(after, addresses), version);
    }
  }

  @Test
  void sameFunctionsInAProgramOfGo() {
    Toolchain.needs("go", "llvm-symbolizer");
    same(Toolchain.compile(folder, "go.out", SampleSource.GO, "go", "build"));
  }
}
