package faultline.reporters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import faultline.core.Place;
import org.junit.jupiter.api.Test;

class FilePlaceTest {
  private static String uri(Place place) {
    FilePlace file = FilePlace.of(place);
    return file == null ? "" : file.uri("/home/ann/app") + " " + file.line() + " " + file.offset();
  }

  @Test
  void pathsBecomeUriReferences() {
    assertEquals("src/a%20b.c 7 -1", uri(new Place.Line("/home/ann/app/src/a b.c", 7)));
    assertEquals("src/a.c 7 -1", uri(new Place.Line("./src/a.c", 7)));
    assertEquals("file:///usr/lib/x%23y.so 0 64", uri(new Place.Offset("/usr/lib/x#y.so", 64)));
    assertEquals("caf%C3%A9%FF%3A1 0 0", uri(new Place.Offset("caf\u00e9\udcff:1", 0)));
    assertEquals("../x 1 -1", uri(new Place.Line("../x", 1)));
    assertEquals(
        "file:///home/ann/application/x 1 -1", uri(new Place.Line("/home/ann/application/x", 1)));
  }

  @Test
  void namesAreFilesOnlyWhereTheyArePaths() {
    assertEquals("Makefile 7 -1", uri(new Place.Target("/home/ann/app/Makefile:7")));
    assertEquals("file:///etc/a%3Ab 0 -1", uri(new Place.Target("/etc/a:b")));
    assertNull(FilePlace.of(new Place.Target("PATH")));
    assertNull(FilePlace.of(new Place.Call(1, 2)));
    assertNull(FilePlace.of(new Place.Process(1)));
  }
}
