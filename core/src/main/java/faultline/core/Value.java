package faultline.core;

import java.util.List;

/// Anything that can stand behind a name in [Details].
public sealed interface Value
    permits Value.Text, Value.Whole, Value.Flag, Value.Absent, Value.Many, Details {

  /// A string. Bytes of the watched world that are not UTF-8 are lone surrogates in it.
  record Text(String text) implements Value {}

  /// A whole number.
  record Whole(long number) implements Value {}

  /// A yes or no.
  record Flag(boolean set) implements Value {}

  /// No value.
  enum Absent implements Value {
    ABSENT
  }

  /// Values in order.
  record Many(List<Value> values) implements Value {
    public Many {
      values = List.copyOf(values);
    }
  }
}
