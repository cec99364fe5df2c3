package faultline.formats.python;

import faultline.formats.bytes.MalformedException;
import faultline.formats.python.Expression.Argument;
import faultline.formats.python.Expression.Clause;
import faultline.formats.python.Expression.Constant;
import faultline.formats.python.Expression.Entry;
import faultline.formats.python.Expression.Kind;
import faultline.formats.python.Expression.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads expressions, by descent from the loosest operator to the tightest.
final class ExpressionParser {
  /// The interpreter has a limit of its own, near 100 brackets.
  private static final int DEEPEST = 200;

  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "as",
          "assert",
          "break",
          "class",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "finally",
          "for",
          "from",
          "global",
          "if",
          "import",
          "in",
          "is",
          "nonlocal",
          "or",
          "pass",
          "raise",
          "return",
          "try",
          "while",
          "with");

  private static final String[][] ARITHMETIC = {
    {"|"}, {"^"}, {"&"}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "//", "%", "@"}
  };

  private final List<Token> tokens;
  private int at;
  private int depth;

  ExpressionParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peek(int further) {
    return tokens.get(Math.min(at + further, tokens.size() - 1));
  }

  Token next() {
    var token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  int position() {
    return at;
  }

  void seek(int position) {
    at = position;
  }

  boolean accept(String text) {
    if (peek().is(text)) {
      next();
      return true;
    }
    return false;
  }

  void expect(String text) {
    if (!accept(text)) {
      throw malformed("no " + text);
    }
  }

  void expect(Token.Kind kind) {
    if (peek().kind() != kind) {
      throw malformed("no " + kind.name().toLowerCase(java.util.Locale.ROOT));
    }
    next();
  }

  String name() {
    var token = peek();
    if (token.kind() != Token.Kind.NAME || KEYWORDS.contains(token.text())) {
      throw malformed("no name");
    }
    return next().text();
  }

  String dotted() {
    var text = new StringBuilder(name());
    while (accept(".")) {
      text.append('.').append(name());
    }
    return text.toString();
  }

  MalformedException malformed(String what) {
    var token = peek();
    return new MalformedException(
        PythonReader.FORMAT, token.offset(), what + " in line " + token.line());
  }

  /// Expressions with commas between them, which make a tuple, or one without.
  Expression list() {
    int line = peek().line();
    var first = starred();
    if (!peek().is(",")) {
      return first;
    }
    var items = new ArrayList<>(List.of(first));
    while (accept(",")) {
      if (ends()) {
        break;
      }
      items.add(starred());
    }
    return new Expression.Items(line, Kind.TUPLE, List.copyOf(items));
  }

  private boolean ends() {
    var token = peek();
    return token.kind() == Token.Kind.NEWLINE
        || token.kind() == Token.Kind.END
        || token.kind() == Token.Kind.OPERATOR && ")]}=:;".indexOf(token.text().charAt(0)) >= 0;
  }

  private Expression starred() {
    int line = peek().line();
    return accept("*") ? new Expression.Starred(line, arithmetic(0)) : named();
  }

  /// What stands before `in`.
  Expression targets() {
    int line = peek().line();
    var first = target();
    if (!peek().is(",")) {
      return first;
    }
    var items = new ArrayList<>(List.of(first));
    while (accept(",") && !peek().is("in")) {
      items.add(target());
    }
    return new Expression.Items(line, Kind.TUPLE, List.copyOf(items));
  }

  Expression target() {
    int line = peek().line();
    return accept("*") ? new Expression.Starred(line, arithmetic(0)) : arithmetic(0);
  }

  Expression named() {
    var first = peek();
    if (first.kind() == Token.Kind.NAME && peek(1).is(":=")) {
      next();
      next();
      return new Expression.Named(first.line(), first.text(), expression());
    }
    return expression();
  }

  Expression expression() {
    if (++depth > DEEPEST) {
      throw malformed("expression of more than " + DEEPEST + " levels");
    }
    try {
      var first = peek();
      if (first.is("lambda")) {
        next();
        var parameters = parameters(":", false);
        expect(":");
        return new Expression.Lambda(first.line(), parameters, expression());
      }
      if (first.is("yield")) {
        next();
        accept("from");
        if (!ends()) {
          list();
        }
        return new Expression.Later(first.line(), "yield");
      }
      var then = either();
      if (accept("if")) {
        var test = either();
        expect("else");
        return new Expression.Choice(first.line(), test, then, expression());
      }
      return then;
    } finally {
      depth--;
    }
  }

  private Expression either() {
    var left = both();
    while (peek().is("or")) {
      int line = next().line();
      left = new Expression.Binary(line, "or", left, both());
    }
    return left;
  }

  private Expression both() {
    var left = negation();
    while (peek().is("and")) {
      int line = next().line();
      left = new Expression.Binary(line, "and", left, negation());
    }
    return left;
  }

  private Expression negation() {
    int negations = 0;
    int line = peek().line();
    while (accept("not")) {
      negations++;
    }
    var value = comparison();
    for (; negations > 0; negations--) {
      value = new Expression.Unary(line, "not", value);
    }
    return value;
  }

  private @Nullable String comparator() {
    var token = peek();
    if (token.kind() == Token.Kind.OPERATOR
        && Set.of("<", ">", "==", ">=", "<=", "!=").contains(token.text())) {
      return next().text();
    }
    if (token.is("in")) {
      next();
      return "in";
    }
    if (token.is("is")) {
      next();
      return accept("not") ? "is not" : "is";
    }
    if (token.is("not") && peek(1).is("in")) {
      next();
      next();
      return "not in";
    }
    return null;
  }

  private Expression comparison() {
    int line = peek().line();
    var left = arithmetic(0);
    var operators = new ArrayList<String>();
    var others = new ArrayList<Expression>();
    for (var operator = comparator(); operator != null; operator = comparator()) {
      operators.add(operator);
      others.add(arithmetic(0));
    }
    return operators.isEmpty()
        ? left
        : new Expression.Comparison(line, left, List.copyOf(operators), List.copyOf(others));
  }

  private Expression arithmetic(int level) {
    if (level == ARITHMETIC.length) {
      return unary();
    }
    var left = arithmetic(level + 1);
    while (peek().kind() == Token.Kind.OPERATOR
        && List.of(ARITHMETIC[level]).contains(peek().text())) {
      var operator = next();
      left = new Expression.Binary(operator.line(), operator.text(), left, arithmetic(level + 1));
    }
    return left;
  }

  private Expression unary() {
    var first = peek();
    if (first.kind() == Token.Kind.OPERATOR && Set.of("-", "+", "~").contains(first.text())) {
      next();
      if (++depth > DEEPEST) {
        throw malformed("expression of more than " + DEEPEST + " levels");
      }
      try {
        return new Expression.Unary(first.line(), first.text(), unary());
      } finally {
        depth--;
      }
    }
    if (first.is("await") && peek(1).kind() != Token.Kind.OPERATOR) {
      next();
      unary();
      return new Expression.Later(first.line(), "await");
    }
    var value = trailed();
    if (peek().is("**")) {
      int line = next().line();
      return new Expression.Binary(line, "**", value, unary());
    }
    return value;
  }

  private Expression trailed() {
    var value = atom();
    while (true) {
      var token = peek();
      if (token.is(".")) {
        next();
        value = new Expression.Attribute(token.line(), value, attribute());
      } else if (token.is("(")) {
        next();
        value = new Expression.Call(value.line(), value, arguments());
      } else if (token.is("[")) {
        next();
        value = new Expression.Subscript(value.line(), value, subscripts());
        expect("]");
      } else {
        return value;
      }
    }
  }

  private String attribute() {
    if (peek().kind() != Token.Kind.NAME) {
      throw malformed("no name behind a dot");
    }
    return next().text();
  }

  /// What stands in brackets that nobody needs.
  void brackets() {
    expect("[");
    int open = 1;
    while (open > 0 && peek().kind() != Token.Kind.END) {
      var token = next();
      open += token.is("[") ? 1 : token.is("]") ? -1 : 0;
    }
  }

  private Expression subscripts() {
    int line = peek().line();
    var first = subscript();
    if (!peek().is(",")) {
      return first;
    }
    var items = new ArrayList<>(List.of(first));
    while (accept(",") && !peek().is("]")) {
      items.add(subscript());
    }
    return new Expression.Items(line, Kind.TUPLE, List.copyOf(items));
  }

  private Expression subscript() {
    int line = peek().line();
    Optional<Expression> from = peek().is(":") ? Optional.empty() : Optional.of(starred());
    if (!accept(":")) {
      return from.orElseThrow(() -> malformed("no index"));
    }
    Optional<Expression> to = Optional.empty();
    Optional<Expression> step = Optional.empty();
    if (!ends() && !peek().is(",")) {
      to = Optional.of(expression());
    }
    if (accept(":") && !ends() && !peek().is(",")) {
      step = Optional.of(expression());
    }
    return new Expression.Slice(line, from, to, step);
  }

  /// The arguments of a call, whose bracket is open, up to and with the closing one.
  List<Argument> arguments() {
    var found = new ArrayList<Argument>();
    while (!peek().is(")")) {
      if (accept("**")) {
        found.add(new Argument(Optional.empty(), 2, expression()));
      } else if (accept("*")) {
        found.add(new Argument(Optional.empty(), 1, expression()));
      } else if (peek().kind() == Token.Kind.NAME && peek(1).is("=")) {
        var name = next().text();
        next();
        found.add(new Argument(Optional.of(name), 0, expression()));
      } else {
        var value = named();
        if (peek().is("for") || peek().is("async")) {
          value = comprehension(value.line(), Kind.GENERATOR, Optional.empty(), value);
        }
        found.add(new Argument(Optional.empty(), 0, value));
      }
      if (!accept(",")) {
        break;
      }
    }
    expect(")");
    return List.copyOf(found);
  }

  /// Parameters up to `end`, which is not taken.
  List<Parameter> parameters(String end, boolean annotated) {
    var found = new ArrayList<Parameter>();
    while (!peek().is(end)) {
      int stars = accept("**") ? 2 : accept("*") ? 1 : 0;
      if (accept("/") || stars == 1 && peek().is(",")) {
        if (!accept(",")) {
          break;
        }
        continue;
      }
      var name = name();
      if (annotated && accept(":")) {
        starred();
      }
      Optional<Expression> standard = accept("=") ? Optional.of(expression()) : Optional.empty();
      found.add(new Parameter(name, stars, standard));
      if (!accept(",")) {
        break;
      }
    }
    return List.copyOf(found);
  }

  private Expression atom() {
    var token = peek();
    switch (token.kind()) {
      case NAME -> {
        if (KEYWORDS.contains(token.text())) {
          throw malformed("unexpected " + token.text());
        }
        next();
        return switch (token.text()) {
          case "None" -> new Expression.Fixed(token.line(), Constant.NONE);
          case "True" -> new Expression.Fixed(token.line(), Constant.TRUE);
          case "False" -> new Expression.Fixed(token.line(), Constant.FALSE);
          default -> new Expression.Name(token.line(), token.text());
        };
      }
      case NUMBER -> {
        next();
        return Literals.number(token);
      }
      case STRING -> {
        var parts = new ArrayList<Token>();
        while (peek().kind() == Token.Kind.STRING) {
          parts.add(next());
        }
        return Literals.string(parts);
      }
      case OPERATOR -> {
        switch (token.text()) {
          case "(" -> {
            return round();
          }
          case "[" -> {
            return square();
          }
          case "{" -> {
            return curly();
          }
          case "..." -> {
            next();
            return new Expression.Fixed(token.line(), Constant.ELLIPSIS);
          }
          default -> throw malformed("unexpected " + token.text());
        }
      }
      case NEWLINE, INDENT, DEDENT, END -> throw malformed("line that ends too early");
    }
    throw malformed("no expression");
  }

  private Expression round() {
    int line = next().line();
    if (accept(")")) {
      return new Expression.Items(line, Kind.TUPLE, List.of());
    }
    var value = list();
    if (peek().is("for") || peek().is("async")) {
      value = comprehension(line, Kind.GENERATOR, Optional.empty(), value);
    }
    expect(")");
    return value;
  }

  private Expression square() {
    int line = next().line();
    if (accept("]")) {
      return new Expression.Items(line, Kind.LIST, List.of());
    }
    var first = starred();
    if (peek().is("for") || peek().is("async")) {
      var made = comprehension(line, Kind.LIST, Optional.empty(), first);
      expect("]");
      return made;
    }
    return new Expression.Items(line, Kind.LIST, items(first, "]"));
  }

  private List<Expression> items(Expression first, String end) {
    var items = new ArrayList<>(List.of(first));
    while (accept(",") && !peek().is(end)) {
      items.add(starred());
    }
    expect(end);
    return List.copyOf(items);
  }

  private Expression curly() {
    int line = next().line();
    if (accept("}")) {
      return new Expression.Dictionary(line, List.of());
    }
    if (!peek().is("**")) {
      var first = starred();
      if (!peek().is(":")) {
        if (peek().is("for") || peek().is("async")) {
          var made = comprehension(line, Kind.SET, Optional.empty(), first);
          expect("}");
          return made;
        }
        return new Expression.Items(line, Kind.SET, items(first, "}"));
      }
      next();
      var value = expression();
      if (peek().is("for") || peek().is("async")) {
        var made = comprehension(line, Kind.DICTIONARY, Optional.of(first), value);
        expect("}");
        return made;
      }
      return dictionary(line, new Entry(Optional.of(first), value));
    }
    next();
    return dictionary(line, new Entry(Optional.empty(), arithmetic(0)));
  }

  private Expression dictionary(int line, Entry first) {
    var entries = new ArrayList<>(List.of(first));
    while (accept(",") && !peek().is("}")) {
      if (accept("**")) {
        entries.add(new Entry(Optional.empty(), arithmetic(0)));
      } else {
        var key = expression();
        expect(":");
        entries.add(new Entry(Optional.of(key), expression()));
      }
    }
    expect("}");
    return new Expression.Dictionary(line, List.copyOf(entries));
  }

  private Expression comprehension(
      int line, Kind kind, Optional<Expression> key, Expression element) {
    var clauses = new ArrayList<Clause>();
    while (accept("async") || peek().is("for")) {
      expect("for");
      var target = targets();
      expect("in");
      var source = either();
      var conditions = new ArrayList<Expression>();
      while (accept("if")) {
        conditions.add(either());
      }
      clauses.add(new Clause(target, source, List.copyOf(conditions)));
    }
    return new Expression.Comprehension(line, kind, key, element, List.copyOf(clauses));
  }
}
