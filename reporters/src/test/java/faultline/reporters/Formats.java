package faultline.reporters;

import faultline.core.Reporter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// The reporters by name, and what their escapes stand for.
final class Formats {
  private static final String PAGE =
      "# A page\n\nIt has `code`, <b> & a\nsecond line.\n\n## Fix\n\n```sh\n$ true <x>\n```\n";

  private Formats() {}

  static Reporter of(String format) {
    return switch (format) {
      case "text" -> new TextReporter();
      case "json" -> new JsonReporter();
      case "jsonl" -> new JsonLinesReporter();
      case "sarif" -> new SarifReporter(rule -> rule.equals("FL-EXEC-001") ? PAGE : null);
      case "junit" -> new JUnitReporter();
      case "github" -> new GitHubReporter();
      case "markdown" -> new MarkdownReporter();
      case "html" -> new HtmlReporter(rule -> rule.equals("FL-EXEC-001") ? PAGE : null);
      case "otlp" -> new OtlpReporter();
      default -> throw new IllegalArgumentException(format);
    };
  }

  /// `text` without the escapes of markup, annotations and JSON, and without quotation marks, so
  /// that the same words can be looked for in all of them.
  static String plain(String text) {
    return URLDecoder.decode(
            text.replaceAll("%(?![0-9A-F]{2})", "%25").replace("+", "%2B"), StandardCharsets.UTF_8)
        .replace("&quot;", "")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace("\\\"", "")
        .replaceAll("\\\\([_*|$~#`])", "$1")
        .replace("\"", "");
  }
}
