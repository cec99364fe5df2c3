package faultline.formats.goenv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file of settings of the go command: the user's `go/env`, or `go.env` in GOROOT.
///
/// The grammar is that of `readEnvFile` in cmd/go/internal/cfg/cfg.go: a line counts when it starts
/// with one of `A` to `Z` and has an `=`; all after it is the value, blanks, quotes and a carriage
/// return included. Every other line is passed over in silence. Of two lines for one name the later
/// one counts.
public record GoEnvFile(List<Entry> entries) {
  /// One setting. `line` counts from 1; `value` is what follows the `=`, unchanged.
  public record Entry(int line, String name, String value) {}

  public GoEnvFile {
    entries = List.copyOf(entries);
  }

  /// Any text is a file of settings: what is none of them is ignored, as the go command does.
  public static GoEnvFile of(String text) {
    var entries = new ArrayList<Entry>();
    int number = 0;
    for (var line : text.split("\n", -1)) {
      number++;
      int equals = line.indexOf('=');
      if (equals > 0 && line.charAt(0) >= 'A' && line.charAt(0) <= 'Z') {
        entries.add(new Entry(number, line.substring(0, equals), line.substring(equals + 1)));
      }
    }
    return new GoEnvFile(entries);
  }

  /// The entry that counts for `name`, or null where there is none.
  public @Nullable Entry last(String name) {
    return entries.reversed().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElse(null);
  }
}
