package faultline.formats.dwarf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.bytes.MalformedException;
import faultline.formats.dwarf.types.Layout;
import faultline.formats.dwarf.types.Types;
import faultline.testkit.Seeded;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Any sections are read, or say where they cannot be. `-Dfaultline.fuzz.runs=N` tries N inputs.
class DwarfAnyBytesTest {
  private static final int RUNS = Integer.getInteger("faultline.fuzz.runs", 5_000);

  @TempDir Path folder;

  private List<Map<DwarfSection, byte[]>> samples() {
    Toolchain.needs("gcc", "clang");
    var samples = new ArrayList<Map<DwarfSection, byte[]>>();
    for (var compiler : List.of("gcc", "clang")) {
      for (var version : List.of("-gdwarf-2", "-gdwarf-4", "-gdwarf-5")) {
        var name = compiler + version + ".o";
        var elf =
            DebugFile.elf(
                Toolchain.compile(
                    folder,
                    name,
                    SampleSource.C,
                    compiler,
                    version,
                    "-c",
                    "-O1",
                    compiler.equals("gcc") ? "-fasynchronous-unwind-tables" : "-glldb",
                    "-gpubnames"));
        var sections = new EnumMap<DwarfSection, byte[]>(DwarfSection.class);
        for (var section : DwarfSection.values()) {
          elf.contents(section.title())
              .ifPresent(bytes -> sections.put(section, bytes.toArray(ValueLayout.JAVA_BYTE)));
        }
        samples.add(sections);
      }
    }
    return samples;
  }

  @Test
  void anySectionsAreReadOrSayWhereTheyCannotBe() {
    var samples = samples();
    int[] past = new int[1];
    int[] tried = new int[1];
    Seeded.runs(
        RUNS,
        random -> {
          tried[0]++;
          past[0] += readsOrSaysWhere(damaged(random, samples)) > 0 ? 1 : 0;
        });
    assertTrue(past[0] * 2 >= tried[0], () -> past[0] + " of " + tried[0] + " got past a header");
  }

  /// One of the samples with one section damaged; mostly that of the entries, or of their shapes.
  private static Map<DwarfSection, byte[]> damaged(
      Random random, List<Map<DwarfSection, byte[]>> samples) {
    var sections = new EnumMap<>(samples.get(random.nextInt(samples.size())));
    var all = List.copyOf(sections.keySet());
    var which =
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> DwarfSection.INFO;
          case 4, 5 -> DwarfSection.ABBREV;
          case 6 ->
              random.nextBoolean() && sections.containsKey(DwarfSection.NAMES)
                  ? DwarfSection.NAMES
                  : DwarfSection.LINE;
          default -> all.get(random.nextInt(all.size()));
        };
    sections.computeIfPresent(which, (_, bytes) -> Seeded.damaged(random, bytes));
    return sections;
  }

  /// Asks for all that the reader tells; how many units there were.
  private static int readsOrSaysWhere(Map<DwarfSection, byte[]> sections) {
    var dwarf =
        Dwarf.of(
            Sections.of(
                ByteOrder.LITTLE_ENDIAN,
                name ->
                    sections.entrySet().stream()
                        .filter(entry -> entry.getKey().title().equals(name))
                        .findFirst()
                        .map(entry -> MemorySegment.ofArray(entry.getValue()))
                        .or(Optional::empty)));
    var index = EntryIndex.of(dwarf);
    var types = new Types();
    var questions = new ArrayList<Runnable>();
    questions.add(() -> index.types().forEach(entry -> ask(() -> Layout.of(types.of(entry)))));
    questions.add(() -> index.types().forEach(entry -> ask(() -> types.of(entry).text())));
    questions.add(() -> index.functions().forEach(entry -> ask(() -> types.function(entry))));
    questions.add(() -> index.variables().forEach(entry -> ask(() -> types.variable(entry))));
    var code = CodeIndex.of(dwarf);
    for (long address : new long[] {0, 5, 40, -1}) {
      questions.add(() -> code.at(address));
    }
    questions.add(
        () -> {
          for (var table : NameTable.of(dwarf)) {
            for (long i = 0; i < Math.min(table.size(), 100); i++) {
              long name = i;
              ask(() -> table.find(table.name(name)));
              ask(() -> table.entries(name));
            }
          }
        });
    for (var unit : dwarf.units()) {
      questions.add(() -> unit.lines().ifPresent(DwarfAnyBytesTest::rows));
      questions.add(unit::name);
      questions.add(unit::producer);
      questions.add(() -> walk(unit));
    }
    questions.forEach(DwarfAnyBytesTest::ask);
    return dwarf.units().size();
  }

  private static void walk(Unit unit) {
    var reader = unit.entries();
    while (reader.next()) {
      for (int i = 0; i < reader.count(); i++) {
        if (Form.text(reader.form(i))) {
          int index = i;
          ask(() -> reader.text(index));
        }
      }
      var entry = reader.entry();
      ask(entry::ranges);
      ask(() -> entry.locations(At.LOCATION));
    }
  }

  private static void rows(LineTable table) {
    for (int row = 0; row < table.rows(); row++) {
      table.file(table.fileNumber(row));
      table.rowAt(table.address(row));
    }
  }

  private static void ask(Runnable question) {
    try {
      question.run();
    } catch (MalformedException e) {
      assertTrue(e.offset() >= 0, e::getMessage);
    }
  }
}
