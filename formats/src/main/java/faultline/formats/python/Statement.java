package faultline.formats.python;

import faultline.formats.python.Expression.Argument;
import faultline.formats.python.Expression.Parameter;
import java.util.List;
import java.util.Optional;

/// A statement (Python 3.13 Language Reference, chapters 7 and 8). `line` is that of its first
/// token, counted from 1.
public sealed interface Statement {
  int line();

  /// `a = b = value`. An annotation without a value is no assignment and a [Plain].
  record Assignment(int line, List<Expression> targets, Expression value) implements Statement {}

  /// `target += value`: the operator is without its `=`.
  record Augmented(int line, Expression target, String operator, Expression value)
      implements Statement {}

  record Evaluated(int line, Expression expression) implements Statement {}

  record ClassDefinition(
      int line,
      String name,
      List<Argument> bases,
      List<Expression> decorators,
      List<Statement> body)
      implements Statement {}

  record FunctionDefinition(
      int line,
      String name,
      List<Parameter> parameters,
      List<Expression> decorators,
      List<Statement> body)
      implements Statement {}

  record If(int line, Expression test, List<Statement> body, List<Statement> otherwise)
      implements Statement {}

  record For(
      int line,
      Expression target,
      Expression source,
      List<Statement> body,
      List<Statement> otherwise)
      implements Statement {}

  record While(int line, Expression test, List<Statement> body, List<Statement> otherwise)
      implements Statement {}

  record Try(
      int line,
      List<Statement> body,
      List<Except> handlers,
      List<Statement> otherwise,
      List<Statement> last)
      implements Statement {}

  /// `except type as name:`
  record Except(int line, Optional<Expression> type, Optional<String> name, List<Statement> body) {}

  record With(int line, List<Context> contexts, List<Statement> body) implements Statement {}

  record Context(Expression value, Optional<Expression> target) {}

  record Import(int line, List<Alias> names) implements Statement {}

  /// `from ..module import names`: `dots` counts the leading ones, and one of the names may be `*`.
  record FromImport(int line, int dots, String module, List<Alias> names) implements Statement {}

  record Alias(String name, Optional<String> as) {}

  record Return(int line, Optional<Expression> value) implements Statement {}

  /// What has no effect on what names stand for: `pass`, `break`, `raise`, `assert` and others.
  record Plain(int line, String word) implements Statement {}

  /// What the reader did not understand, with the block that belongs to it.
  record Unread(int line, String why) implements Statement {}
}
