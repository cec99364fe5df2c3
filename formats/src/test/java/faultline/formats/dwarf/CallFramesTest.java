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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same rows of rules as llvm-dwarfdump works out.
class CallFramesTest {
  private static final List<String> WIDE =
      List.of(
          "RAX", "RDX", "RCX", "RBX", "RSI", "RDI", "RBP", "RSP", "R8", "R9", "R10", "R11", "R12",
          "R13", "R14", "R15", "RIP");
  private static final List<String> NARROW =
      List.of("EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI", "EIP");
  private static final Pattern ROW = Pattern.compile("(?m)^  (0x[0-9a-f]+: CFA=.*)$");
  private static final Pattern EXPRESSION = Pattern.compile("DW_OP_[^:\\]]*");

  @TempDir Path folder;

  private static String signed(long offset) {
    return offset < 0 ? "-" + -offset : "+" + offset;
  }

  /// As llvm-dwarfdump writes a row, with all expressions as `expression`.
  private static String told(FrameRow row, IntFunction<String> register) {
    var told = new StringBuilder("0x" + Long.toHexString(row.address()) + ": CFA=");
    told.append(
        switch (row.cfa()) {
          case CfaRule.RegisterAndOffset cfa ->
              register.apply(cfa.register()) + (cfa.offset() == 0 ? "" : signed(cfa.offset()));
          case CfaRule.ByExpression _ -> "expression";
          case CfaRule.Unknown _ -> "unspecified";
        });
    var rules = new ArrayList<String>();
    row.registers()
        .forEach(
            (number, rule) ->
                rules.add(
                    register.apply(number)
                        + "="
                        + switch (rule) {
                          case RegisterRule.Undefined _ -> "undefined";
                          case RegisterRule.SameValue _ -> "same";
                          case RegisterRule.AtOffset at -> "[CFA" + signed(at.offset()) + "]";
                          case RegisterRule.IsOffset is -> "CFA" + signed(is.offset());
                          case RegisterRule.InRegister in -> register.apply(in.register());
                          case RegisterRule.AtExpression _ -> "[expression]";
                          case RegisterRule.IsExpression _ -> "expression";
                        }));
    return told + (rules.isEmpty() ? "" : ": " + String.join(", ", rules));
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
      if (entry.high() != entry.low()) {
        assertEquals(entry.low(), frames.at(entry.high() - 1).orElseThrow().low());
      }
    }
    return frames.entries();
  }

  private void same(Path file, int least) {
    var elf = DebugFile.elf(file);
    IntFunction<String> register =
        switch (elf.header().machine()) {
          case 62 -> number -> number < WIDE.size() ? WIDE.get(number) : "XMM" + (number - 17);
          case 3 -> NARROW::get;
          default -> number -> number == 31 ? "WSP" : "W" + number;
        };
    var ours = new ArrayList<String>();
    for (var name : List.of(".debug_frame", ".eh_frame")) {
      for (var entry : entries(elf, name)) {
        entry.rows().forEach(row -> ours.add(told(row, register)));
      }
    }
    var output = Toolchain.run(folder, "llvm-dwarfdump", "--eh-frame", file.toString());
    var theirs = new ArrayList<String>();
    ROW.matcher(output)
        .results()
        .forEach(row -> theirs.add(EXPRESSION.matcher(row.group(1)).replaceAll("expression")));
    assertEquals(
        String.join("\n", theirs.stream().sorted().toList()),
        String.join("\n", ours.stream().sorted().toList()),
        file::toString);
    assertTrue(ours.size() >= least, file::toString);
  }

  @Test
  void sameRowsInWhatGccAndClangWrite() {
    Toolchain.needs("gcc", "clang", "llvm-dwarfdump");
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
    Toolchain.needs("clang", "llvm-dwarfdump");
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
    Toolchain.needs("go", "llvm-dwarfdump");
    same(Toolchain.compile(folder, "go.out", SampleSource.GO, "go", "build"), 1000);
  }

  @Test
  void sameRowsInALibraryOfThisMachine() {
    Toolchain.needs("llvm-dwarfdump");
    var library = Path.of("/usr/lib/x86_64-linux-gnu/libm.so.6");
    if (Files.exists(library)) {
      same(library, 1000);
    }
  }
}
