package faultline.formats.goenv;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A version of Go as internal/gover reads it: `1.24`, `1.24rc1`, `1.24.3`.
///
/// The numbers are decimal texts, because they have no limit; absent ones are empty. `1` is
/// `1.0.0`, and before 1.21 a version without a patch is its patch 0. From 1.21 on `1.21` is the
/// language and comes before `1.21rc1` and `1.21.0`.
public record GoVersion(String major, String minor, String patch, String kind, String pre)
    implements Comparable<GoVersion> {
  private static final String NUMBER = "(0|[1-9][0-9]*)";
  private static final Pattern FORM =
      Pattern.compile(
          NUMBER + "(?:\\." + NUMBER + "(?:\\." + NUMBER + "|([a-z]+)" + NUMBER + "?)?)?");
  private static final int FIRST_WITH_LANGUAGE_VERSIONS = 21;
  private static final Comparator<String> DECIMAL =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());
  private static final Comparator<GoVersion> ORDER =
      Comparator.comparing(GoVersion::major, DECIMAL)
          .thenComparing(GoVersion::minor, DECIMAL)
          .thenComparing(GoVersion::patch, DECIMAL)
          .thenComparing(GoVersion::kind)
          .thenComparing(GoVersion::pre, DECIMAL);

  /// Less than every version: what no version can be read from.
  public static final GoVersion NONE = new GoVersion("", "", "", "", "");

  /// Reads `1.24.3`; [#NONE] where it is malformed.
  public static GoVersion of(String text) {
    Matcher at = FORM.matcher(text);
    if (!at.matches()) {
      return NONE;
    }
    var minor = at.group(2);
    if (minor == null) {
      return new GoVersion(at.group(1), "0", "0", "", "");
    }
    boolean bare = at.group(3) == null && at.group(4) == null;
    boolean old = DECIMAL.compare(minor, Integer.toString(FIRST_WITH_LANGUAGE_VERSIONS)) < 0;
    return new GoVersion(
        at.group(1),
        minor,
        at.group(3) != null ? at.group(3) : bare && old ? "0" : "",
        or(at.group(4)),
        or(at.group(5)));
  }

  /// The version in the name of a toolchain, such as `go1.24.3` or `go1.24.3-company`; [#NONE]
  /// where it is no such name.
  public static GoVersion ofToolchain(String name) {
    if (name.contains("/") || name.contains("\\") || !name.startsWith("go")) {
      return NONE;
    }
    return of(name.substring(2).split("[ \t-]", 2)[0]);
  }

  /// Whether this names a language and no release.
  public boolean language() {
    return !equals(NONE) && patch.isEmpty() && kind.isEmpty() && pre.isEmpty();
  }

  /// Whether this is Go 1.`wanted` or later.
  public boolean atLeast(int wanted) {
    return compareTo(of("1." + wanted)) >= 0;
  }

  @Override
  public int compareTo(GoVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major
        + (minor.isEmpty() ? "" : "." + minor)
        + (patch.isEmpty() ? "" : "." + patch)
        + kind
        + pre;
  }

  private static String or(@Nullable String text) {
    return text == null ? "" : text;
  }
}
