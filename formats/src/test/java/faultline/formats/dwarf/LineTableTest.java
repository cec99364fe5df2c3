package faultline.formats.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same rows and files as llvm-dwarfdump prints.
class LineTableTest {
  private static final Pattern TABLE = Pattern.compile("(?m)^debug_line\\[0x([0-9a-f]+)]$");
  private static final Pattern ROW =
      Pattern.compile("(?m)^0x([0-9a-f]+) +(\\d+) +(\\d+) +(\\d+) +\\d+ +(\\d+) *((?: [a-z_]+)*)$");
  private static final Pattern FILE = Pattern.compile("(?m)^ +name: \"(.*)\"$");

  @TempDir Path folder;

  private static String told(LineTable table, int row) {
    return Long.toHexString(table.address(row))
        + " "
        + Integer.toUnsignedString(table.line(row))
        + " "
        + table.column(row)
        + " "
        + table.fileNumber(row)
        + " "
        + table.discriminator(row)
        + (table.statement(row) ? " is_stmt" : "")
        + (table.block(row) ? " basic_block" : "")
        + (table.prologueEnd(row) ? " prologue_end" : "")
        + (table.epilogueBegin(row) ? " epilogue_begin" : "")
        + (table.end(row) ? " end_sequence" : "");
  }

  private static Map<Long, List<String>> ours(Dwarf dwarf) {
    var tables = new TreeMap<Long, List<String>>();
    for (var unit : dwarf.units()) {
      var table = unit.lines();
      if (table.isPresent()) {
        var told = new ArrayList<String>();
        table.get().files().forEach(file -> told.add(file.name()));
        for (int row = 0; row < table.get().rows(); row++) {
          told.add(told(table.get(), row));
        }
        tables.put(unit.entry().number(At.STMT_LIST).orElseThrow(), told);
      }
    }
    return tables;
  }

  private Map<Long, List<String>> llvm(Path file) {
    var output = Toolchain.run(folder, "llvm-dwarfdump", "--debug-line", file.toString());
    var tables = new TreeMap<Long, List<String>>();
    var start = TABLE.matcher(output);
    boolean found = start.find();
    while (found) {
      long offset = Long.parseLong(start.group(1), 16);
      int from = start.end();
      found = start.find();
      var part = output.substring(from, found ? start.start() : output.length());
      var told = new ArrayList<String>();
      FILE.matcher(part).results().forEach(name -> told.add(name.group(1)));
      ROW.matcher(part)
          .results()
          .forEach(
              row ->
                  told.add(
                      Long.toHexString(Long.parseUnsignedLong(row.group(1), 16))
                          + " "
                          + row.group(2)
                          + " "
                          + row.group(3)
                          + " "
                          + row.group(4)
                          + " "
                          + row.group(5)
                          + row.group(6).replace("  ", " ")));
      tables.put(offset, told);
    }
    return tables;
  }

  private int same(Path file) {
    var ours = ours(DebugFile.dwarf(file));
    assertTrue(ours.values().stream().anyMatch(rows -> rows.size() > 10), file::toString);
    var theirs = llvm(file);
    theirs.keySet().retainAll(ours.keySet());
    assertEquals(theirs, ours, file::toString);
    return ours.size();
  }

  @Test
  void sameRowsInWhatGccAndClangWrite() {
    Toolchain.needs("gcc", "clang", "llvm-dwarfdump");
    for (var compiler : List.of("gcc", "clang")) {
      for (var version : List.of("-gdwarf-2", "-gdwarf-3", "-gdwarf-4", "-gdwarf-5")) {
        for (var more : List.of("-O0", "-O2 -ffunction-sections", "-O1 -c", "-O2 -m32 -c")) {
          if (compiler.equals("clang") && version.equals("-gdwarf-2")) {
            continue; // it writes version 3 then
          }
          var words = new ArrayList<>(List.of(compiler, "-g", version));
          words.addAll(List.of(more.split(" ")));
          var name = compiler + version + more.replace(' ', '_') + ".out";
          same(Toolchain.compile(folder, name, SampleSource.C, words.toArray(String[]::new)));
        }
      }
    }
  }

  @Test
  void sameRowsForOtherMachines() {
    Toolchain.needs("clang", "llvm-dwarfdump");
    for (var target :
        List.of(
            "aarch64-linux-gnu", "s390x-linux-gnu", "arm-linux-gnueabihf", "riscv64-linux-gnu")) {
      for (var version : List.of("-gdwarf-4", "-gdwarf-5")) {
        var words = new ArrayList<>(List.of("clang", "--target=" + target, version, "-O1", "-c"));
        if (target.startsWith("riscv")) {
          words.add("-mno-relax"); // else its lines are differences that only a linker knows
        }
        same(
            Toolchain.compile(
                folder, target + version + ".o", SampleSource.C, words.toArray(String[]::new)));
      }
    }
  }

  @Test
  void sameRowsInAProgramOfGo() {
    Toolchain.needs("go", "llvm-dwarfdump");
    assertTrue(same(Toolchain.compile(folder, "go.out", SampleSource.GO, "go", "build")) > 10);
  }
}
