package faultline.formats.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As many entries of each tag as other readers see, over what compilers write and what this
/// machine has. `-Dfaultline.differential.files=N` compares N files of debug information; the
/// default is a sample.
class EntryCountTest {
  private static final int FILES = Integer.getInteger("faultline.differential.files", 12);
  private static final Pattern READELF =
      Pattern.compile("(?m)^ *<[0-9a-f]+><[0-9a-f]+>: Abbrev Number: [1-9][0-9]* \\((\\S+)\\)");
  private static final Pattern LLVM = Pattern.compile("(?m)^0x[0-9a-f]+: +(DW_TAG_\\S+)");

  @TempDir Path folder;

  private static Map<String, Integer> ours(Dwarf dwarf) {
    var counts = new TreeMap<String, Integer>();
    for (var unit : dwarf.units()) {
      var reader = unit.entries();
      while (reader.next()) {
        for (int i = 0; i < reader.count(); i++) {
          if (reader.form(i) != Form.STRING && Form.text(reader.form(i))) {
            reader.text(i);
          }
        }
        counts.merge(TagNames.of(reader.tag()), 1, Integer::sum);
      }
    }
    assertEquals(List.of(), dwarf.unread());
    return counts;
  }

  private static Map<String, Integer> count(Pattern pattern, String output) {
    var counts = new TreeMap<String, Integer>();
    var at = pattern.matcher(output);
    while (at.find()) {
      counts.merge(TagNames.known(at.group(1)), 1, Integer::sum);
    }
    return counts;
  }

  private Map<String, Integer> readelf(Path file) {
    // Without the second word it also prints the file's debug file, which may be the file itself.
    return count(
        READELF,
        Toolchain.run(folder, "readelf", "--debug-dump=info,no-follow-links", file.toString()));
  }

  private void same(Path file) {
    var ours = ours(DebugFile.dwarf(file));
    assertEquals(readelf(file), ours, file::toString);
    assertTrue(!ours.isEmpty(), file::toString);
  }

  @Test
  void asManyAsReadelfSeesInWhatGccWrites() {
    Toolchain.needs("gcc", "readelf");
    for (var version : List.of("-gdwarf-2", "-gdwarf-3", "-gdwarf-4", "-gdwarf-5")) {
      for (var more :
          List.of(
              "-O0",
              "-O2",
              "-m32 -c",
              "-c",
              "-gz=zlib",
              "-gdwarf64 -O1",
              "-g3 -c -O2",
              "-c -fdebug-types-section")) {
        var words = new ArrayList<>(List.of("gcc", "-g", version));
        words.addAll(List.of(more.split(" ")));
        var name = "gcc" + version + more.replace(' ', '_') + ".out";
        same(Toolchain.compile(folder, name, SampleSource.C, words.toArray(String[]::new)));
      }
    }
  }

  @Test
  void asManyAsReadelfSeesInWhatClangWrites() {
    Toolchain.needs("clang", "readelf");
    for (var target :
        List.of(
            "x86_64-linux-gnu",
            "i386-linux-gnu",
            "aarch64-linux-gnu",
            "aarch64_be-linux-gnu",
            "arm-linux-gnueabihf",
            "powerpc64-linux-gnu",
            "powerpc64le-linux-gnu",
            "s390x-linux-gnu",
            "mips-linux-gnu",
            "mips64el-linux-gnuabi64",
            "riscv64-linux-gnu")) {
      for (var version : List.of("-gdwarf-3", "-gdwarf-4", "-gdwarf-5")) {
        var name = target + version + ".o";
        same(
            Toolchain.compile(
                folder, name, SampleSource.C, "clang", "--target=" + target, version, "-O1", "-c"));
      }
    }
  }

  @Test
  void asManyAsLlvmSeesInCompressedAndSplitFiles() {
    Toolchain.needs("gcc", "clang", "llvm-dwarfdump", "objcopy");
    for (var version : List.of("-gdwarf-4", "-gdwarf-5")) {
      var plain = Toolchain.compile(folder, "plain" + version, SampleSource.C, "gcc", version);
      var expected =
          count(LLVM, Toolchain.run(folder, "llvm-dwarfdump", "--debug-info", plain.toString()));
      assertEquals(expected, ours(DebugFile.dwarf(plain)));
      for (var way : List.of("zlib", "zlib-gnu", "zstd")) {
        var packed = folder.resolve("packed-" + way + version);
        Toolchain.run(
            folder,
            "objcopy",
            "--compress-debug-sections=" + way,
            plain.toString(),
            packed.toString());
        var elf = DebugFile.elf(packed);
        assertTrue(
            elf.section(".zdebug_str").isPresent()
                || elf.section(".debug_info").orElseThrow().compressed(),
            way);
        assertEquals(expected, ours(DebugFile.dwarf(packed)), way);
      }
      for (var compiler : List.of("gcc", "clang")) {
        var name = "split-" + compiler + version + ".o";
        Toolchain.compile(
            folder, name, SampleSource.C, compiler, version, "-gsplit-dwarf", "-c", "-O1");
        var split = folder.resolve(name.replace(".o", ".dwo"));
        assertEquals(readelf(split), ours(DebugFile.dwarf(split)), compiler + version);
      }
    }
  }

  @Test
  void asManyAsReadelfSeesInAProgramOfGo() {
    Toolchain.needs("go", "readelf");
    same(Toolchain.compile(folder, "go.out", SampleSource.GO, "go", "build", "-trimpath"));
  }

  @Test
  void asManyAsReadelfSeesOnThisMachine() throws IOException {
    Toolchain.needs("readelf");
    var found = new ArrayList<Path>();
    for (var top : List.of("/usr/lib/debug", "/usr/lib/x86_64-linux-gnu/debug")) {
      if (Files.isDirectory(Path.of(top))) {
        try (var files = Files.walk(Path.of(top))) {
          files.filter(Files::isRegularFile).sorted().forEach(found::add);
        }
      }
    }
    Collections.shuffle(found, new Random(1));
    int compared = 0;
    for (var file : found) {
      if (compared < FILES && DebugFile.isElf(file)) {
        var elf = DebugFile.elf(file);
        if (elf.section(".debug_info").isPresent() && elf.alternateLink().isEmpty()) {
          same(file);
          compared++;
        }
      }
    }
  }
}
