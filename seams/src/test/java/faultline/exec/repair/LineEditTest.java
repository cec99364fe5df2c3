package faultline.exec.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A word is replaced where it stands alone, and a real shell and a real sed agree.
class LineEditTest {
  private static final String SIGNS = " '\"\\$&*[]^.#|,@!%~(){}<>;?`=+-éß漢";
  private static final String LETTERS = "abcxyzABC019_";

  @Test
  void replacesAWordThatStandsOnceAndAlone() {
    assertEquals("use ./part", LineEdit.replaced("use ./prat", "prat", "part"));
    assertEquals("-L/srv/lib64 -lz", LineEdit.replaced("-L/srv/lib -lz", "/srv/lib", "/srv/lib64"));
    assertEquals("a: /srv/x/b.c", LineEdit.replaced("a: /srv/y/b.c", "/srv/y", "/srv/x"));
    assertEquals("it is part.", LineEdit.replaced("it is prat.", "prat", "part"));
  }

  @Test
  void leavesPartsOfOtherWordsAlone() {
    assertNull(LineEdit.replaced("use ./pratfall", "prat", "part"));
    assertNull(LineEdit.replaced("use sprat", "prat", "part"));
    assertNull(LineEdit.replaced("prat => ./prat", "prat", "part"));
    assertNull(LineEdit.replaced("prat.json", "prat", "part"));
    assertNull(LineEdit.replaced("$HOME/srv/lib", "/srv/lib", "/srv/lib64"));
    assertNull(LineEdit.replaced("${TOP}/srv/lib", "/srv/lib", "/srv/lib64"));
    assertNull(LineEdit.replaced("$prat", "prat", "part"));
  }

  @Test
  void shellAndSedAgree(@TempDir Path directory) throws Exception {
    var random = new Random(20261126);
    List<String> wanted = new ArrayList<>();
    var script = new StringBuilder();
    for (int i = 0; wanted.size() < 400; i++) {
      var old = word(random, LETTERS + SIGNS);
      var right = word(random, LETTERS + SIGNS);
      var line = word(random, LETTERS + SIGNS) + " " + old + " " + word(random, LETTERS + SIGNS);
      var better = LineEdit.replaced(line, old, right);
      var file = directory.resolve("it's a \"file\" " + i);
      var command = LineEdit.sed(file.toString(), "2", old, right);
      if (better == null || command == null) {
        continue;
      }
      Files.writeString(file, "before " + old + "\n" + line + "\n" + old + " after\n");
      script.append(command).append('\n');
      wanted.add(file + "\0before " + old + "\n" + better + "\n" + old + " after\n");
    }
    var commands = directory.resolve("commands");
    Files.writeString(commands, script);
    var shell =
        new ProcessBuilder("/bin/sh", commands.toString()).redirectErrorStream(true).start();
    var said =
        new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(0, shell.waitFor(), said);
    assertEquals("", said);
    for (var one : wanted) {
      int end = one.indexOf('\0');
      assertEquals(one.substring(end + 1), Files.readString(Path.of(one.substring(0, end))));
    }
  }

  @Test
  void saysNothingWhereNoSignSetsTheWordsApart() {
    assertNull(LineEdit.sed("/f", "1", "a#|,@!%", "b"));
    assertNotNull(LineEdit.sed("/f", "1", "a#|,@!", "b"));
  }

  private static String word(Random random, String signs) {
    var text = new StringBuilder();
    int[] all = signs.codePoints().toArray();
    for (int i = 1 + random.nextInt(9); i > 0; i--) {
      text.appendCodePoint(all[random.nextInt(all.length)]);
    }
    return text.toString();
  }
}
