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

/// Code and values are where llvm-dwarfdump says that they are.
class PlacesTest {
  private static final Pattern ENTRY = Pattern.compile("^0x([0-9a-f]+): +DW_TAG_");
  private static final Pattern ATTRIBUTE = Pattern.compile("^ +(DW_AT_\\w+)\\s+\\((.*)");
  private static final Pattern RANGE = Pattern.compile("\\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");

  @TempDir Path folder;

  private static String range(String low, String high) {
    long start = Long.parseUnsignedLong(low, 16);
    long end = Long.parseUnsignedLong(high, 16);
    return start == end ? "" : Long.toHexString(start) + "-" + Long.toHexString(end) + " ";
  }

  private static String range(Range range) {
    return range.low() == range.high()
        ? ""
        : Long.toHexString(range.low()) + "-" + Long.toHexString(range.high()) + " ";
  }

  /// What each entry says of its code (key `RANGES`) and of its value (key `LOCATION`).
  private static Map<String, String> ours(Dwarf dwarf) {
    var told = new TreeMap<String, String>();
    for (var unit : dwarf.units()) {
      var reader = unit.entries();
      while (reader.next()) {
        var entry = reader.entry();
        var ranges = new StringBuilder();
        entry.ranges().orElseThrow().forEach(range -> ranges.append(range(range)));
        put(told, entry.offset(), "code", ranges);
        if (entry.has(At.LOCATION)) {
          var places = new StringBuilder();
          for (var place : entry.locations(At.LOCATION).orElseThrow()) {
            place.range().ifPresent(range -> places.append(range(range)));
          }
          put(told, entry.offset(), "value", places);
        }
      }
    }
    return told;
  }

  private static void put(Map<String, String> told, long offset, String what, CharSequence text) {
    if (!text.isEmpty()) {
      told.put(Long.toHexString(offset) + " " + what, text.toString());
    }
  }

  private Map<String, String> llvm(Path file) {
    var told = new TreeMap<String, String>();
    long offset = -1;
    var attribute = "";
    var low = "";
    var parts = new StringBuilder();
    var output = Toolchain.run(folder, "llvm-dwarfdump", "--debug-info", file.toString());
    for (var line : output.lines().toList()) {
      var entry = ENTRY.matcher(line);
      var start = ATTRIBUTE.matcher(line);
      if (entry.find() || start.find()) {
        finish(told, offset, attribute, parts);
        attribute = "";
      }
      if (entry.reset().find()) {
        offset = Long.parseLong(entry.group(1), 16);
        low = "";
      } else if (start.reset().find()) {
        attribute = start.group(1);
        if (attribute.equals("DW_AT_low_pc")) {
          low = hexadecimal(start.group(2));
        } else if (attribute.equals("DW_AT_high_pc") && !low.isEmpty()) {
          put(told, offset, "code", range(low, hexadecimal(start.group(2))));
        }
      }
      if (attribute.equals("DW_AT_ranges") || attribute.equals("DW_AT_location")) {
        var range = RANGE.matcher(line);
        if (range.find()) {
          parts.append(range(range.group(1), range.group(2)));
        }
      }
    }
    finish(told, offset, attribute, parts);
    return told;
  }

  private static void finish(
      Map<String, String> told, long offset, String attribute, StringBuilder parts) {
    switch (attribute) {
      case "DW_AT_ranges" -> put(told, offset, "code", parts);
      case "DW_AT_location" -> put(told, offset, "value", parts);
      default -> {
        // Of something else.
      }
    }
    parts.setLength(0);
  }

  private static String hexadecimal(String text) {
    return text.replaceAll("^0x|\\).*$", "");
  }

  private void same(Path file, int least) {
    var ours = ours(DebugFile.dwarf(file));
    assertEquals(llvm(file), ours, file::toString);
    assertTrue(ours.size() >= least, () -> file + ": " + ours);
  }

  @Test
  void samePlacesInWhatGccAndClangWrite() {
    Toolchain.needs("gcc", "clang", "llvm-dwarfdump");
    for (var compiler : List.of("gcc", "clang")) {
      for (var version : List.of("-gdwarf-3", "-gdwarf-4", "-gdwarf-5")) {
        for (var more : List.of("-O0", "-O2", "-O2 -ffunction-sections", "-O2 -c", "-O2 -m32 -c")) {
          var words = new ArrayList<>(List.of(compiler, "-g", version));
          words.addAll(List.of(more.split(" ")));
          var name = compiler + version + more.replace(' ', '_') + ".out";
          same(
              Toolchain.compile(folder, name, SampleSource.C, words.toArray(String[]::new)),
              more.equals("-O0") ? 4 : 8);
        }
      }
    }
  }

  @Test
  void samePlacesInAProgramOfGo() {
    Toolchain.needs("go", "llvm-dwarfdump");
    same(Toolchain.compile(folder, "go.out", SampleSource.GO, "go", "build"), 1000);
  }
}
