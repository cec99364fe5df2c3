package faultline.abi;

import faultline.abi.Difference.Kind;
import faultline.abi.Shape.Sort;
import java.util.Optional;

/// Compares what two sides say about one value that is passed, returned or stored.
///
/// What is no fault in practice is none here: a handle held as a number, bytes under any name, an
/// enumeration as an `int`, anything behind a pointer to anything.
final class ValueComparison {
  /// How a value travels.
  enum Way {
    PASSED,
    RETURNED,
    STORED,
    POINTED
  }

  /// What is wrong with a value, in words that go on after "is".
  record Mismatch(Kind kind, String expected, String actual, boolean grave, String note) {
    Mismatch(Kind kind, Shape expected, Shape actual, boolean grave) {
      this(kind, sized(expected), sized(actual), grave, "");
    }
  }

  private static final int DEEPEST = 8;

  private ValueComparison() {}

  static Optional<Mismatch> of(Shape declared, Shape defined, Way way) {
    return compare(declared, defined, way, 0);
  }

  /// A type with its size.
  static String sized(Shape shape) {
    var size = shape.size();
    return size.isEmpty()
        ? shape.text()
        : shape.text() + " (" + size.getAsLong() + (size.getAsLong() == 1 ? " byte)" : " bytes)");
  }

  private static Optional<Mismatch> compare(Shape declared, Shape defined, Way way, int depth) {
    if (depth > DEEPEST) {
      return Optional.empty();
    }
    return switch (declared) {
      case Shape.Unknown _ -> Optional.empty();
      case Shape.Nothing _ -> Optional.empty();
      case Shape.Number number -> number(number, defined, way);
      case Shape.Address address -> address(address, defined, way, depth);
      case Shape.Composite composite -> composite(composite, defined, way);
      // An array is a pointer to its first element wherever a value is passed.
      case Shape.Series series ->
          way == Way.STORED || way == Way.POINTED
              ? Optional.empty()
              : address(new Shape.Address(series.text(), 8, series.element()), defined, way, depth);
      case Shape.Code code -> code(code, defined, depth);
    };
  }

  private static Optional<Mismatch> number(Shape.Number declared, Shape defined, Way way) {
    return switch (defined) {
      case Shape.Number number -> numbers(declared, number, way);
      case Shape.Address address -> {
        if (!declared.whole()) {
          yield Optional.of(new Mismatch(Kind.PARAM_CLASS, defined, declared, true));
        }
        yield declared.bytes() == address.bytes()
            ? Optional.empty()
            : Optional.of(new Mismatch(Kind.PARAM_WIDTH, defined, declared, true));
      }
      case Shape.Composite composite ->
          way == Way.POINTED
              ? Optional.empty()
              : Optional.of(new Mismatch(Kind.INDIRECTION, composite, declared, true));
      case Shape.Nothing _, Shape.Series _, Shape.Code _, Shape.Unknown _ -> Optional.empty();
    };
  }

  private static Optional<Mismatch> numbers(Shape.Number declared, Shape.Number defined, Way way) {
    if (declared.sort() == Sort.COMPLEX || defined.sort() == Sort.COMPLEX) {
      return declared.sort() == defined.sort() && declared.bytes() == defined.bytes()
          ? Optional.empty()
          : Optional.of(new Mismatch(Kind.PARAM_CLASS, defined, declared, true));
    }
    if (declared.whole() != defined.whole()) {
      return Optional.of(new Mismatch(Kind.PARAM_CLASS, defined, declared, true));
    }
    if (declared.bytes() != defined.bytes()) {
      boolean bool = declared.sort() == Sort.BOOLEAN || defined.sort() == Sort.BOOLEAN;
      var kind =
          bool
              ? Kind.BOOL
              : declared.whole() && (declared.platform() || defined.platform())
                  ? Kind.LONG
                  : way == Way.STORED ? Kind.MEMBER_SIZE : Kind.PARAM_WIDTH;
      return Optional.of(new Mismatch(kind, defined, declared, true));
    }
    boolean signs =
        declared.sort() == Sort.SIGNED && defined.sort() == Sort.UNSIGNED
            || declared.sort() == Sort.UNSIGNED && defined.sort() == Sort.SIGNED;
    // A byte is a byte.
    return signs && declared.bytes() > 1
        ? Optional.of(new Mismatch(Kind.SIGNEDNESS, defined, declared, false))
        : Optional.empty();
  }

  private static Optional<Mismatch> composite(Shape.Composite declared, Shape defined, Way way) {
    return switch (defined) {
      case Shape.Number _, Shape.Address _ when way != Way.POINTED ->
          Optional.of(new Mismatch(Kind.INDIRECTION, defined, declared, true));
      case Shape.Address _ -> Optional.of(new Mismatch(Kind.POINTEE, defined, declared, true));
      case Shape.Number number when !bytes(number) ->
          // A structure around one number is a way to give it a name.
          declared.size().orElse(-1) == number.bytes()
              ? Optional.empty()
              : Optional.of(new Mismatch(Kind.POINTEE, defined, declared, false));
      case Shape.Number _,
          Shape.Composite _,
          Shape.Nothing _,
          Shape.Series _,
          Shape.Code _,
          Shape.Unknown _ ->
          Optional.empty();
    };
  }

