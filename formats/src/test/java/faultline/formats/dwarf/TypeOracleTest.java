package faultline.formats.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.dwarf.types.Layout;
import faultline.formats.dwarf.types.Slot;
import faultline.formats.dwarf.types.Subprogram;
import faultline.formats.dwarf.types.Type;
import faultline.formats.dwarf.types.Types;
import faultline.formats.elf.ElfFile;
import faultline.formats.elf.Symbol;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Layouts and prototypes against what the compiler itself says: `sizeof`, `offsetof`, and the
/// bytes of structures with one bit-field set, as constants in the object file.
///
/// `-Dfaultline.oracle.seeds=N` asks about N sources of [#STRUCTURES] structures and as many
/// functions, each for every compiler, version and word size; the default is a sample.
class TypeOracleTest {
  private static final int SEEDS = Integer.getInteger("faultline.oracle.seeds", 1);
  private static final int STRUCTURES = 50;
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// What `__builtin_classify_type` calls the classes of values.
  private static final int INTEGER = 1;

  private static final int ENUMERATION = 3;
  private static final int BOOLEAN = 4;
  private static final int POINTER = 5;
  private static final int REAL = 8;
  private static final int COMPLEX = 9;

  @TempDir Path folder;
  private int structures;
  private int functions;

  @Test
  void layoutsAndPrototypesAreThoseOfTheCompilers() {
    Toolchain.needs("gcc", "clang");
    for (int seed = 0; seed < SEEDS; seed++) {
      for (var compiler : List.of("gcc", "clang")) {
        for (var version : List.of("-gdwarf-4", "-gdwarf-5")) {
          for (var bits : List.of("-m64", "-m32")) {
            compare(seed, compiler, version, bits, "-O" + seed % 3);
          }
        }
      }
    }
    assertTrue(structures >= SEEDS * 8 * STRUCTURES && functions >= SEEDS * 8 * STRUCTURES);
  }

  @Test
  void olderVersionsAndOtherFormsSayTheSame() {
    Toolchain.needs("gcc");
    for (var more :
        List.of(
            "-gdwarf-2",
            "-gdwarf-3",
            "-gdwarf-4 -gstrict-dwarf",
            "-gdwarf-4 -fdebug-types-section",
            "-gdwarf-5 -fdebug-types-section",
            "-gdwarf-5 -gdwarf64",
            "-g -gz=zlib")) {
      var words = new ArrayList<>(List.of("gcc"));
      words.addAll(List.of(more.split(" ")));
      compare(100, words.toArray(String[]::new));
    }
  }

  @Test
  void otherMachinesSayTheSame() {
    Toolchain.needs("clang");
    for (var target :
        List.of(
            "aarch64-linux-gnu",
            "aarch64_be-linux-gnu",
            "arm-linux-gnueabihf",
            "powerpc64-linux-gnu",
            "powerpc64le-linux-gnu",
            "s390x-linux-gnu",
            "mips-linux-gnu",
            "mips64el-linux-gnuabi64",
            "riscv64-linux-gnu")) {
      for (var version : List.of("-gdwarf-3", "-gdwarf-5")) {
        compare(200, "clang", "--target=" + target, version);
      }
    }
  }

  private void compare(long seed, String... compiler) {
    var random = new RandomTypes(seed).composites(STRUCTURES).prototypes(STRUCTURES);
    var words = new ArrayList<>(List.of(compiler));
    words.addAll(List.of("-w", "-c", "-fno-eliminate-unused-debug-types"));
    words.remove(compiler[0].equals("clang") ? "-fno-eliminate-unused-debug-types" : "");
    var name = "types" + structures + ".o";
    var object = Toolchain.compile(folder, name, random.source(), words.toArray(String[]::new));
    var told = new Told(DebugFile.elf(object));
    var index = EntryIndex.of(DebugFile.dwarf(object));
    var what = seed + " " + String.join(" ", compiler);
    assertEquals(List.of(), index.unread(), what);
    var types = new Types();
    for (var composite : random.composites()) {
      var entries =
          index.types(composite.tag()).stream()
              .filter(e -> e.tag() == Tag.STRUCTURE_TYPE || e.tag() == Tag.UNION_TYPE)
              .toList();
      assertEquals(1, entries.size(), () -> what + " " + composite.type());
      compare(what, composite, types.of(entries.getFirst()), told);
      structures++;
    }
    for (var prototype : random.prototypes()) {
      if (what.contains("--target") && prototype.takesComposites()) {
        // clang leaves parameters out of the debug information that some machines pass in memory.
        continue;
      }
      var entries = index.functions(prototype.name());
      assertEquals(1, entries.size(), () -> what + " " + prototype);
      compare(what, prototype, types.function(entries.getFirst()), told);
      functions++;
    }
  }

