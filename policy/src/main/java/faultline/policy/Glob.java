package faultline.policy;

import java.util.regex.Pattern;

/// A pattern for names and paths: `?` is one character, `*` any number of characters but `/`, `**`
/// any number of characters at all. A path that ends in `/` has all that is in that folder.
public record Glob(String text) {
  /// Whether all of `name` fits.
  public boolean fits(String name) {
    return compiled().matcher(name).matches();
  }

  private Pattern compiled() {
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
}