  private static Optional<Mismatch> address(
      Shape.Address declared, Shape defined, Way way, int depth) {
    boolean anything = declared.target() instanceof Shape.Nothing;
    return switch (defined) {
      case Shape.Address address -> {
        var inner = pointees(declared, address, depth);
        yield inner.map(
            found ->
                new Mismatch(
                    found.kind(),
                    defined.text(),
                    declared.text(),
                    found.grave(),
                    "which point to " + found.expected() + " and " + found.actual()));
      }
      case Shape.Number number -> {
        if (!number.whole() || number.bytes() != declared.bytes()) {
          yield Optional.of(new Mismatch(Kind.INDIRECTION, defined, declared, true));
        }
        // A handle may be a number on one side; a pointer to something certain is none.
        yield anything || way == Way.POINTED
            ? Optional.empty()
            : Optional.of(new Mismatch(Kind.INDIRECTION, defined, declared, true));
      }
      case Shape.Composite composite ->
          way == Way.POINTED && anything
              ? Optional.of(new Mismatch(Kind.POINTEE, composite, declared, false))
              : Optional.of(
                  new Mismatch(
                      way == Way.POINTED ? Kind.POINTEE : Kind.INDIRECTION,
                      composite,
                      declared,
                      true));
      case Shape.Series _, Shape.Nothing _, Shape.Code _, Shape.Unknown _ -> Optional.empty();
    };
  }

  private static Optional<Mismatch> pointees(
      Shape.Address declared, Shape.Address defined, int depth) {
    var mine = declared.target();
    var theirs = defined.target();
    if (mine instanceof Shape.Nothing
        || theirs instanceof Shape.Nothing
        || mine instanceof Shape.Unknown
        || theirs instanceof Shape.Unknown) {
      return Optional.empty();
    }
    if (mine instanceof Shape.Code one) {
      return code(one, theirs, depth + 1);
    }
    if (theirs instanceof Shape.Code) {
      return Optional.empty();
    }
    boolean wide = mine.text().contains("wchar");
    if (mine instanceof Shape.Number one && bytes(one)) {
      // Anything can be read as bytes. Characters of four bytes are no characters of one.
      boolean string = declared.conversion() == Shape.Conversion.COPIED;
      return string
              && theirs instanceof Shape.Number other
              && other.sort() == Sort.CHARACTER
              && other.bytes() > 1
          ? Optional.of(new Mismatch(Kind.POINTEE, theirs, mine, true))
          : string && theirs instanceof Shape.Address
              ? Optional.of(new Mismatch(Kind.POINTEE, theirs, mine, true))
              : Optional.empty();
    }
    if (theirs instanceof Shape.Number other && bytes(other)) {
      return wide || mine instanceof Shape.Address one && !(one.target() instanceof Shape.Nothing)
          ? Optional.of(new Mismatch(Kind.POINTEE, theirs, mine, true))
          : Optional.empty();
    }
    if (mine instanceof Shape.Address one && theirs instanceof Shape.Composite) {
      return Optional.of(new Mismatch(Kind.POINTEE, theirs, one, true));
    }
    if (mine instanceof Shape.Series one) {
      mine = innermost(one);
    }
    if (theirs instanceof Shape.Series other) {
      theirs = innermost(other);
    }
    return compare(mine, theirs, Way.POINTED, depth + 1)
        .map(
            found ->
                found.kind() == Kind.PARAM_CLASS || found.kind() == Kind.INDIRECTION
                    ? new Mismatch(
                        Kind.POINTEE, found.expected(), found.actual(), found.grave(), found.note())
                    : found);
  }

  private static Shape innermost(Shape.Series series) {
    Shape at = series;
    while (at instanceof Shape.Series inner) {
      at = inner.element();
    }
    return at;
  }

  private static boolean bytes(Shape.Number number) {
    return number.bytes() == 1 && number.sort() != Sort.BOOLEAN;
  }

  /// A callback is declared by who implements it: what the library passes must be what it takes.
  private static Optional<Mismatch> code(Shape.Code declared, Shape defined, int depth) {
    if (!(defined instanceof Shape.Code other)) {
      return Optional.empty();
    }
    var mine = declared.prototype();
    var theirs = other.prototype();
    if (mine.parameters().isEmpty() || theirs.parameters().isEmpty()) {
      return Optional.empty();
    }
    var passed = theirs.parameters().get();
    var taken = mine.parameters().get();
    if (passed.size() != taken.size() && !theirs.variadic()) {
      return Optional.of(
          new Mismatch(Kind.CALLBACK, count(passed.size()), count(taken.size()), true, ""));
    }
    for (int i = 0; i < Math.min(passed.size(), taken.size()); i++) {
      int number = i + 1;
      var found = compare(taken.get(i).shape(), passed.get(i).shape(), Way.PASSED, depth + 1);
      if (found.isPresent()) {
        return found.map(
            inner ->
                new Mismatch(
                    inner.kind() == Kind.SIGNEDNESS ? Kind.SIGNEDNESS : Kind.CALLBACK,
                    inner.expected() + " as parameter " + number,
                    inner.actual(),
                    inner.grave(),
                    inner.note()));
      }
    }
    return result(mine.returns().shape(), theirs.returns().shape(), depth);
  }

  private static Optional<Mismatch> result(Shape mine, Shape theirs, int depth) {
    boolean given = !(mine instanceof Shape.Nothing);
    boolean wanted = !(theirs instanceof Shape.Nothing);
    if (wanted && !given && !(theirs instanceof Shape.Unknown)) {
      return Optional.of(
          new Mismatch(Kind.CALLBACK, sized(theirs) + " as result", "nothing", true, ""));
    }
    if (!wanted || !given) {
      return Optional.empty();
    }
    return compare(mine, theirs, Way.RETURNED, depth + 1)
        .map(
            inner ->
                new Mismatch(
                    inner.kind() == Kind.SIGNEDNESS ? Kind.SIGNEDNESS : Kind.CALLBACK,
                    inner.expected() + " as result",
                    inner.actual(),
                    inner.grave(),
                    inner.note()));
  }

  private static String count(int parameters) {
    return parameters + (parameters == 1 ? " parameter" : " parameters");
  }
}
