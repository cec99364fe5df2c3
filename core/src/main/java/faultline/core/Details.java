package faultline.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ordered tree of names and values: what a seam adds to a finding or to its part of the report,
/// in a form that a reporter can write without knowing the seam.
///
/// Immutable: each of the adding methods returns a new tree.
///
/// ```java
/// Details.NONE.text("call", "openat").number("pid", 4711).text("errno", null)
/// ```
public record Details(List<Field> fields) implements Value {

  /// No details.
  public static final Details NONE = new Details(List.of());

  /// A name and its value.
  public record Field(String name, Value value) {}

  public Details {
    fields = List.copyOf(fields);
    var names = new HashSet<String>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new IllegalArgumentException("two values for " + field.name());
      }
    }
  }

  /// Adds a string, or the absence of one.
  public Details text(String name, @Nullable String text) {
    return with(name, text == null ? Value.Absent.ABSENT : new Value.Text(text));
  }

  /// Adds a whole number.
  public Details number(String name, long number) {
    return with(name, new Value.Whole(number));
  }

  /// Adds a yes or no.
  public Details flag(String name, boolean set) {
    return with(name, new Value.Flag(set));
  }

  /// Adds a name that has no value here.
  public Details absent(String name) {
    return with(name, Value.Absent.ABSENT);
  }

  /// Adds a list of strings.
  public Details texts(String name, List<String> texts) {
    return with(name, new Value.Many(texts.stream().<Value>map(Value.Text::new).toList()));
  }

  /// Adds a tree under a name, or the absence of one.
  public Details nested(String name, @Nullable Details details) {
    return with(name, details == null ? Value.Absent.ABSENT : details);
  }

  /// Adds a list of trees.
  public Details list(String name, List<Details> details) {
    return with(name, new Value.Many(List.copyOf(details)));
  }

  /// Adds a value of any kind.
  public Details with(String name, Value value) {
    var more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Details(more);
  }

  /// The value behind `name`; [Value.Absent#ABSENT] when there is none.
  public Value get(String name) {
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .map(Field::value)
        .findFirst()
        .orElse(Value.Absent.ABSENT);
  }

  /// The string behind `name`, or an empty one.
  public String textOf(String name) {
    return get(name) instanceof Value.Text(String text) ? text : "";
  }
}
