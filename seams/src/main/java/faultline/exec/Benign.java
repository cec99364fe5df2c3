package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What fails in healthy runs too: `call errno path` with what differs between machines replaced.
/// The data was recorded from commands that succeed; its first line is its version.
final class Benign {
  private static final List<String> ANYWHERE =
      List.of(
          "/usr/lib/locale/",
          "/usr/share/locale/",
          "/LC_MESSAGES/",
          "/etc/ld.so.preload",
          "/etc/ld.so.nohwcap",
          "/glibc-hwcaps/",
          "/selinux",
          "/gconv/",
          "/terminfo/",
          "/__pycache__/",
          "/sys/fs/cgroup/",
          "/sys/kernel/mm/transparent_hugepage",
          "/proc/sys/",
          "/nscd/socket",
          "/hsperfdata_",
          "/.java_pid",
          "/etc/mono/assemblies/",
          "/aot-cache/",
          "/sys/devices/",
          "/sys/bus/",
          "/sys/module/",
          "/dev/tty");

  /// Folders of a library directory that the loader asks for on some processors (glibc before
  /// 2.37).
  private static final Set<String> PROCESSOR_FOLDERS =
      Set.of("tls", "haswell", "avx512_1", "xeon_phi", "x86_64", "glibc-hwcaps", "atomics");

  private static final Benign KNOWLEDGE = new Benign();
  private final Set<String> known = new HashSet<>();

  private Benign() {
    var resource = Benign.class.getResourceAsStream("benign.txt");
    if (resource == null) {
      return;
    }
    try (var lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          known.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Benign knowledge() {
    return KNOWLEDGE;
  }

  /// Misses by which a runtime looks for one of several forms of a thing, in folders it knows: the
  /// last of them says what is missing, by a message.
  static boolean probe(Failure failure) {
    if (!failure.errno().equals("ENOENT") && !failure.errno().equals("ENOTDIR")
        || failure.creating()) {
      return false;
    }
    var path = failure.path();
    var name = failure.baseName();
    return name.endsWith(".class")
        || name.endsWith(".gch")
        || name.endsWith(".egg-link")
        || failure.is(CallShape.Kind.STATUS) && PROCESSOR_FOLDERS.contains(name)
        || name.endsWith(".exe.so")
        || name.endsWith(".dll.so")
        || name.endsWith(".so.la")
        || name.endsWith(".exe.config")
        || name.endsWith(".dll.config")
        || name.endsWith(".pyc")
        || name.endsWith(".pmc")
        || name.equals("loadall.so")
        || name.equals("php-cli.ini")
        || name.equals(".Rprofile")
        || name.equals(".Renviron")
        || name.endsWith("._pth")
        || name.endsWith("-wal")
        || name.endsWith("-journal")
        || name.endsWith("-shm")
        || name.equals(".node_modules")
        || name.equals(".node_libraries")
        || path.endsWith("/lib/node")
        || path.endsWith("/.config/go/env")
        || name.startsWith("__init__.")
        || name.contains(".cpython-")
        || name.contains(".abi3.so")
        || (path.contains("/site-packages") || path.contains("/dist-packages"))
            && failure.is(CallShape.Kind.STATUS)
        || path.endsWith("/.local")
        || path.contains("/node_modules")
            && !path.contains("/node_modules/.bin/")
            && (failure.is(CallShape.Kind.STATUS) || failure.is(CallShape.Kind.OPEN))
        || path.contains("/go-build/") && !path.contains("/tmp/")
        || path.contains("/.pyenv/") && !path.endsWith("/version");
  }

  boolean contains(Failure failure, Map<String, String> environment) {
    var path = failure.path();
    if (recordOfNumber(failure)) {
      return true;
    }
    if (probe(failure)) {
      return true;
    }
    if (ownLocale(failure, environment)) {
      return false;
    }
    for (var place : ANYWHERE) {
      if (path.contains(place)) {
        return true;
      }
    }
    return known.contains(line(failure, environment));
  }

  /// A look for the name of a number, which need not have one.
  private static boolean recordOfNumber(Failure failure) {
    return failure.path().contains("/userdb/")
        && (failure.baseName().isEmpty()
            || !Character.isLetter(failure.baseName().charAt(0))
            || failure.baseName().startsWith("root."));
  }

  /// Whether a locale was asked for by its name, and not because the environment says so.
  static boolean ownLocale(Failure failure, Map<String, String> environment) {
    var locale = Paths.localeOf(failure.path());
    if (locale.isEmpty() || locale.equals("C") || locale.startsWith("C.")) {
      return false;
    }
    var language = locale.split("[_.@]", 2)[0];
    return environment.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("LC_") || entry.getKey().startsWith("LANG"))
        .noneMatch(entry -> entry.getValue().contains(language));
  }

  /// The line of the data that stands for `failure`.
  static String line(Failure failure, Map<String, String> environment) {
    return failure.call() + ' ' + failure.errno() + ' ' + normal(failure, environment);
  }

  private static String normal(Failure failure, Map<String, String> environment) {
    var path = failure.path();
    var home = environment.getOrDefault("HOME", "");
    if (home.length() > 1 && path.startsWith(home + "/")) {
      path = "~" + path.substring(home.length());
    } else if (failure.directory().length() > 1 && path.startsWith(failure.directory() + "/")) {
      path = "." + path.substring(failure.directory().length());
    }
    var out = new StringBuilder(path.length());
    boolean digits = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (!digit) {
        out.append(c);
      } else if (!digits) {
        out.append('#');
      }
      digits = digit;
    }
    return out.toString();
  }
}
