package faultline.formats.python;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// An expression (Python 3.13 Language Reference, chapter 6). `line` is that of its first token,
/// counted from 1.
public sealed interface Expression {
  int line();

  record Name(int line, String id) implements Expression {}

  record Whole(int line, BigInteger value) implements Expression {}

  /// A number that is not whole.
  record Real(int line, String text) implements Expression {}

  /// A string, of bytes where `bytes`; adjacent ones are joined. Characters of bytes are one byte
  /// each.
  record Text(int line, String value, boolean bytes) implements Expression {}

  /// A string with expressions in it: parts that are [Text] stand as they are.
  record Formatted(int line, List<Expression> parts) implements Expression {}

  enum Constant {
    NONE,
    TRUE,
    FALSE,
    ELLIPSIS
  }

  record Fixed(int line, Constant constant) implements Expression {}

  record Attribute(int line, Expression of, String name) implements Expression {}

  record Subscript(int line, Expression of, Expression index) implements Expression {}

  record Slice(
      int line, Optional<Expression> from, Optional<Expression> to, Optional<Expression> step)
      implements Expression {}

  record Call(int line, Expression function, List<Argument> arguments) implements Expression {}

  /// One argument. `name` is there for `name=value`; `stars` is 1 for `*value` and 2 for `**value`.
  record Argument(Optional<String> name, int stars, Expression value) {}

  enum Kind {
    LIST,
    TUPLE,
    SET,
    DICTIONARY,
    GENERATOR
  }

  record Items(int line, Kind kind, List<Expression> items) implements Expression {}

  /// A dictionary that is written out. An entry without a key is `**value`.
  record Dictionary(int line, List<Entry> entries) implements Expression {}

  record Entry(Optional<Expression> key, Expression value) {}

  /// `[element for ... in ...]` and its like; `key` is there for dictionaries.
  record Comprehension(
      int line, Kind kind, Optional<Expression> key, Expression element, List<Clause> clauses)
      implements Expression {}

  record Clause(Expression target, Expression source, List<Expression> conditions) {}

  /// `operator` is `-`, `+`, `~` or `not`.
  record Unary(int line, String operator, Expression operand) implements Expression {}

  /// `operator` is one of arithmetic, or `and` and `or`.
  record Binary(int line, String operator, Expression left, Expression right)
      implements Expression {}

  /// `left < b <= c`: as many operators as there are others.
  record Comparison(int line, Expression left, List<String> operators, List<Expression> others)
      implements Expression {}

  record Choice(int line, Expression test, Expression then, Expression otherwise)
      implements Expression {}

  record Lambda(int line, List<Parameter> parameters, Expression body) implements Expression {}

  /// A parameter of a function. `stars` is 1 for `*args` and 2 for `**kwargs`.
  record Parameter(String name, int stars, Optional<Expression> standard) {}

  record Starred(int line, Expression value) implements Expression {}

  /// `name := value`
  record Named(int line, String name, Expression value) implements Expression {}

  /// `await` and `yield`, whose values nobody knows before they run.
  record Later(int line, String word) implements Expression {}
}
