package faultline.formats.goenv;

import org.jspecify.annotations.Nullable;

/// A line of `go.mod` or `go.work` that names a version: `go 1.24` or `toolchain go1.24.3`.
///
/// Found as `GoModLookup` in cmd/go/internal/gover/gomod.go does, without parsing the whole file:
/// the first line that starts with the word and a blank. `number` counts from 1.
public record GoModLine(int number, String word, String value) {
  /// The line for `word`, or null where there is none.
  public static @Nullable GoModLine find(String text, String word) {
    int number = 0;
    for (var raw : text.split("\n", -1)) {
      number++;
      var line = raw.strip();
      if (line.startsWith(word)
          && line.length() > word.length()
          && (line.charAt(word.length()) == ' ' || line.charAt(word.length()) == '\t')) {
        var value = line.substring(word.length());
        int comment = value.indexOf("//");
        return new GoModLine(
            number, word, (comment < 0 ? value : value.substring(0, comment)).strip());
      }
    }
    return null;
  }
}
