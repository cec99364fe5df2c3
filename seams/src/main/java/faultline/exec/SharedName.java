package faultline.exec;

import java.util.regex.Pattern;

/// Names of shared libraries.
public final class SharedName {
  private static final Pattern NAME = Pattern.compile("[^/]+\\.so(\\.[0-9A-Za-z_]+)*");

  private SharedName() {}

  /// Whether a file of that name is meant for the loader: `libz.so.1`, `_ssl.so`.
  public static boolean is(String baseName) {
    return NAME.matcher(baseName).matches();
  }

  /// `libz` of `libz.so.1`; empty for other names.
  public static String stem(String baseName) {
    int end = baseName.indexOf(".so");
    return end <= 0 ? "" : baseName.substring(0, end);
  }
}
