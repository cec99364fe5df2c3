package faultline.formats.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.dwarf.frames.CallFrames;
import faultline.formats.dwarf.frames.CfaRule;
import faultline.formats.dwarf.frames.FrameEntry;
import faultline.formats.dwarf.frames.FrameRow;
import faultline.formats.dwarf.frames.FrameSection;
import faultline.formats.dwarf.frames.RegisterRule;
import faultline.formats.elf.ElfFile;
import faultline.formats.elf.ElfHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same rows of rules as readelf works out. It leaves out entries that add nothing to what they
/// have in common with others. (llvm-dwarfdump 14 does not restore the frame address.)
class CallFramesTest {
  private static final List<String> WIDE =
      List.of(
          "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15", "rip");
  private static final List<String> NARROW =
      List.of("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip");
  private static final Pattern ENTRY =
      Pattern.compile(
          "^([0-9a-f]+) [0-9a-f]+ [0-9a-f]+ (?:CIE|FDE).*?(?:pc=([0-9a-f]+)\\.\\..*)?$");
  private static final Pattern ROW = Pattern.compile("^[0-9a-f]{8,16} +(?!ZERO).*");
  private static final Pattern BLANK = Pattern.compile(" +");

  @TempDir Path folder;

  private static String signed(long offset) {
    return offset < 0 ? "-" + -offset : "+" + offset;
  }

  /// As readelf writes a row, with the columns that it has.
  private static String told(FrameRow row, List<String> columns, Registers machine) {
    var told = new StringBuilder(Long.toHexString(row.address()));
    told.append(' ');
    told.append(
        switch (row.cfa()) {
          case CfaRule.RegisterAndOffset cfa -> machine.name(cfa.register()) + signed(cfa.offset());
          case CfaRule.ByExpression _ -> "exp";
          case CfaRule.Unknown _ -> "?";
        });
    for (var column : columns) {
      told.append(' ').append(told(row.registers().get(machine.number(column)), machine));
    }
    return told.toString();
  }

  private static String told(@Nullable RegisterRule rule, Registers machine) {
    return switch (rule) {
      case null -> "u";
      case RegisterRule.Undefined _ -> "u";
      case RegisterRule.SameValue _ -> "s";
      case RegisterRule.AtOffset at -> "c" + signed(at.offset());
      case RegisterRule.IsOffset is -> "v" + signed(is.offset());
      case RegisterRule.InRegister in -> machine.name(in.register());
      case RegisterRule.AtExpression _ -> "exp";
      case RegisterRule.IsExpression _ -> "vexp";
    };
  }

  /// The names that readelf has for the registers of a machine; `ra` is the one that returns.
  private record Registers(IntFunction<String> names, int returns) {
    static Registers of(ElfHeader header) {
      return switch (header.machine()) {
        case 62 -> new Registers(number -> number < 17 ? WIDE.get(number) : "xmm", 16);
        case 3 -> new Registers(NARROW::get, 8);
        default -> new Registers(number -> number == 31 ? "sp" : "x" + number, 30);
      };
    }

    String name(int number) {
      return names.apply(number);
    }

    int number(String name) {
      if (name.equals("ra")) {
        return returns;
      }
      for (int i = 0; i < 32; i++) {
        if (names.apply(i).equals(name)) {
          return i;
        }
      }
      throw new AssertionError("register " + name);
    }
  }

  private static List<FrameEntry> entries(ElfFile elf, String name) {
    var section = elf.section(name);
    if (section.isEmpty()) {
      return List.of();
    }
    var frames =
        CallFrames.of(
            new FrameSection(
                elf.contents(name).orElseThrow(),
                elf.header().order(),
                elf.header().wide() ? 8 : 4,
                section.get().address(),
                name.equals(".eh_frame")));
    assertEquals(List.of(), frames.unread());
    for (var entry : frames.entries()) {
      for (var row : entry.rows()) {
        assertEquals(row.address(), entry.at(row.address()).address());
        assertEquals(row.registers(), entry.at(row.address()).registers());
      }
      // Sections of an object file lie over one another.
      if (entry.high() != entry.low() && elf.header().type() != 1) {
        assertEquals(entry.low(), frames.at(entry.high() - 1).orElseThrow().low());
      }
    }
    return frames.entries();
  }

