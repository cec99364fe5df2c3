package faultline.exec.env;

import faultline.formats.json.Json;
import java.util.List;
import java.util.regex.Pattern;

/// Which SDK of .NET a `global.json` takes, of those that are installed; "Matching rules" of
/// learn.microsoft.com/dotnet/core/tools/global-json.
///
/// @param version empty where any will do
/// @param policy `rollForward`
/// @param preview whether previews count
record SdkChoice(String version, String policy, boolean preview) {
  /// `8.0.204`: the second SDK line of 8.0, the fourth patch of it.
  static final Pattern VERSION =
      Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})\\.([0-9]{1,6})(-[\\w.-]+)?(\\+.*)?");

  static SdkChoice of(Json document) {
    var version = document.textAt("sdk", "version").orElse("");
    var policy = document.textAt("sdk", "rollForward").orElse("");
    boolean preview =
        !(document.fieldsAt("sdk").get("allowPrerelease") instanceof Json.Bool(boolean allowed))
            || allowed;
    if (policy.isEmpty()) {
      policy = version.isEmpty() ? "latestMajor" : "patch";
    }
    return new SdkChoice(
        version, policy, preview || VERSION.matcher(version).matches() && version.contains("-"));
  }

  /// The SDK that is taken; empty where none fits.
  String from(List<String> installed) {
    var best = "";
    for (var one : installed) {
      if (VERSION.matcher(one).matches() && (preview || !one.contains("-")) && fits(one)) {
        best = best.isEmpty() || better(one, best) ? one : best;
      }
    }
    return best;
  }

  private boolean fits(String one) {
    if (version.isEmpty()) {
      return true;
    }
    if (one.equals(version)) {
      return true;
    }
    int known =
        switch (policy) {
          case "patch", "latestPatch" -> 3;
          case "feature", "latestFeature" -> 2;
          case "minor", "latestMinor" -> 1;
          case "major", "latestMajor" -> 0;
          default -> -1; // disable, and words that nobody knows
        };
    if (known < 0 || compare(one, version) < 0) {
      return false;
    }
    for (int i = 0; i < known; i++) {
      if (part(one, i) != part(version, i)) {
        return false;
      }
    }
    return true;
  }

  private boolean better(String one, String best) {
    if (policy.startsWith("latest") || version.isEmpty()) {
      return compare(one, best) > 0;
    }
    if (policy.equals("patch") && (one.equals(version) || best.equals(version))) {
      return one.equals(version);
    }
    boolean sameBand =
        part(one, 0) == part(best, 0)
            && part(one, 1) == part(best, 1)
            && part(one, 2) == part(best, 2);
    return sameBand ? compare(one, best) > 0 : compare(one, best) < 0;
  }

  /// Major, minor, and the line of SDKs, which is the hundreds of the third number.
  private static int part(String version, int index) {
    var at = VERSION.matcher(version);
    if (!at.matches()) {
      return -1;
    }
    int number = Integer.parseInt(at.group(index + 1));
    return index == 2 ? number / 100 : number;
  }

  /// By numbers; a preview comes before what it is a preview of.
  static int compare(String one, String other) {
    var a = one.split("[-+]", 2);
    var b = other.split("[-+]", 2);
    int numbers = Versions.compare(a[0], b[0]);
    if (numbers != 0 || a.length == b.length && a.length == 1) {
      return numbers;
    }
    return a.length != b.length
        ? Integer.compare(b.length, a.length)
        : Versions.compare(a[1], b[1]) != 0 ? Versions.compare(a[1], b[1]) : a[1].compareTo(b[1]);
  }
}
