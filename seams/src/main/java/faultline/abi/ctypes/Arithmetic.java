package faultline.abi.ctypes;

import faultline.core.Place;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What operators and methods of the language itself do to values.
final class Arithmetic {
  /// Larger numbers nobody computes in a declaration.
  private static final int MOST_BITS = 4096;

  private static final int MOST_ITEMS = 100_000;

  private Arithmetic() {}

  static PyValue of(String operator, PyValue left, PyValue right, Place place) {
    if (operator.equals("*")) {
      var array = series(left, right);
      if (array != null) {
        return array;
      }
    }
    var one = Evaluation.number(left);
    var other = Evaluation.number(right);
    if (one != null && other != null) {
      return numbers(operator, one, other);
    }
    if (operator.equals("/")
        && left instanceof PyValue.Text(String head, _)
        && right instanceof PyValue.Text(String tail, _)) {
      return new PyValue.Text(Paths.join(head, tail), false); // of pathlib
    }
    if (operator.equals("+")) {
      if (left instanceof PyValue.Text(String head, boolean bytes)
          && right instanceof PyValue.Text(String tail, _)) {
        return new PyValue.Text(head + tail, bytes);
      }
      if (left instanceof PyValue.Items(var head, _)
          && right instanceof PyValue.Items(var tail, _)) {
        var all = new ArrayList<>(head);
        all.addAll(tail);
        return new PyValue.Items(List.copyOf(all), place);
      }
    }
    if (operator.equals("*") && left instanceof PyValue.Items(var items, _) && other != null) {
      return repeated(items, other, place);
    }
    if (operator.equals("*") && right instanceof PyValue.Items(var items, _) && one != null) {
      return repeated(items, one, place);
    }
    if (operator.equals("%") && left instanceof PyValue.Text(String pattern, _)) {
      return percent(pattern, right);
    }
    return left instanceof PyValue.Real || right instanceof PyValue.Real
        ? new PyValue.Real()
        : new PyValue.Unknown("arithmetic with something unknown");
  }

  private static PyValue repeated(List<PyValue> items, BigInteger times, Place place) {
    long count = times.bitLength() > 31 ? MOST_ITEMS : Math.max(0, times.longValue());
    if (count * items.size() >= MOST_ITEMS) {
      return new PyValue.Unknown("a very long list");
    }
    var all = new ArrayList<PyValue>();
    for (long i = 0; i < count; i++) {
      all.addAll(items);
    }
    return new PyValue.Items(List.copyOf(all), place);
  }

  /// `c_int * 4`
  private static @Nullable PyValue series(PyValue left, PyValue right) {
    var element =
        left instanceof PyValue.Type ? left : right instanceof PyValue.Type ? right : null;
    if (element == null) {
      return null;
    }
    var count = Evaluation.number(element == left ? right : left);
    if (count == null) {
      return new PyValue.Unknown("an array whose length is not known");
    }
    if (count.signum() < 0 || count.bitLength() > 40) {
      return new PyValue.Unknown("an array of " + count + " elements");
    }
    var name = ((PyValue.Type) element).type().name() + " * " + count;
    return new PyValue.Type(new CType.Series(name, element, count.longValue()));
  }

  private static PyValue numbers(String operator, BigInteger one, BigInteger other) {
    try {
      var value =
          switch (operator) {
            case "+" -> one.add(other);
            case "-" -> one.subtract(other);
            case "*" -> one.multiply(other);
            case "//" -> floor(one, other)[0];
            case "%" -> floor(one, other)[1];
            case "|" -> one.or(other);
            case "&" -> one.and(other);
            case "^" -> one.xor(other);
            case "<<" -> other.bitLength() > 12 ? null : one.shiftLeft(other.intValueExact());
            case ">>" -> other.bitLength() > 12 ? null : one.shiftRight(other.intValueExact());
            case "**" ->
                other.signum() < 0 || other.bitLength() > 12 || one.bitLength() > 64
                    ? null
                    : one.pow(other.intValueExact());
            default -> null;
          };
      return value == null || value.bitLength() > MOST_BITS
          ? operator.equals("/") ? new PyValue.Real() : new PyValue.Unknown("arithmetic")
          : new PyValue.Whole(value);
    } catch (ArithmeticException _) {
      return new PyValue.Unknown("a division by zero");
    }
  }

  private static BigInteger[] floor(BigInteger one, BigInteger other) {
    var both = one.divideAndRemainder(other);
    boolean down = both[1].signum() != 0 && both[1].signum() != other.signum();
    return down ? new BigInteger[] {both[0].subtract(BigInteger.ONE), both[1].add(other)} : both;
  }

  private static PyValue percent(String pattern, PyValue values) {
    var given = values instanceof PyValue.Items(var items, _) ? items : List.of(values);
    var text = pattern;
    for (var value : given) {
      var words =
          switch (value) {
            case PyValue.Text(String word, _) -> word;
            case PyValue.Whole(BigInteger number) -> number.toString();
            default -> null;
          };
      if (words == null || !text.matches("(?s).*%[sd].*")) {
        return new PyValue.Unknown("a text with something unknown in it");
      }
      text = text.replaceFirst("%[sd]", java.util.regex.Matcher.quoteReplacement(words));
    }
    return new PyValue.Text(text, false);
  }

