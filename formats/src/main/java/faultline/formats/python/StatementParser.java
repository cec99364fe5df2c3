package faultline.formats.python;

import faultline.formats.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads statements. After one that it does not understand it goes on behind its line and block.
final class StatementParser {
  private static final Set<String> PLAIN =
      Set.of(
          "pass",
          "break",
          "continue",
          "global",
          "nonlocal",
          "del",
          "raise",
          "assert",
          "type",
          "print",
          "exec");

  private final ExpressionParser at;

  StatementParser(List<Token> tokens) {
    at = new ExpressionParser(tokens);
  }

  List<Statement> file() {
    var found = new ArrayList<Statement>();
    while (at.peek().kind() != Token.Kind.END) {
      statement(found);
    }
    return List.copyOf(found);
  }

  private void statement(List<Statement> into) {
    var first = at.peek();
    int start = at.position();
    try {
      switch (first.kind()) {
        case NEWLINE, DEDENT -> at.next();
        case INDENT -> {
          at.next();
          throw at.malformed("unexpected indentation");
        }
        case NAME, NUMBER, STRING, OPERATOR, END -> {
          var compound = compound(List.of());
          if (compound.isPresent()) {
            into.add(compound.get());
          } else {
            line(into);
          }
        }
      }
    } catch (MalformedException e) {
      at.seek(start);
      skip();
      into.add(new Statement.Unread(first.line(), e.what()));
    }
  }

  /// Passes over a line and the block below it.
  private void skip() {
    while (at.peek().kind() != Token.Kind.NEWLINE && at.peek().kind() != Token.Kind.END) {
      at.next();
    }
    if (at.peek().kind() == Token.Kind.NEWLINE) {
      at.next();
    }
    if (at.peek().kind() != Token.Kind.INDENT) {
      return;
    }
    int depth = 0;
    do {
      depth +=
          switch (at.next().kind()) {
            case INDENT -> 1;
            case DEDENT -> -1;
            case NAME, NUMBER, STRING, OPERATOR, NEWLINE, END -> 0;
          };
    } while (depth > 0 && at.peek().kind() != Token.Kind.END);
  }

  /// The simple statements of one line.
  private void line(List<Statement> into) {
    var found = new ArrayList<>(List.of(simple()));
    while (at.accept(";")) {
      if (at.peek().kind() == Token.Kind.NEWLINE) {
        break;
      }
      found.add(simple());
    }
    at.expect(Token.Kind.NEWLINE);
    into.addAll(found);
  }

  private Optional<Statement> compound(List<Expression> decorators) {
    var first = at.peek();
    if (first.is("async") && at.peek(1).kind() == Token.Kind.NAME) {
      at.next();
      return compound(decorators);
    }
    if (first.is("@")) {
      return Optional.of(decorated());
    }
    if (first.kind() != Token.Kind.NAME) {
      return Optional.empty();
    }
    return switch (first.text()) {
      case "if" -> Optional.of(choice());
      case "for" -> Optional.of(loop());
      case "while" -> Optional.of(whileLoop());
      case "try" -> Optional.of(attempt());
      case "with" -> Optional.of(with());
      case "def" -> Optional.of(function(decorators));
      case "class" -> Optional.of(type(decorators));
      default -> Optional.empty();
    };
  }

  private Statement decorated() {
    var decorators = new ArrayList<Expression>();
    while (at.accept("@")) {
      decorators.add(at.named());
      at.expect(Token.Kind.NEWLINE);
    }
    return compound(List.copyOf(decorators))
        .orElseThrow(() -> at.malformed("decorator of something else than a definition"));
  }

  private List<Statement> block() {
    at.expect(":");
    var found = new ArrayList<Statement>();
    if (at.peek().kind() != Token.Kind.NEWLINE) {
      line(found);
      return List.copyOf(found);
    }
    at.next();
    at.expect(Token.Kind.INDENT);
    while (at.peek().kind() != Token.Kind.DEDENT && at.peek().kind() != Token.Kind.END) {
      statement(found);
    }
    if (at.peek().kind() == Token.Kind.DEDENT) {
      at.next();
    }
    return List.copyOf(found);
  }

  private List<Statement> otherwise() {
    return at.accept("else") ? block() : List.of();
  }

  private Statement choice() {
    int line = at.next().line();
    var test = at.named();
    var body = block();
    if (at.peek().is("elif")) {
      return new Statement.If(line, test, body, List.of(choice()));
    }
    return new Statement.If(line, test, body, otherwise());
  }

  private Statement loop() {
    int line = at.next().line();
    var target = at.targets();
    at.expect("in");
    var source = at.list();
    var body = block();
    return new Statement.For(line, target, source, body, otherwise());
  }

  private Statement whileLoop() {
    int line = at.next().line();
    var test = at.named();
    var body = block();
    return new Statement.While(line, test, body, otherwise());
  }

