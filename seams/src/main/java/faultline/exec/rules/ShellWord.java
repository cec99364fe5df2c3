package faultline.exec.rules;

/// Text as one word of a POSIX shell command.
public final class ShellWord {
  private static final String PLAIN = "_-+=:,./@%";

  private ShellWord() {}

  public static String quote(String text) {
    if (!text.isEmpty() && text.chars().allMatch(ShellWord::plain)) {
      return text;
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /// A path as a word that no command takes for an option.
  public static String path(String path) {
    return quote(path.startsWith("-") ? "./" + path : path);
  }

  private static boolean plain(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || PLAIN.indexOf(c) >= 0;
  }
}
