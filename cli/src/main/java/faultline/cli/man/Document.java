package faultline.cli.man;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A page of the documentation, told to a manual page. It knows what our pages use of Markdown:
/// headings, paragraphs, lists, tables and fenced blocks.
final class Document {
  private static final Pattern ITEM = Pattern.compile("(?:[-*]|[0-9]+\\.) +(.*)");

  private final List<String> lines;
  private final Roff page;
  private final Set<String> taken;
  private int at;

  /// @param taken the headings that the manual page has already
  private Document(String markdown, Roff page, Set<String> taken) {
    this.lines = markdown.lines().toList();
    this.page = page;
    this.taken = taken;
  }

  /// Writes what follows the title of a page and its first paragraph, which say what the model says
  /// too.
  static void write(String markdown, Roff page, Set<String> taken) {
    var document = new Document(markdown, page, taken);
    document.skipIntroduction();
    while (document.at < document.lines.size()) {
      document.block();
    }
  }

  private void skipIntroduction() {
    while (at < lines.size() && (lines.get(at).startsWith("# ") || lines.get(at).isBlank())) {
      at++;
    }
    while (at < lines.size() && isText(lines.get(at))) {
      at++;
    }
  }

  private static boolean isText(String line) {
    return !line.isBlank()
        && !line.startsWith("#")
        && !line.startsWith("```")
        && !line.startsWith("|")
        && !line.startsWith("<!--")
        && !ITEM.matcher(line).matches();
  }

  private void block() {
    String line = lines.get(at);
    if (line.isBlank()) {
      at++;
    } else if (line.startsWith("<!--")) {
      comment();
    } else if (line.startsWith("```")) {
      fence();
    } else if (line.startsWith("|")) {
      table();
    } else if (line.startsWith("#")) {
      heading(line);
    } else if (ITEM.matcher(line).matches()) {
      item();
    } else {
      page.paragraph();
      page.words(paragraph(lines.get(at++)));
    }
  }

  private void comment() {
    while (at < lines.size() && !lines.get(at++).contains("-->")) {
      // it is for the tests
    }
  }

  private void fence() {
    var inside = new ArrayList<String>();
    at++;
    while (at < lines.size() && !lines.get(at).startsWith("```")) {
      inside.add(lines.get(at++).replaceFirst("^\\$ \\./", "\\$ ")); // it is installed
    }
    at++;
    page.paragraph();
    page.example(inside);
  }

  private void heading(String line) {
    at++;
    String title = line.replaceFirst("^#+ +", "").replace("`", "");
    if (line.startsWith("###")) {
      page.request("SS " + Roff.quoted(title));
      return;
    }
    String upper = title.toUpperCase(Locale.ROOT);
    page.section(taken.contains(upper) ? "MORE ABOUT " + upper : upper);
  }

  private void item() {
    var item = ITEM.matcher(lines.get(at++));
    if (item.matches()) {
      page.request("IP \\(bu 2");
      page.words(paragraph(item.group(1)));
    }
  }

  /// The text that begins with `first`, up to a line that is no text.
  private String paragraph(String first) {
    var all = new StringBuilder(first);
    while (at < lines.size() && isText(lines.get(at))) {
      all.append(' ').append(lines.get(at++).strip());
    }
    return all.toString();
  }

  /// A row is an entry: its first cell, and what the others say of it.
  private void table() {
    List<String> head = cells(lines.get(at++));
    while (at < lines.size() && lines.get(at).startsWith("|")) {
      List<String> row = cells(lines.get(at++));
      if (row.stream().allMatch(cell -> cell.matches(":?-+:?"))) {
        continue;
      }
      page.request("TP");
      page.words("**" + row.getFirst().replace("`", "") + "**");
      for (int i = 1; i < row.size(); i++) {
        if (i > 1) {
          page.request("br");
        }
        page.words((row.size() > 2 ? head.get(i) + ": " : "") + row.get(i));
      }
    }
  }

  /// The cells of a row; `\|` is no end of one.
  private static List<String> cells(String row) {
    var cells = new ArrayList<String>();
    for (String cell : row.strip().replaceAll("^\\||\\|$", "").split("(?<!\\\\)\\|", -1)) {
      cells.add(cell.strip().replace("\\|", "|"));
    }
    return cells;
  }
}
