package faultline.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A whole output that a person has read, kept in a file. `-Dfaultline.cases=accept` takes the new
/// one, as for case files.
public final class Golden {
  private Golden() {}

  /// Demands that `actual` is the text of `file`.
  public static void expect(Path file, String actual) {
    try {
      if (CaseFile.ACCEPT) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, actual);
      }
      assertEquals(Files.readString(file), actual, file::toString);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