  /// Whether a comparison holds, or null where that is not known.
  static @Nullable Boolean compare(String operator, PyValue left, PyValue right) {
    var one = Evaluation.number(left);
    var other = Evaluation.number(right);
    if (one != null && other != null) {
      int order = one.compareTo(other);
      return switch (operator) {
        case "==", "is" -> order == 0;
        case "!=", "is not" -> order != 0;
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        case ">=" -> order >= 0;
        default -> null;
      };
    }
    if (left instanceof PyValue.Text(String mine, _)
        && right instanceof PyValue.Text(String theirs, _)) {
      return switch (operator) {
        case "==", "is" -> mine.equals(theirs);
        case "!=", "is not" -> !mine.equals(theirs);
        case "in" -> theirs.contains(mine);
        case "not in" -> !theirs.contains(mine);
        default -> null;
      };
    }
    var items = right instanceof PyValue.Text ? null : Evaluation.items(right);
    if (items != null && known(left) && items.stream().allMatch(Arithmetic::known)) {
      return switch (operator) {
        case "in" -> items.contains(left);
        case "not in" -> !items.contains(left);
        case "==" ->
            left instanceof PyValue.Items(var mine, _) ? (Boolean) mine.equals(items) : null;
        case "<", "<=", ">", ">=" ->
            left instanceof PyValue.Items(var mine, _) ? order(operator, mine, items) : null;
        default -> null;
      };
    }
    boolean identity = operator.equals("is") || operator.equals("is not");
    if (identity && (left == PyValue.Nil.NONE || right == PyValue.Nil.NONE)) {
      var value = left == PyValue.Nil.NONE ? right : left;
      boolean sure = value == PyValue.Nil.NONE || Boolean.TRUE.equals(Evaluation.truth(value));
      return sure ? (Boolean) ((value == PyValue.Nil.NONE) == operator.equals("is")) : null;
    }
    return null;
  }

  private static boolean known(PyValue value) {
    return value instanceof PyValue.Text
        || value instanceof PyValue.Whole
        || value instanceof PyValue.Truth;
  }

  /// Tuples are compared from their beginning: `sys.version_info >= (3, 8)`.
  private static @Nullable Boolean order(
      String operator, List<PyValue> mine, List<PyValue> theirs) {
    for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
      var one = Evaluation.number(mine.get(i));
      var other = Evaluation.number(theirs.get(i));
      if (one == null || other == null) {
        return null;
      }
      int order = one.compareTo(other);
      if (order != 0) {
        return operator.startsWith("<") ? order < 0 : order > 0;
      }
    }
    int rest = Integer.compare(mine.size(), theirs.size());
    return switch (operator) {
      case "<" -> rest < 0;
      case "<=" -> rest <= 0;
      case ">" -> rest > 0;
      default -> rest >= 0;
    };
  }

  /// A method of a text, a list or a dictionary.
  static PyValue method(PyValue self, String name, List<PyValue> given, Place place) {
    if (self instanceof PyValue.Text(String text, boolean bytes)) {
      return text(text, bytes, name, given);
    }
    if (self instanceof PyValue.Table(var entries)) {
      return switch (name) {
        case "items" ->
            new PyValue.Items(
                entries.entrySet().stream()
                    .map(
                        one ->
                            (PyValue)
                                new PyValue.Items(List.of(one.getKey(), one.getValue()), place))
                    .toList(),
                place);
        case "keys" -> new PyValue.Items(List.copyOf(entries.keySet()), place);
        case "values" -> new PyValue.Items(List.copyOf(entries.values()), place);
        case "get" -> {
          var found = given.isEmpty() ? null : entries.get(given.getFirst());
          yield found != null
              ? found
              : given.size() > 1 ? given.get(1) : new PyValue.Unknown("an entry");
        }
        default -> new PyValue.Unknown("the method " + name);
      };
    }
    return new PyValue.Unknown("the method " + name);
  }

  private static PyValue text(String text, boolean bytes, String name, List<PyValue> given) {
    var first = given.isEmpty() ? null : given.getFirst();
    return switch (name) {
      case "encode", "decode", "resolve", "absolute", "as_posix" ->
          new PyValue.Text(text, name.equals("encode") || bytes && !name.equals("decode"));
      case "strip" -> new PyValue.Text(text.strip(), bytes);
      case "lower" -> new PyValue.Text(text.toLowerCase(java.util.Locale.ROOT), bytes);
      case "upper" -> new PyValue.Text(text.toUpperCase(java.util.Locale.ROOT), bytes);
      case "startswith" ->
          first instanceof PyValue.Text(String head, _)
              ? new PyValue.Truth(text.startsWith(head))
              : new PyValue.Unknown("a condition");
      case "endswith" ->
          first instanceof PyValue.Text(String tail, _)
              ? new PyValue.Truth(text.endsWith(tail))
              : new PyValue.Unknown("a condition");
      case "joinpath" ->
          first instanceof PyValue.Text(String tail, _)
              ? new PyValue.Text(Paths.join(text, tail), false)
              : new PyValue.Unknown("a path");
      case "replace" ->
          given.size() == 2
                  && first instanceof PyValue.Text(String old, _)
                  && given.get(1) instanceof PyValue.Text(String fresh, _)
              ? new PyValue.Text(text.replace(old, fresh), bytes)
              : new PyValue.Unknown("a text");
      case "format" -> {
        var out = text;
        for (var one : given) {
          if (!(one instanceof PyValue.Text(String word, _)) || !out.contains("{}")) {
            yield new PyValue.Unknown("a text with something unknown in it");
          }
          out = out.replaceFirst("\\{\\}", java.util.regex.Matcher.quoteReplacement(word));
        }
        yield new PyValue.Text(out, bytes);
      }
      case "split" ->
          given.isEmpty()
              ? new PyValue.Items(
                  java.util.Arrays.stream(text.strip().split("\\s+"))
                      .map(word -> (PyValue) new PyValue.Text(word, bytes))
                      .toList(),
                  new Place.Target("split"))
              : new PyValue.Unknown("parts of a text");
      default -> new PyValue.Unknown("the method " + name);
    };
  }
}
