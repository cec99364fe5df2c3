package faultline.abi.ctypes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Layouts that were computed from the source against those of ctypes itself: sizes, alignments,
/// offsets, bits. `-Dfaultline.abi.layouts=N` asks about N structures.
class CtypesLayoutTest {
  private static final int COUNT = Integer.getInteger("faultline.abi.layouts", 600);
  private static final int SEED = Integer.getInteger("faultline.abi.seed", 0);

  private static final List<String> NUMBERS =
      List.of(
          "c_bool",
          "c_char",
          "c_wchar",
          "c_byte",
          "c_ubyte",
          "c_short",
          "c_ushort",
          "c_int",
          "c_uint",
          "c_long",
          "c_ulong",
          "c_longlong",
          "c_ulonglong",
          "c_int8",
          "c_uint8",
          "c_int16",
          "c_uint16",
          "c_int32",
          "c_uint32",
          "c_int64",
          "c_uint64",
          "c_size_t",
          "c_ssize_t",
          "c_float",
          "c_double",
          "c_longdouble",
          "c_char_p",
          "c_wchar_p",
          "c_void_p",
          "POINTER(c_int)",
          "CFUNCTYPE(None, c_int)",
          "py_object");

  private static final List<String> WHOLE =
      List.of("c_ubyte", "c_ushort", "c_int", "c_uint", "c_long", "c_uint64");

  /// Prints what ctypes says about each structure.
  private static final String ASK =
      """

      import sys
      print("%d.%d" % sys.version_info[:2])
      for name, type_ in list(globals().items()):
          if isinstance(type_, type) and issubclass(type_, (Structure, Union)) and name[0] == "R":
              out = [name, sizeof(type_), alignment(type_)]
              for field in type_._fields_:
                  at = getattr(type_, field[0])
                  if len(field) == 3:
                      out.append("%d+%d" % (at.offset * 8 + (at.size & 0xffff), at.size >> 16))
                  else:
                      out.append("%d+%d" % (at.offset * 8, at.size * 8))
              print(*out)
      """;

  @Test
  void whatIsComputedIsWhatCtypesSays(@TempDir Path folder)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "the oracle needs python3");
    var random = new Random(SEED);
    var source = new StringBuilder("from ctypes import *\nN = 3\n");
    for (int i = 0; i < COUNT; i++) {
      structure(random, i, source);
    }
    var file = folder.resolve("layouts.py");
    Files.writeString(file, source + ASK);
    var process = new ProcessBuilder("/usr/bin/python3", file.toString()).start();
    process.getOutputStream().close();
    var told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());

    var program =
        new Program(
            (_, _, _) -> Optional.empty(),
            told.startsWith("3.14")
                ? CtypesLayout.Python.FROM_3_14
                : CtypesLayout.Python.UP_TO_3_13);
    var scope =
        program.follow(new Scope.Source(file, "layouts.py", source.toString().split("\n", -1)));
    int compared = 0;
    for (var line : told.lines().skip(1).toList()) {
      var name = line.split(" ", 2)[0];
      if (scope.names().get(name) instanceof PyValue.Type(CType.Composite type)
          && CtypesLayout.of(type, program.python(), 0)
              instanceof CtypesLayout.Laid(CtypesLayout layout)) {
        compared++;
        assertEquals(line, name + " " + text(layout), () -> "seed " + SEED);
      }
    }
    int all = compared;
    assertTrue(compared > COUNT * 9 / 10, () -> all + " of " + COUNT + " were compared");
  }

  private static String text(CtypesLayout layout) {
    return layout.size()
        + " "
        + layout.alignment()
        + layout.places().stream()
            .map(place -> " " + place.offset() + "+" + place.bits())
            .collect(Collectors.joining());
  }

  private static void structure(Random random, int number, StringBuilder into) {
    boolean union = random.nextInt(8) == 0;
    into.append("class R").append(number).append(union ? "(Union):\n" : "(Structure):\n");
    boolean pack = random.nextInt(4) == 0;
    if (pack) {
      into.append("    _pack_ = ").append(1 << random.nextInt(4)).append('\n');
    }
    var fields = new ArrayList<String>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      boolean bits = !pack && !union && random.nextInt(25) == 0;
      if (bits) {
        var type = WHOLE.get(random.nextInt(WHOLE.size()));
        for (int j = 0; j < 1 + random.nextInt(5); j++) {
          fields.add("('b%d_%d', %s, %d)".formatted(i, j, type, 1 + random.nextInt(8)));
        }
      } else {
        fields.add("('m" + i + "', " + type(random, number) + ")");
      }
    }
    into.append("    _fields_ = [\n        ");
    into.append(String.join(",\n        ", fields)).append("]\n");
  }

  private static String type(Random random, int number) {
    var one =
        number > 0 && random.nextInt(5) == 0
            ? "R" + random.nextInt(number)
            : NUMBERS.get(random.nextInt(NUMBERS.size()));
    return switch (random.nextInt(6)) {
      case 0 -> one + " * " + (1 + random.nextInt(5));
      case 1 -> "(" + one + " * 2) * N";
      default -> one;
    };
  }
}
