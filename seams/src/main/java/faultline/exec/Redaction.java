package faultline.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Takes secrets out of environments, arguments and messages before anything is kept of them.
public final class Redaction {
  public static final String MASK = "<redacted>";
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(^|_|-)(passwords?|passwd|pwd|pass|secrets?|tokens?|apikeys?|api_?keys?|access_?keys?|private_?keys?|"
              + "credentials?|auth|authorization|cookie|session_?key|signing_?key|encryption_?key|dsn)($|_|-)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SECRET_VALUE =
      Pattern.compile(
          "\\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\\w{20,}|glpat-[\\w-]{16,}|xox[abposr]-[\\w-]{10,}"
              + "|(?:AKIA|ASIA)[0-9A-Z]{16}|sk-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[\\w-]{20,}"
              + "|AIza[\\w-]{30,}|eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]+)");
  private static final Pattern URL_PASSWORD = Pattern.compile("(\\w+://[^/\\s:@]*):([^/\\s@]+)@");
  private static final Pattern HEADER =
      Pattern.compile("((?:Bearer|Basic)\\s+)[A-Za-z0-9+/=._-]{8,}", Pattern.CASE_INSENSITIVE);
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?<![\\w-])(-{0,2}[\\w-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)[\\w-]*\\s*[=:]\\s*)(?!\\s)(\"[^\"]*\"|'[^']*'|[^\\s,;&]+)",
          Pattern.CASE_INSENSITIVE);
  private final boolean on;

  public Redaction(boolean on) {
    this.on = on;
  }

  /// `NAME=value` with the value masked where it is or looks like a secret.
  public String variable(String entry) {
    int equals = entry.indexOf('=');
    if (!on || equals < 0) {
      return entry;
    }
    var name = entry.substring(0, equals);
    var value = entry.substring(equals + 1);
    if (secretName(name) && !value.isEmpty() && !existingLooking(value)) {
      return name + "=" + MASK;
    }
    return name + "=" + text(value);
  }

  private static boolean secretName(String name) {
    var plain = name.toLowerCase(Locale.ROOT);
    return SECRET_NAME.matcher(name).find()
        && !plain.equals("pwd")
        && !plain.equals("oldpwd")
        && !plain.equals("ssh_auth_sock");
  }

  /// A path is where a secret lies, not the secret.
  private static boolean existingLooking(String value) {
    return value.startsWith("/") && value.indexOf(' ') < 0 && value.length() < 200;
  }

  /// Arguments with the values of `--password` and its like masked.
  public List<String> arguments(List<String> arguments) {
    if (!on) {
      return arguments;
    }
    var safe = new ArrayList<String>();
    boolean next = false;
    for (var argument : arguments) {
      if (next && !argument.startsWith("-")) {
        safe.add(MASK);
        next = false;
        continue;
      }
      next =
          argument.startsWith("--")
              && argument.indexOf('=') < 0
              && secretName(argument.substring(2));
      safe.add(text(argument));
    }
    return safe;
  }

  /// Text with what looks like a secret masked.
  public String text(String text) {
    if (!on) {
      return text;
    }
    var safe = text;
    if (safe.indexOf('@') >= 0) {
      safe = URL_PASSWORD.matcher(safe).replaceAll("$1:" + MASK + "@");
    }
    if (safe.length() >= 16) {
      safe = SECRET_VALUE.matcher(safe).replaceAll(MASK);
      safe = HEADER.matcher(safe).replaceAll("$1" + MASK);
    }
    if (safe.indexOf('=') >= 0 || safe.indexOf(':') >= 0) {
      safe = ASSIGNMENT.matcher(safe).replaceAll("$1" + MASK);
    }
    return safe;
  }
}
