package faultline.formats.toml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value of a TOML document.
public sealed interface Toml {
  /// Where it begins, in bytes; for a table its header or its first key.
  long offset();

  /// Keys and values in the order of the document.
  record Table(long offset, Map<String, Toml> byName) implements Toml {
    public Table {
      byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /// The value of a key, or null.
    public @Nullable Toml get(String key) {
      return byName.get(key);
    }
  }

  /// An array, or an array of tables.
  record Items(long offset, List<Toml> values) implements Toml {
    public Items {
      values = List.copyOf(values);
    }
  }

  /// A string.
  record Text(long offset, String value) implements Toml {}

  /// A whole number.
  record Whole(long offset, long value) implements Toml {}

  /// A number with a fraction, or one that is infinite or none.
  record Real(long offset, double value) implements Toml {}

  /// `true` or `false`.
  record Flag(long offset, boolean value) implements Toml {}

  /// A date, a time or both, as it is written.
  record Moment(long offset, String text) implements Toml {}

  /// The line of a document, counted from 1, in which the byte `offset` stands.
  static int line(byte[] document, long offset) {
    int line = 1;
    for (int i = 0; i < Math.min(offset, document.length); i++) {
      if (document[i] == '\n') {
        line++;
      }
    }
    return line;
  }
}
