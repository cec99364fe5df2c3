package faultline.cli.man;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ManPageTest {
  private static String told(String markdown) {
    var page = new Roff();
    Document.write(markdown, page, Set.of("OPTIONS"));
    return page.toString();
  }

  @Test
  void theTitleAndTheIntroductionAreLeftOut() {
    assertEquals(
        ".PP\nWhat follows.\n", told("# faultline run\n\nIt runs\na command.\n\nWhat follows.\n"));
  }

  @Test
  void headings() {
    assertEquals(
        ".SH \"FOR PROGRAMS\"\nText.\n.SS \"A `code`\"\n".replace("`code`", "code"),
        told("## For programs\n\nText.\n\n### A `code`\n"));
    assertEquals(".SH \"MORE ABOUT OPTIONS\"\n", told("## Options\n"));
  }

  @Test
  void commandsAreThoseOfAnInstalledProgram() {
    assertEquals(
        ".PP\n.RS 4\n.EX\n$ faultline run \\-\\- ./x\n\\&.hidden\n\\(aq\\e0\n.EE\n.RE\n",
        told("```console\n$ ./faultline run -- ./x\n.hidden\n'\\0\n```\n"));
  }

  @Test
  void whatTestsNeedIsLeftOut() {
    assertEquals(".PP\nAfter.\n", told("<!-- setup\nmkfifo a\n-->\n<!-- one line -->\n\nAfter.\n"));
  }

  @Test
  void tablesAreListsOfTheirFirstCells() {
    assertEquals(
        ".TP\n\\fB0 or |\\fR\nnothing \\fBfound\\fR\n",
        told("| code | means |\n|---|---|\n| `0` or \\| | nothing **found** |\n"));
    assertEquals(
        ".TP\n\\fBbash\\fR\nTry: a\n.br\nKeep: b\n",
        told("| Shell | Try | Keep |\n|---|:-:|---|\n| bash | a | b |\n"));
  }

  @Test
  void lists() {
    assertEquals(
        ".IP \\(bu 2\nOne goes on.\n.IP \\(bu 2\nTwo\n", told("- One\n  goes on.\n1. Two\n"));
  }

  @Test
  void linesAreShortAndLinksAreWords() {
    assertEquals(
        ".PP\nSee schema, and it (https://a.b/c).\n",
        told("| a |\n\nSee [schema](x.json), and [it](https://a.b/c).\n"));
    told("word ".repeat(100)).lines().forEach(line -> assertEquals(true, line.length() < 80, line));
  }

  @Test
  void anyCharacter() {
    assertEquals("\\[u00B7]\\[u1F600]\\(ga\\(ha\\(ti\\e", Roff.escaped("·😀`^~\\"));
  }
}
