package faultline.formats.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same names for the same entries as llvm-dwarfdump prints, and each is found by its name.
class NameTableTest {
  private static final Pattern LINE =
      Pattern.compile(
          "CU\\[0]: 0x([0-9a-f]+)|String: 0x[0-9a-f]+ \"(.*)\"|DW_IDX_die_offset: 0x([0-9a-f]+)");

  @TempDir Path folder;

  private TreeSet<String> llvm(Path file) {
    var told = new TreeSet<String>();
    long unit = 0;
    var name = "";
    var output = Toolchain.run(folder, "llvm-dwarfdump", "--debug-names", file.toString());
    var at = LINE.matcher(output);
    while (at.find()) {
      if (at.group(1) != null) {
        unit = Long.parseLong(at.group(1), 16);
      } else if (at.group(2) != null) {
        name = at.group(2);
      } else {
        told.add(name + " " + Long.toHexString(unit + Long.parseLong(at.group(3), 16)));
      }
    }
    return told;
  }

  @Test
  void sameNamesInWhatClangWrites() {
    Toolchain.needs("clang", "llvm-dwarfdump");
    for (var level : List.of("-O0", "-O2")) {
      var file =
          Toolchain.compile(
              folder,
              "names" + level,
              SampleSource.C,
              "clang",
              "-gdwarf-5",
              "-gpubnames",
              "-glldb",
              level);
      var dwarf = DebugFile.dwarf(file);
      var told = new TreeSet<String>();
      for (var table : NameTable.of(dwarf)) {
        for (long i = 0; i < table.size(); i++) {
          var name = table.name(i);
          assertEquals(table.entries(i), table.find(name));
          for (var named : table.entries(i)) {
            told.add(name + " " + Long.toHexString(named.offset()));
            assertEquals(named.tag(), dwarf.entry(named.offset()).tag());
          }
        }
        assertEquals(List.of(), table.find("no such name"));
      }
      assertEquals(llvm(file), told);
      assertTrue(told.stream().anyMatch(name -> name.startsWith("walk ")), told::toString);
    }
  }

  @Test
  void upperAndLowerCaseHaveOneHash() {
    assertEquals(NameTable.hash("twice"), NameTable.hash("TWice"));
    assertEquals(0x10752781, NameTable.hash("twice")); // as llvm-dwarfdump 14 prints it
  }
}
