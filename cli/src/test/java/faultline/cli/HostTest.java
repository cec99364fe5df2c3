package faultline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostTest {
  private final String system = System.getProperty("os.name");

  @AfterEach
  void restore() {
    System.setProperty("os.name", system);
  }

  private static String refusal(String name, String... words) {
    System.setProperty("os.name", name);
    var err = new StringWriter();
    int code = Main.run(words, new PrintWriter(new StringWriter()), new PrintWriter(err));
    assertEquals(ExitCode.COULD_NOT_LOOK, code);
    return err.toString();
  }

  @Test
  void whereCommandsCannotBeWatchedTheWayOutIsNamed() {
    assertEquals(
        "faultline: a command can be watched on Linux alone, and this is Windows 11: use WSL 2"
            + " (wsl --install) and run faultline in it, or a Linux container\n",
        refusal("Windows 11", "run", "--", "true"));
    assertEquals(
        "faultline: a command can be watched on Linux alone, and this is Mac OS X: use a Linux"
            + " container (docker run -it -v \"$PWD:/src\" -w /src debian) or a Linux virtual"
            + " machine. On Windows there is WSL 2. A saved record can be explained here: faultline"
            + " run --from FILE\n",
        refusal("Mac OS X", "run", "--", "true"));
    assertEquals(
        "Mac OS X", refusal("Mac OS X", "demo").replaceFirst("(?s).*this is (.*?):.*", "$1"));
  }

  @Test
  void theDoctorSaysItToo() {
    System.setProperty("os.name", "Mac OS X");
    var out = new StringWriter();
    int code =
        Main.run(
            new String[] {"doctor"}, new PrintWriter(out), new PrintWriter(new StringWriter()));
    assertEquals(ExitCode.COULD_NOT_LOOK, code);
    assertEquals(
        "NO   run              system calls can be watched on Linux alone",
        out.toString().lines().findFirst().orElse(""));
  }
}
