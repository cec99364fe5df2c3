package faultline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

  @Test
  void longWorkIsToldAndErased() throws InterruptedException {
    var said = new StringWriter();
    try (var _ = Progress.of("reading", new PrintWriter(said), true, XTERM)) {
      Thread.sleep(1500);
    }
    String told = said.toString();
    assertTrue(told.startsWith("\r\033[Kfaultline: reading ... 1 s"), told);
    assertTrue(told.endsWith("\r\033[K"), told);
    Thread.sleep(600);
    assertEquals(told, said.toString(), "nothing comes after its end");
  }

  @Test
  void quickWorkIsNotTold() {
    var said = new StringWriter();
    try (var _ = Progress.of("reading", new PrintWriter(said), true, XTERM)) {
      // it is done
    }
    assertEquals("", said.toString());
  }

  @Test
  void elsewhereThereIsNone() throws InterruptedException {
    var said = new StringWriter();
    try (var _ = Progress.of("reading", new PrintWriter(said), false, XTERM);
        var _ = Progress.of("reading", new PrintWriter(said), true, Map.of("TERM", "dumb"))) {
      Thread.sleep(1200);
    }
    assertEquals("", said.toString());
  }

  @Test
  void namesOfFilesStayInTheLine() {
    assertEquals("reading a?b?[31m", Progress.shown("reading a\nb\033[31m"));
    assertEquals(48 + 3, Progress.shown("x".repeat(300)).length());
  }
}
