package faultline.formats.json;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A whole JSON value, for documents that are small enough to hold.
public sealed interface Json {
  /// An object. Fields keep the order of the document; of two with the same name the later one
  /// counts, as in JavaScript.
  record Fields(Map<String, Json> byName) implements Json {
    public Fields {
      byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }
  }

  /// An array.
  record Items(List<Json> values) implements Json {
    public Items {
      values = List.copyOf(values);
    }
  }

  /// A string.
  record Text(String value) implements Json {}

  /// A number as it stands in the document, so that no digit is lost.
  @SuppressWarnings("AvoidCommonTypeNames") // JSON's own word for it
  record Number(String literal) implements Json {
    /// The value, where it is a whole number that fits.
    public OptionalLong whole() {
      if (literal.length() > LONGEST_WHOLE) {
        return OptionalLong.empty();
      }
      try {
        return OptionalLong.of(new BigDecimal(literal).longValueExact());
      } catch (ArithmeticException e) {
        return OptionalLong.empty();
      }
    }

    public double real() {
      return Double.parseDouble(literal);
    }
  }

  /// `true` or `false`.
  record Bool(boolean value) implements Json {}

  /// `null`.
  record Null() implements Json {}

  /// Longer literals are no `long`, and expanding a huge exponent would take memory without end.
  int LONGEST_WHOLE = 32;

  /// The value at the end of a path of field names; empty where a step is missing or is no object.
  default Optional<Json> at(String... path) {
    Json value = this;
    for (var name : path) {
      if (!(value instanceof Fields(var byName))) {
        return Optional.empty();
      }
      var next = byName.get(name);
      if (next == null) {
        return Optional.empty();
      }
      value = next;
    }
    return Optional.of(value);
  }

  /// The text at the end of a path; empty where there is none or it is no text.
  default Optional<String> textAt(String... path) {
    return at(path)
        .flatMap(value -> value instanceof Text(var text) ? Optional.of(text) : Optional.empty());
  }

  /// The whole number at the end of a path.
  default OptionalLong wholeAt(String... path) {
    return at(path)
        .filter(Number.class::isInstance)
        .map(value -> ((Number) value).whole())
        .orElse(OptionalLong.empty());
  }

  /// The elements of the array at the end of a path; none where there is no array.
  default List<Json> itemsAt(String... path) {
    return at(path)
        .filter(Items.class::isInstance)
        .map(value -> ((Items) value).values())
        .orElse(List.of());
  }

  /// The fields of the object at the end of a path; none where there is no object.
  default Map<String, Json> fieldsAt(String... path) {
    return at(path)
        .filter(Fields.class::isInstance)
        .map(value -> ((Fields) value).byName())
        .orElse(Map.of());
  }
}