  /// What the compiler told in data.
  private static final class Told {
    private final ElfFile elf;
    private final Map<String, Symbol> symbols = new HashMap<>();

    Told(ElfFile elf) {
      this.elf = elf;
      elf.symbols().forEach(symbol -> symbols.put(symbol.name(), symbol));
    }

    MemorySegment bytes(String name) {
      var symbol = symbols.get(name);
      return elf.bytes(elf.sections().get(symbol.section())).asSlice(symbol.value(), symbol.size());
    }

    long[] words(String name) {
      var bytes = bytes(name);
      var words = new long[(int) (bytes.byteSize() / 8)];
      for (int i = 0; i < words.length; i++) {
        long word = bytes.get(WORD, i * 8L);
        words[i] = elf.header().bigEndian() ? Long.reverseBytes(word) : word;
      }
      return words;
    }

    /// The first bit set and how many are, in memory order.
    String bits(String name) {
      var bytes = bytes(name);
      int first = -1;
      int count = 0;
      for (int i = 0; i < bytes.byteSize() * 8; i++) {
        int inByte = elf.header().bigEndian() ? 7 - i % 8 : i % 8;
        if ((bytes.get(ValueLayout.JAVA_BYTE, i / 8) >> inByte & 1) != 0) {
          first = first < 0 ? i : first;
          count++;
        }
      }
      return first + "+" + count;
    }
  }

  private static void compare(String what, RandomTypes.Composite composite, Type type, Told told) {
    var words = told.words("ask_" + composite.tag());
    var expected = new TreeMap<String, String>();
    int at = 2;
    int fields = 0;
    for (var leaf : composite.leaves()) {
      if (leaf.bitField()) {
        expected.put(leaf.path(), told.bits("bits_" + composite.tag() + "_" + fields++));
      } else {
        expected.put(leaf.path(), words[at] * 8 + "+" + words[at + 1] * 8);
        at += 2;
      }
    }
    var layout = Layout.of(type);
    assertTrue(layout.complete(), () -> what + " " + composite.type());
    assertEquals(words[0], layout.size().orElse(-1), () -> what + " " + composite.type());
    var ours = new TreeMap<String, String>();
    for (var slot : layout.slots()) {
      if (slot.count().orElse(0) != Slot.OPEN && !slot.path().endsWith("open")) {
        long width = slot.bits() * slot.count().orElse(1);
        ours.put(slot.path(), slot.offset() + "+" + width);
      }
    }
    assertEquals(lines(expected), lines(ours), () -> what + " " + composite.type());
  }

  private static String lines(Map<String, String> map) {
    return String.join("\n", map.entrySet().stream().map(Object::toString).toList());
  }

  private static void compare(
      String what, RandomTypes.Prototype prototype, Subprogram function, Told told) {
    var words = told.words("ask_" + prototype.name());
    var signature = function.signature();
    var about = what + " " + prototype;
    assertEquals(prototype.parameters().size(), signature.parameters().size(), about);
    // Whether a definition of the old style says that its parameters are open differs by compiler.
    assertTrue(prototype.old() || prototype.variadic() == signature.variadic(), about);
    assertEquals(!prototype.old(), signature.prototyped(), about);
    assertTrue(function.external() && !function.declaration(), about);
    var returns = signature.returns().type();
    if (prototype.returns().equals("void")) {
      assertTrue(returns.bare() instanceof Type.Nothing, about);
    } else {
      assertEquals(value(words, 0), value(returns), about);
    }
    for (int i = 0; i < signature.parameters().size(); i++) {
      assertEquals("p" + i, signature.parameters().get(i).name(), about);
      assertEquals(value(words, i + 1), value(signature.parameters().get(i).type().type()), about);
    }
  }

  private static String value(long[] words, int number) {
    int at = number * 3;
    int kind = (int) words[at + 1];
    var name =
        switch (kind) {
          case INTEGER, ENUMERATION, BOOLEAN -> words[at + 2] == 1 ? "signed" : "unsigned";
          case POINTER -> "pointer";
          case REAL -> "real";
          case COMPLEX -> "complex";
          default -> "other"; // structures, unions, vectors
        };
    return words[at] + " " + name;
  }

  private static String value(Type type) {
    var bare = type.bare();
    var name =
        switch (new Slot("", 0, 0, type, OptionalLong.empty(), false).scalar()) {
          case SIGNED -> "signed";
          case UNSIGNED, BOOLEAN -> "unsigned";
          case CHARACTER ->
              bare instanceof Type.Base base && base.encoding() == Type.Encoding.SIGNED_CHARACTER
                  ? "signed"
                  : "unsigned";
          case FLOATING -> bare instanceof Type.Array ? "other" : "real";
          case COMPLEX -> "complex";
          case POINTER -> "pointer";
          case OTHER -> "other";
        };
    return type.size().orElse(-1) + " " + name;
  }
}
