package faultline.policy;

import faultline.core.Details;
import faultline.core.Draft;
import faultline.core.Finding;
import faultline.core.Place;
import faultline.core.Report.Part;
import faultline.core.Value;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which findings an entry of a configuration is about. What is not given fits all.
///
/// @param rule of the id or the name of the rule
/// @param path of one of the files that the finding is about, as seen from the working directory
/// @param fingerprint of the very finding
public record Selector(@Nullable Glob rule, @Nullable Glob path, @Nullable String fingerprint) {
  /// Whether `finding` of `part` is meant.
  public boolean fits(Draft draft, Part part, Finding finding) {
    return (rule == null || rule.fits(finding.rule()) || rule.fits(finding.name()))
        && (path == null || files(finding, draft.directory()).stream().anyMatch(path::fits))
        && (fingerprint == null || fingerprint.equals(draft.fingerprint(part, finding)));
  }

  /// The selector in words.
  public String text() {
    var text = new StringBuilder(rule == null ? "any rule" : rule.text());
    if (path != null) {
      text.append(" in ").append(path.text());
    }
    if (fingerprint != null) {
      text.append(" with fingerprint ").append(fingerprint);
    }
    return text.toString();
  }

  /// The files that a finding is about: where its evidence stands, and what its details call a path
  /// or a file.
  static Set<String> files(Finding finding, String directory) {
    Set<String> files = new LinkedHashSet<>();
    for (var seen : finding.evidence()) {
      switch (seen.place()) {
        case Place.Line(String source, _) -> files.add(relative(source, directory));
        case Place.Offset(String file, _) -> files.add(relative(file, directory));
        case Place.Target(String name) -> {
          if (name.contains("/")) {
            files.add(relative(name.replaceFirst(":\\d+$", ""), directory));
          }
        }
        case Place.Call _, Place.Process _ -> {}
      }
    }
    named(finding.details(), files, directory);
    return files;
  }

  private static void named(Details details, Set<String> files, String directory) {
    for (var field : details.fields()) {
      switch (field.value()) {
        case Value.Text(String text) -> {
          if (field.name().equals("file")
              || field.name().toLowerCase(Locale.ROOT).endsWith("path")) {
            files.add(relative(text, directory));
          }
        }
        case Value.Many(var values) -> {
          for (Value value : values) {
            if (value instanceof Details inner) {
              named(inner, files, directory);
            }
          }
        }
        case Details inner -> named(inner, files, directory);
        case Value.Whole _, Value.Flag _, Value.Absent _ -> {}
      }
    }
  }

  private static String relative(String path, String directory) {
    if (!directory.isEmpty() && path.startsWith(directory + "/")) {
      return path.substring(directory.length() + 1);
    }
    return path.startsWith("./") ? path.substring(2) : path;
  }
}
