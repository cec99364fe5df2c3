package faultline.policy;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A pattern for names and paths: `?` is one character, `*` any number of characters but `/`, `**`
/// any number of characters at all. A path that ends in `/` has all that is in that folder.
public final class Glob {
  private final String text;
  private final Pattern compiled;

  public Glob(String text) {
    this.text = text;
    this.compiled = compiled(text);
  }

  /// The pattern as it was written.
  public String text() {
    return text;
  }

  /// Whether all of `name` fits.
  public boolean fits(String name) {
    return compiled.matcher(name).matches();
  }

  private static Pattern compiled(String text) {
    var regex = new StringBuilder();
    String pattern = text.endsWith("/") ? text + "**" : text;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (pattern.startsWith("**/", i)) {
        regex.append("(?:.*/)?");
        i += 2;
      } else if (pattern.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Glob glob && text.equals(glob.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
