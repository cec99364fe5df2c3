package faultline.exec.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.PathFact.End;
import faultline.linux.FileSystem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Only what is certain is said.
class RepairProbeTest {
  @TempDir Path top;

  @Test
  void oneSlipIsMeant() throws IOException {
    make("main.c");
    assertEquals(List.of("main.c " + RepairProbe.ONLY), look("mian.c", "mian.c", ""));
  }

  @Test
  void twoThatComeIntoQuestionAreNone() throws IOException {
    make("port");
    make("pant");
    assertEquals(List.of(), look("pont", "pont", ""));
  }

  @Test
  void theRestOfThePathMustBeThere() throws IOException {
    make("tcl/other");
    assertEquals(List.of(), look("tcllib/pkg", "tcllib", ""));
    make("tcl/pkg");
    assertEquals(List.of("tcl " + RepairProbe.ONLY), look("tcllib/pkg", "tcllib", ""));
  }

  @Test
  void anotherVersionIsAnotherThing() throws IOException {
    make("libtone.so.2");
    assertEquals(List.of(), look("libtone.so.1", "libtone.so.1", ""));
  }

  @Test
  void aFolderIsNoFile() throws IOException {
    make("mains/x");
    assertEquals(List.of(), look("main", "main", ""));
  }

  @Test
  void theOnlyEntryIsWhatALinkCanLeadTo() throws IOException {
    make("releases/6/a");
    Files.createSymbolicLink(top.resolve("now"), Path.of("releases/7"));
    assertEquals(
        List.of("releases/6 " + RepairProbe.ONLY), look("now/a", "releases/7", "releases/7"));
    make("releases/5/a");
    assertEquals(List.of(), look("now/a", "releases/7", "releases/7"));
  }

  @Test
  void examplesAreCopied() throws IOException {
    make("app.example.ini");
    assertEquals(
        List.of("app.example.ini " + RepairProbe.TEMPLATE), look("app.ini", "app.ini", ""));
  }

  @Test
  void theOnlyFileOfItsName() throws IOException {
    make("etc/rules.txt");
    assertEquals(
        List.of("etc/rules.txt " + RepairProbe.ONLY_OF_NAME), look("conf/rules.txt", "conf", ""));
    make("old/rules.txt");
    assertEquals(List.of(), look("conf/rules.txt", "conf", ""));
  }

  @Test
  void aCommonNameSaysNothing() throws IOException {
    make("etc/config.json");
    assertEquals(List.of(), look("conf/config.json", "conf", ""));
  }

  private void make(String name) throws IOException {
    Files.createDirectories(top.resolve(name).getParent());
    Files.writeString(top.resolve(name), "");
  }

  /// What is found for an open of `path` that stopped at `stop`, after the link `now` to `target`.
  private List<String> look(String path, String stop, String target) {
    var reached = top.resolve(stop).getParent().toString();
    var walked =
        new PathFact(
            top + "/" + path,
            End.MISSING,
            reached,
            top + "/" + stop,
            target.isEmpty() ? "" : top + "/now",
            target,
            040755,
            0,
            0,
            false,
            "",
            List.of());
    var failure =
        new Failure(
            1,
            2,
            0,
            "openat",
            path,
            top.toString(),
            "O_RDONLY",
            "ENOENT",
            1,
            2,
            0,
            List.of(walked));
    var start =
        new Started(1, 1, "/bin/cat", List.of("cat"), "/bin/cat", top.toString(), List.of(), false);
    var trace = new ExecTrace(List.of(start, failure), List.of(), List.of(), List.of());
    try (var arena = Arena.ofConfined()) {
      return new RepairProbe(new FileSystem(arena))
          .look(trace, failure).stream().map(this::text).toList();
    }
  }

  private String text(ElsewhereFact fact) {
    return fact.path().substring(top.toString().length() + 1) + " " + fact.note();
  }
}
