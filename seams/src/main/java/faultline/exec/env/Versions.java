package faultline.exec.env;

import java.util.regex.Pattern;

/// Versions of dotted numbers, and the ranges that files of projects ask for.
public final class Versions {
  private static final Pattern NUMBERS = Pattern.compile("[0-9]+");

  private Versions() {}

  /// By their numbers, from left to right; an absent one is 0. Words do not count.
  static int compare(String one, String other) {
    var a = NUMBERS.matcher(one);
    var b = NUMBERS.matcher(other);
    while (true) {
      boolean left = a.find();
      boolean right = b.find();
      if (!left && !right) {
        return 0;
      }
      long x = left ? number(a.group()) : 0;
      long y = right ? number(b.group()) : 0;
      if (x != y) {
        return Long.compare(x, y);
      }
    }
  }

  private static long number(String digits) {
    return digits.length() > 9 ? 999_999_999 : Long.parseLong(digits);
  }

  /// Whether `version` has the numbers that `wanted` has: `20` is met by `20.11.1`.
  static boolean begins(String version, String wanted) {
    return version.equals(wanted) || version.startsWith(wanted + ".");
  }

  /// Whether `version` lies in a range such as `>=3.9, <3.13`, `^18.2 || >=20`, `~=3.8` or `20.x`.
  /// What cannot be read is met.
  public static boolean within(String version, String range) {
    for (var choice : range.split("\\|\\|", -1)) {
      boolean all = true;
      var spaced = choice.replaceAll("(>=|<=|==|!=|~=|[<>=^~])\\s+", "$1");
      if (spaced.contains(" - ")) {
        spaced = spaced.replaceFirst("(\\S+) - (\\S+)", ">=$1 <=$2");
      }
      for (var part : spaced.split("[,\\s]+", -1)) {
        all &= part.isEmpty() || meets(version, part);
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  private static boolean meets(String version, String part) {
    var at =
        Pattern.compile("(>=|<=|===?|!=|~=|[<>=^~]|)v?([0-9][0-9.]*?)((?:\\.[x*X])*)")
            .matcher(part);
    if (!at.matches()) {
      return true;
    }
    var wanted = at.group(2);
    int order = compare(version, wanted);
    return switch (at.group(1)) {
      case ">=" -> order >= 0;
      case "<=" -> order <= 0 || begins(version, wanted);
      case ">" -> order > 0 && !begins(version, wanted);
      case "<" -> order < 0;
      case "!=" -> !begins(version, wanted);
      case "^" -> order >= 0 && begins(version, caret(wanted));
      case "~" -> order >= 0 && begins(version, first(wanted, 2));
      case "~=" -> order >= 0 && begins(version, first(wanted, Math.max(1, dots(wanted))));
      default -> begins(version, wanted);
    };
  }

  /// What `^` keeps: all up to the first number that is not 0.
  private static String caret(String wanted) {
    var parts = wanted.split("\\.", -1);
    int count = 1;
    while (count < parts.length && parts[count - 1].equals("0")) {
      count++;
    }
    return first(wanted, count);
  }

  private static int dots(String text) {
    return (int) text.chars().filter(c -> c == '.').count();
  }

  private static String first(String wanted, int count) {
    var parts = wanted.split("\\.", -1);
    return String.join(".", java.util.Arrays.copyOf(parts, Math.min(count, parts.length)));
  }
}
