package faultline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.core.ProbeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  @TempDir Path folder;

  /// What lies in `folder` and is named, whatever there may be in the shared temporary folder.
  private List<Leftovers.Item> items() throws ProbeException {
    var environment =
        Map.of(
            "TMPDIR", folder.toString(),
            "XDG_CACHE_HOME", folder.resolve("cache").toString(),
            "HOME", folder.resolve("home").toString());
    return Leftovers.of(environment).items().stream()
        .filter(item -> item.path().startsWith(folder))
        .toList();
  }

  private static void write(Path file, String text) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, text);
  }

  @Test
  void removesWhatIsOursAndNothingElse() throws ProbeException, IOException {
    write(folder.resolve("cache/faultline/checkouts/home/x/@/target/a.jar"), "12345");
    write(folder.resolve("cache/faultline/notes"), "of the user");
    write(folder.resolve("faultline-crash-12.log"), "123");
    write(folder.resolve("faultline-crash-report.log"), "of the user");
    write(folder.resolve("faultline-demo-77/weather.c"), "1");
    assertEquals(List.of(5L, 3L, 1L), sorted(items()));
    for (var item : items()) {
      assertTrue(item.remove());
    }
    assertEquals(List.of(), items());
    assertTrue(Files.exists(folder.resolve("cache/faultline/notes")));
    assertTrue(Files.exists(folder.resolve("faultline-crash-report.log")));
    assertTrue(Files.notExists(folder.resolve("cache/faultline/checkouts")));
  }

  @Test
  void anEmptyFolderOfCachesGoesToo() throws ProbeException, IOException {
    write(folder.resolve("cache/faultline/m2/x"), "1");
    items().forEach(Leftovers.Item::remove);
    assertTrue(Files.notExists(folder.resolve("cache/faultline")));
    assertTrue(Files.exists(folder.resolve("cache")));
  }

  @Test
  void linksAreNotFollowed() throws ProbeException, IOException {
    write(folder.resolve("precious/file"), "dear");
    Files.createDirectories(folder.resolve("cache/faultline/checkouts"));
    Files.createSymbolicLink(folder.resolve("cache/faultline/m2"), folder.resolve("precious"));
    Files.createSymbolicLink(
        folder.resolve("cache/faultline/checkouts/x"), folder.resolve("precious"));
    var items = items();
    assertEquals(
        List.of("", "a symbolic link"), items.stream().map(Leftovers.Item::refusal).toList());
    assertTrue(items.getFirst().remove());
    assertTrue(Files.exists(folder.resolve("precious/file")));
    assertTrue(Files.notExists(folder.resolve("cache/faultline/checkouts")));
  }

  @Test
  void aLinkInPlaceOfTheWholeFolderIsKept() throws ProbeException, IOException {
    write(folder.resolve("precious/checkouts/file"), "dear");
    Files.createDirectories(folder.resolve("cache"));
    Files.createSymbolicLink(folder.resolve("cache/faultline"), folder.resolve("precious"));
    assertEquals(
        List.of("no folder, or a link to one"),
        items().stream().map(Leftovers.Item::refusal).toList());
  }

  private static List<Long> sorted(List<Leftovers.Item> items) {
    return items.stream().map(Leftovers.Item::bytes).sorted((a, b) -> Long.compare(b, a)).toList();
  }
}