  private static String key(long offset, long low) {
    return offset + " " + Long.toHexString(low);
  }

  private void same(Path file, int least) {
    var elf = DebugFile.elf(file);
    var machine = Registers.of(elf.header());
    var ours = new HashMap<String, List<FrameRow>>();
    for (var name : List.of(".debug_frame", ".eh_frame")) {
      entries(elf, name).forEach(entry -> ours.put(key(entry.offset(), entry.low()), entry.rows()));
    }
    int compared = 0;
    var theirs = new ArrayList<String>();
    var place = "";
    var columns = List.<String>of();
    var output =
        Toolchain.run(
                folder, "readelf", "--debug-dump=frames-interp,no-follow-links", file.toString())
            + "\n0 0 0 CIE";
    for (var line : output.lines().toList()) {
      var entry = ENTRY.matcher(line);
      if (entry.matches()) {
        if (!place.isEmpty() && !theirs.isEmpty()) {
          var names = columns;
          assertEquals(
              String.join("\n", theirs),
              ours.get(place).stream()
                  .map(row -> told(row, names, machine))
                  .collect(Collectors.joining("\n")),
              file::toString);
          compared += theirs.size();
        }
        place =
            entry.group(2) == null
                ? ""
                : key(
                    Long.parseUnsignedLong(entry.group(1), 16),
                    Long.parseUnsignedLong(entry.group(2), 16));
        theirs.clear();
      } else if (line.startsWith("   LOC ")) {
        var words = List.of(BLANK.split(line.strip()));
        columns = words.subList(2, words.size());
      } else if (ROW.matcher(line).matches()) {
        var row = BLANK.matcher(line.strip()).replaceAll(" ").replaceFirst("^0+(?=[0-9a-f])", "");
        // Go steps by 0 bytes, which gives an address a second row.
        var address = row.substring(0, row.indexOf(' ') + 1);
        if (!theirs.isEmpty() && theirs.getLast().startsWith(address)) {
          theirs.removeLast();
        }
        theirs.add(row);
      }
    }
    int seen = compared;
    assertTrue(seen >= least, () -> file + ": " + seen);
  }

  @Test
  void sameRowsInWhatGccAndClangWrite() {
    Toolchain.needs("gcc", "clang", "readelf");
    for (var compiler : List.of("gcc", "clang")) {
      for (var more :
          List.of(
              "-O0",
              "-O2",
              "-O2 -m32 -c -fno-pic",
              "-O2 -fno-asynchronous-unwind-tables -c",
              "-gdwarf-5 -O1 -fno-asynchronous-unwind-tables -c",
              "-gdwarf-4 -O1 -fno-omit-frame-pointer")) {
        var words = new ArrayList<>(List.of(compiler, "-g"));
        words.addAll(List.of(more.split(" ")));
        var name = compiler + more.replace(' ', '_') + ".out";
        same(Toolchain.compile(folder, name, SampleSource.C, words.toArray(String[]::new)), 4);
      }
    }
  }

  @Test
  void sameRowsForAnotherMachine() {
    Toolchain.needs("clang", "readelf");
    for (var level : List.of("-O0", "-O2")) {
      same(
          Toolchain.compile(
              folder,
              "arm" + level + ".o",
              SampleSource.C,
              "clang",
              "--target=aarch64-linux-gnu",
              "-g",
              level,
              "-c",
              "-fno-asynchronous-unwind-tables"),
          4);
    }
  }

  @Test
  void sameRowsInAProgramOfGo() {
    Toolchain.needs("go", "readelf");
    same(Toolchain.compile(folder, "go.out", SampleSource.GO, "go", "build"), 1000);
  }

  @Test
  void sameRowsInALibraryOfThisMachine() {
    Toolchain.needs("readelf");
    var library = Path.of("/usr/lib/x86_64-linux-gnu/libm.so.6");
    if (Files.exists(library)) {
      same(library, 1000);
    }
  }
}
