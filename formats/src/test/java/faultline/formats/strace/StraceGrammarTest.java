package faultline.formats.strace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.testkit.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The reader against a writer of the same grammar: every line is classified and every pair is the
/// right one. `-Dfaultline.fuzz.runs=N` reads N logs.
class StraceGrammarTest {
  private static final int RUNS = Integer.getInteger("faultline.fuzz.runs", 20_000);
  private static final int DAMAGES = 10;

  @Test
  void findsInALogWhatWasWrittenIntoIt() {
    Seeded.runs(RUNS / DAMAGES, StraceGrammarTest::findsWhatWasWritten);
  }

  private static void findsWhatWasWritten(Random random) {
    var log = new WrittenLog(random, 1 + random.nextInt(120));
    var bytes = log.text.toByteArray();
    var found = new ArrayList<String>();
    var reader = new StraceReader(event -> found.add(WrittenLog.found(event)));
    if (log.silentTid != 0) {
      reader.begin(log.silentTid);
    }
    // In pieces of any size, as a pipe gives them.
    for (int at = 0; at < bytes.length; ) {
      int size = Math.min(bytes.length - at, 1 + random.nextInt(400));
      reader.accept(bytes, at, size);
      at += size;
    }
    reader.end();
    for (int i = 0; i < Math.min(found.size(), log.expected.size()); i++) {
      assertEquals(log.expected.get(i), found.get(i));
    }
    assertEquals(log.expected.size(), found.size());
  }

  @Test
  void eachEventNamesTheByteItsLineBeginsAt() {
    Seeded.runs(
        50,
        random -> {
          var bytes = new WrittenLog(random, 60).text.toByteArray();
          var starts = new ArrayList<>(List.of(0L));
          for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
              starts.add(i + 1L);
            }
          }
          StraceReader.events(MemorySegment.ofArray(bytes))
              .map(StraceEvent::at)
              .forEach(at -> assertEquals(starts.get((int) at.line() - 1), at.offset()));
        });
  }

  @Test
  void anyBytesGiveEventsAndNothingIsThrown() {
    Seeded.runs(
        RUNS / DAMAGES,
        random -> {
          var bytes = new WrittenLog(random, 1 + random.nextInt(12)).text.toByteArray();
          for (int i = 0; i < DAMAGES; i++) {
            readToTheEnd(Seeded.damaged(random, bytes));
          }
        });
  }

  static void readToTheEnd(byte[] bytes) {
    StraceReader.events(MemorySegment.ofArray(bytes))
        .forEach(
            event -> {
              var at = event.at();
              assertTrue(at.offset() >= 0 && at.offset() <= bytes.length, event::toString);
              assertTrue(at.line() >= 1, event::toString);
              if (event instanceof StraceEvent.Call call) {
                call.arguments().list();
                call.arguments().firstText();
                assertTrue(call.began().line() <= at.line(), event::toString);
              }
            });
  }
}
