package faultline.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A literate case: prose for a reader who has the problem, fenced inputs named by format, and a
/// fenced block with what the program says about them.
///
/// With `-Dfaultline.cases=accept` the case takes what the program says now; the difference is then
/// for a person to review.
public record CaseFile(Path file, String title, List<Block> blocks) {
  private static final String FENCE = "```";
  static final boolean ACCEPT = "accept".equals(System.getProperty("faultline.cases"));

  /// A fenced block. `text` ends with a line feed unless it is empty.
  public record Block(String kind, String text) {}

  public CaseFile {
    blocks = List.copyOf(blocks);
  }

  /// All cases below `folder`, in the order of their names.
  public static List<CaseFile> in(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.endsWith("README.md"))
          .sorted()
          .map(CaseFile::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The case in `file`.
  public static CaseFile read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String title =
        lines.stream()
            .filter(line -> line.startsWith("# "))
            .findFirst()
            .map(line -> line.substring(2))
            .orElseThrow(() -> new AssertionError(file + " has no title"));
    return new CaseFile(file, title, fenced(file, lines));
  }

  private static List<Block> fenced(Path file, List<String> lines) {
    var blocks = new ArrayList<Block>();
    String kind = null;
    var text = new StringBuilder();
    for (String line : lines) {
      if (kind == null && line.startsWith(FENCE)) {
        kind = line.substring(FENCE.length()).strip();
        text.setLength(0);
      } else if (kind != null && line.equals(FENCE)) {
        blocks.add(new Block(kind, text.toString()));
        kind = null;
      } else if (kind != null) {
        text.append(line).append('\n');
      }
    }
    if (kind != null) {
      throw new AssertionError(file + ": the block " + kind + " does not end");
    }
    return blocks;
  }

  /// The text of the first block of this kind; empty where there is none.
  public String block(String kind) {
    return blocks.stream()
        .filter(block -> block.kind().equals(kind))
        .findFirst()
        .map(Block::text)
        .orElse("");
  }

  /// Demands that the block of this kind is `actual`.
  public void expect(String kind, String actual) {
    expect(kind, actual, ACCEPT);
  }

  void expect(String kind, String actual, boolean accept) {
    String ended = actual.isEmpty() || actual.endsWith("\n") ? actual : actual + "\n";
    if (accept) {
      accept(kind, ended);
    } else {
      assertEquals(block(kind), ended, () -> file + ": " + title);
    }
  }

  private void accept(String kind, String actual) {
    try {
      String all = Files.readString(file);
      String opening = FENCE + kind + "\n";
      int start = all.indexOf(opening);
      if (start < 0) {
        String gap = all.endsWith("\n\n") ? "" : all.endsWith("\n") ? "\n" : "\n\n";
        Files.writeString(file, all + gap + opening + actual + FENCE + "\n");
        return;
      }
      int from = start + opening.length();
      int end = all.startsWith(FENCE, from) ? from : all.indexOf("\n" + FENCE, from) + 1;
      Files.writeString(file, all.substring(0, from) + actual + all.substring(end));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return title;
  }
}
