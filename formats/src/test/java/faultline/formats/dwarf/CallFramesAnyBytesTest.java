package faultline.formats.dwarf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.bytes.MalformedException;
import faultline.formats.dwarf.frames.CallFrames;
import faultline.formats.dwarf.frames.FrameSection;
import faultline.testkit.Seeded;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Any call frame information is read, or says where it cannot be. `-Dfaultline.fuzz.runs=N` tries
/// N inputs.
class CallFramesAnyBytesTest {
  private static final int RUNS = Integer.getInteger("faultline.fuzz.runs", 5_000);

  @TempDir Path folder;

  private record Sample(byte[] bytes, boolean eh) {}

  private List<Sample> samples() {
    Toolchain.needs("gcc", "clang");
    var samples = new ArrayList<Sample>();
    var source = new StringBuilder(SampleSource.C);
    for (int i = 0; i < 20; i++) {
      source.append("int more" + i + "(int n) { return old(n) + old(n + " + i + "); }\n");
    }
    for (var compiler : List.of("gcc", "clang")) {
      for (var section : List.of(".eh_frame", ".debug_frame")) {
        boolean eh = section.equals(".eh_frame");
        var elf =
            DebugFile.elf(
                Toolchain.compile(
                    folder,
                    compiler + section + ".o",
                    source.toString(),
                    compiler,
                    "-g",
                    "-O2",
                    "-c",
                    eh ? "-fasynchronous-unwind-tables" : "-fno-asynchronous-unwind-tables"));
        var bytes = elf.contents(section).orElseThrow();
        samples.add(new Sample(bytes.toArray(ValueLayout.JAVA_BYTE), eh));
      }
    }
    return samples;
  }

  @Test
  void anySectionIsReadOrSaysWhereItCannotBe() {
    var samples = samples();
    int[] past = new int[1];
    int[] tried = new int[1];
    Seeded.runs(
        RUNS,
        random -> {
          var sample = samples.get(random.nextInt(samples.size()));
          var bytes = MemorySegment.ofArray(Seeded.damaged(random, sample.bytes));
          var frames =
              CallFrames.of(new FrameSection(bytes, ByteOrder.LITTLE_ENDIAN, 8, 0x1000, sample.eh));
          tried[0]++;
          past[0] += frames.entries().isEmpty() ? 0 : 1;
          for (var entry : frames.entries()) {
            try {
              entry.rows();
              entry.at(entry.low());
              frames.at(entry.low());
            } catch (MalformedException e) {
              assertTrue(e.offset() >= 0, e::getMessage);
            }
          }
        });
    assertTrue(past[0] * 2 >= tried[0], () -> past[0] + " of " + tried[0] + " got past a header");
  }
}