  private Statement attempt() {
    int line = at.next().line();
    var body = block();
    var handlers = new ArrayList<Statement.Except>();
    while (at.peek().is("except")) {
      int from = at.next().line();
      at.accept("*");
      Optional<Expression> type = at.peek().is(":") ? Optional.empty() : Optional.of(at.list());
      Optional<String> name = at.accept("as") ? Optional.of(at.name()) : Optional.empty();
      handlers.add(new Statement.Except(from, type, name, block()));
    }
    var otherwise = otherwise();
    var last = at.accept("finally") ? block() : List.<Statement>of();
    return new Statement.Try(line, body, List.copyOf(handlers), otherwise, last);
  }

  private Statement with() {
    int line = at.next().line();
    int start = at.position();
    try {
      var contexts = contexts();
      return new Statement.With(line, contexts, block());
    } catch (MalformedException _) {
      // The contexts may stand in brackets.
      at.seek(start);
      at.expect("(");
      var contexts = contexts();
      at.expect(")");
      return new Statement.With(line, contexts, block());
    }
  }

  private List<Statement.Context> contexts() {
    var found = new ArrayList<Statement.Context>();
    do {
      if (at.peek().is(")")) {
        break;
      }
      var value = at.expression();
      Optional<Expression> target = at.accept("as") ? Optional.of(at.target()) : Optional.empty();
      found.add(new Statement.Context(value, target));
    } while (at.accept(","));
    return List.copyOf(found);
  }

  private Statement function(List<Expression> decorators) {
    int line = at.next().line();
    var name = at.name();
    if (at.peek().is("[")) {
      at.brackets();
    }
    at.expect("(");
    var parameters = at.parameters(")", true);
    at.expect(")");
    if (at.accept("->")) {
      at.expression();
    }
    return new Statement.FunctionDefinition(line, name, parameters, decorators, block());
  }

  private Statement type(List<Expression> decorators) {
    int line = at.next().line();
    var name = at.name();
    if (at.peek().is("[")) {
      at.brackets();
    }
    var bases = at.accept("(") ? at.arguments() : List.<Expression.Argument>of();
    return new Statement.ClassDefinition(line, name, bases, decorators, block());
  }

  private Statement simple() {
    var first = at.peek();
    if (first.kind() == Token.Kind.NAME) {
      switch (first.text()) {
        case "import" -> {
          return imported();
        }
        case "from" -> {
          return fromImport();
        }
        case "return" -> {
          at.next();
          boolean bare = at.peek().kind() == Token.Kind.NEWLINE || at.peek().is(";");
          return new Statement.Return(
              first.line(), bare ? Optional.empty() : Optional.of(at.list()));
        }
        default -> {
          var second = at.peek(1);
          boolean word =
              PLAIN.contains(first.text())
                  && (second.kind() == Token.Kind.NAME
                      || second.kind() == Token.Kind.NEWLINE
                      || second.kind() == Token.Kind.STRING
                      || second.is(";")
                      || first.is("del")
                      || first.is("assert")
                      || first.is("raise"));
          if (word) {
            while (at.peek().kind() != Token.Kind.NEWLINE && !at.peek().is(";")) {
              at.next();
            }
            return new Statement.Plain(first.line(), first.text());
          }
        }
      }
    }
    return assignment(first.line());
  }

  private Statement assignment(int line) {
    var left = at.list();
    if (at.accept(":")) {
      at.expression();
      return at.accept("=")
          ? new Statement.Assignment(line, List.of(left), at.list())
          : new Statement.Plain(line, "annotation");
    }
    var operator = at.peek().text();
    if (at.peek().kind() == Token.Kind.OPERATOR
        && operator.length() > 1
        && operator.endsWith("=")
        && !Set.of("==", "!=", "<=", ">=", ":=").contains(operator)) {
      at.next();
      return new Statement.Augmented(
          line, left, operator.substring(0, operator.length() - 1), at.list());
    }
    if (!at.peek().is("=")) {
      return new Statement.Evaluated(line, left);
    }
    var targets = new ArrayList<Expression>();
    var value = left;
    while (at.accept("=")) {
      targets.add(value);
      value = at.list();
    }
    return new Statement.Assignment(line, List.copyOf(targets), value);
  }

  private Statement imported() {
    int line = at.next().line();
    var names = new ArrayList<Statement.Alias>();
    do {
      names.add(alias(at.dotted()));
    } while (at.accept(","));
    return new Statement.Import(line, List.copyOf(names));
  }

  private Statement.Alias alias(String name) {
    return new Statement.Alias(name, at.accept("as") ? Optional.of(at.name()) : Optional.empty());
  }

  private Statement fromImport() {
    int line = at.next().line();
    int dots = 0;
    while (at.peek().is(".") || at.peek().is("...")) {
      dots += at.next().text().length();
    }
    var module = at.peek().is("import") ? "" : at.dotted();
    at.expect("import");
    var names = new ArrayList<Statement.Alias>();
    if (at.accept("*")) {
      names.add(new Statement.Alias("*", Optional.empty()));
    } else {
      boolean brackets = at.accept("(");
      do {
        if (brackets && at.peek().is(")")) {
          break;
        }
        names.add(alias(at.name()));
      } while (at.accept(","));
      if (brackets) {
        at.expect(")");
      }
    }
    return new Statement.FromImport(line, dots, module, List.copyOf(names));
  }
}
