package faultline.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseFileTest {
  private static final String CASE =
      """
      # FL-X-001 a-fault

      What happened.

      ```trace
      line 1
      line 2
      ```

      ```report
      PASS
      ```
      """;

  @TempDir Path folder;

  private CaseFile read(String text) throws IOException {
    return CaseFile.read(Files.writeString(folder.resolve("case.md"), text));
  }

  @Test
  void hasATitleAndNamedBlocks() throws IOException {
    CaseFile one = read(CASE);
    assertEquals("FL-X-001 a-fault", one.title());
    assertEquals("line 1\nline 2\n", one.block("trace"));
    assertEquals("", one.block("symbols"));
    assertEquals(List.of(one), CaseFile.in(folder));
  }

  @Test
  void demandsTheWholeBlock() throws IOException {
    CaseFile one = read(CASE);
    one.expect("report", "PASS", false);
    assertThrows(AssertionError.class, () -> one.expect("report", "FAIL", false));
  }

  @Test
  void acceptsWhatTheProgramSaysNow() throws IOException {
    read(CASE).expect("report", "FAIL\n", true);
    CaseFile accepted = CaseFile.read(folder.resolve("case.md"));
    assertEquals("FAIL\n", accepted.block("report"));
    accepted.expect("notes", "new\n", true);
    assertEquals(
        CASE.replace("PASS", "FAIL") + "\n```notes\nnew\n```\n",
        Files.readString(folder.resolve("case.md")));
  }

  @Test
  void refusesABlockWithoutAnEnd() {
    assertThrows(AssertionError.class, () -> read("# title\n\n```trace\nline\n"));
    assertThrows(AssertionError.class, () -> read("no title\n"));
  }
}
