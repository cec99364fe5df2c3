package faultline.abi;

import faultline.abi.Difference.Kind;
import faultline.abi.ValueComparison.Mismatch;
import faultline.abi.ValueComparison.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compares what two sides say about one function. The first of the differences tells the others.
final class PrototypeComparison {
  private PrototypeComparison() {}

  /// What differs in the parameters, the gravest first.
  static List<Difference> parameters(FunctionDeclaration declaration, Library.Function function) {
    var mine = declaration.prototype();
    if (!function.known() || mine.parameters().isEmpty()) {
      return List.of();
    }
    var taken = function.prototype().parameters().orElse(List.of());
    var given = mine.parameters().get();
    boolean variadic = function.prototype().variadic();
    if (variadic ? given.size() < taken.size() : given.size() != taken.size()) {
      return List.of(count(declaration, function, given, taken));
    }
    var found = new ArrayList<Difference>();
    for (int i = 0; i < taken.size(); i++) {
      var one = given.get(i);
      var other = taken.get(i);
      int index = i;
      ValueComparison.of(one.shape(), other.shape(), Way.PASSED)
          .map(
              mismatch ->
                  difference(
                      mismatch,
                      parameter(index, other.name()),
                      other.name(),
                      index,
                      one,
                      other.shape(),
                      declaration,
                      function))
          .ifPresent(found::add);
    }
    for (int i = taken.size(); i < given.size(); i++) {
      var shape = given.get(i).shape();
      boolean promoted =
          shape instanceof Shape.Number number
              && (number.whole() ? number.bytes() < 4 : number.bytes() == 4);
      if (promoted) {
        found.add(
            new Difference(
                Kind.VARARGS,
                "",
                i,
                ((Shape.Number) shape).whole() ? "int" : "double",
                ValueComparison.sized(shape),
                -1,
                "argument "
                    + (i + 1)
                    + " of the open list is declared as "
                    + ValueComparison.sized(shape)
                    + ", and C reads "
                    + (((Shape.Number) shape).whole() ? "an int" : "a double")
                    + " there",
                true,
                declaration.place(),
                function.place(),
                0,
                ((Shape.Number) shape).whole()
                    ? new Shape.Number("int", Shape.Sort.SIGNED, 4)
                    : new Shape.Number("double", Shape.Sort.FLOATING, 8),
                ""));
      }
    }
    found.sort(java.util.Comparator.comparing(difference -> !difference.grave()));
    return found;
  }

  private static String parameter(int index, String name) {
    return "parameter " + (index + 1) + (name.isEmpty() ? "" : " (" + name + ")");
  }

  private static Difference count(
      FunctionDeclaration declaration,
      Library.Function function,
      List<Prototype.Parameter> given,
      List<Prototype.Parameter> taken) {
    int first = Math.min(given.size(), taken.size());
    var name = first < taken.size() ? taken.get(first).name() : "";
    boolean more = given.size() > taken.size();
    return new Difference(
        Kind.PARAM_COUNT,
        name,
        first,
        taken.size() + (function.prototype().variadic() ? " and more" : ""),
        String.valueOf(given.size()),
        -1,
        "it takes "
            + plural(taken.size(), "parameter")
            + (function.prototype().variadic() ? " at least" : "")
            + " and is declared with "
            + given.size(),
        true,
        more && given.get(first).place() != null ? given.get(first).place() : declaration.place(),
        function.place(),
        0,
        null,
        "");
  }

  private static String plural(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static Difference difference(
      Mismatch mismatch,
      String subject,
      String name,
      int index,
      Prototype.Parameter given,
      Shape taken,
      FunctionDeclaration declaration,
      Library.Function function) {
    return new Difference(
        mismatch.kind(),
        name,
        index,
        mismatch.expected(),
        mismatch.actual(),
        -1,
        subject
            + " is "
            + mismatch.expected()
            + ", declared as "
            + mismatch.actual()
            + (mismatch.note().isEmpty() ? "" : ", " + mismatch.note()),
        mismatch.grave(),
        given.place() == null ? declaration.place() : given.place(),
        function.place(),
        0,
        taken,
        "");
  }

  /// What differs in the result.
  static Optional<Difference> result(FunctionDeclaration declaration, Library.Function function) {
    var mine = declaration.prototype().returns();
    var theirs = function.prototype().returns().shape();
    if (!mine.said() && !declaration.call().resultUsed()) {
      return Optional.empty();
    }
    boolean gives = !(theirs instanceof Shape.Nothing);
    if (mine.shape() instanceof Shape.Unknown || theirs instanceof Shape.Unknown) {
      return Optional.empty();
    }
    if (mine.shape() instanceof Shape.Nothing) {
      return gives
          ? Optional.of(
              returned(
                  new Mismatch(Kind.RETURN, ValueComparison.sized(theirs), "no result", false, ""),
                  declaration,
                  function))
          : Optional.empty();
    }
    if (!gives) {
      // What nobody declared nobody need use.
      return mine.said()
          ? Optional.of(
              returned(
                  new Mismatch(Kind.RETURN, "void", ValueComparison.sized(mine.shape()), true, ""),
                  declaration,
                  function))
          : Optional.empty();
    }
    return ValueComparison.of(mine.shape(), theirs, Way.RETURNED)
        .map(
            mismatch ->
                switch (mismatch.kind()) {
                  case BOOL, LONG, SIGNEDNESS, CALLBACK, POINTEE -> mismatch;
                  default ->
                      new Mismatch(
                          Kind.RETURN,
                          mismatch.expected(),
                          mismatch.actual(),
                          mismatch.grave(),
                          mismatch.note());
                })
        .map(mismatch -> returned(mismatch, declaration, function));
  }

  private static Difference returned(
      Mismatch mismatch, FunctionDeclaration declaration, Library.Function function) {
    var result = declaration.prototype().returns();
    return new Difference(
        mismatch.kind(),
        "result",
        -1,
        mismatch.expected(),
        mismatch.actual(),
        -1,
        "it returns "
            + mismatch.expected()
            + (result.said() ? ", declared as " : ", taken as ")
            + mismatch.actual()
            + (result.said() ? "" : " because no result is declared")
            + (mismatch.note().isEmpty() ? "" : ", " + mismatch.note()),
        mismatch.grave(),
        result.place() == null ? declaration.place() : result.place(),
        function.place(),
        0,
        function.prototype().returns().shape(),
        "");
  }
}
