package faultline.cli;

import faultline.formats.bytes.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How this program was itself started, before its launcher and the JVM changed anything: what a
/// watched command has to find again.
///
/// @param environment `NAME=value` in the order of the environment, bytes that are not UTF-8 as in
///   [RawText]
/// @param descriptors the descriptors that were open
/// @param ignored the signals that were ignored, bit n-1 for signal n
/// @param blocked the signals that were blocked, bit n-1 for signal n
/// @param directory a descriptor of the working directory, or -1 where we are in it ourselves
/// @param openFiles the soft limit of open files where it was raised for the JVM, or -1
record Start(
    List<String> environment,
    List<Integer> descriptors,
    long ignored,
    long blocked,
    int directory,
    long openFiles) {
  private static final String SAVED = "FAULTLINE_SAVED_";
  private static final int HEX = 16;

  /// The descriptor of standard output.
  static final int OUTPUT = 1;

  /// The descriptor of standard error.
  static final int ERROR = 2;

  /// What the launcher said. Without the launcher, what the JVM was started with.
  static Start read() {
    return new Start(
        variables(),
        numbers(System.getProperty("faultline.fds", "0,1,2")),
        Long.parseUnsignedLong(System.getProperty("faultline.sigign", "0"), HEX),
        Long.parseUnsignedLong(System.getProperty("faultline.sigblk", "0"), HEX),
        Integer.getInteger("faultline.cwdfd", -1),
        Long.getLong("faultline.nofile", -1));
  }

  /// Whether a descriptor is a terminal: what the launcher saw.
  static boolean terminal(int descriptor) {
    for (String one : System.getProperty("faultline.tty", "").split(",", -1)) {
      if (one.equals(Integer.toString(descriptor))) {
        return true;
      }
    }
    return false;
  }

  /// `path` as the user meant it, also where we had to leave the working directory.
  static Path resolve(Path path) {
    Integer directory = Integer.getInteger("faultline.cwdfd");
    return directory == null || path.isAbsolute()
        ? path
        : Path.of("/proc/self/fd/" + directory).resolve(path);
  }

  /// The working directory of the user; empty where it has no name.
  static String workingDirectory() {
    if (Integer.getInteger("faultline.cwdfd") == null) {
      return System.getProperty("user.dir", "");
    }
    try {
      return resolve(Path.of("")).toRealPath().toString();
    } catch (IOException _) {
      return ""; // it was deleted
    }
  }

  private static List<Integer> numbers(String list) {
    return Arrays.stream(list.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static List<String> variables() {
    Integer start = Integer.getInteger("faultline.start");
    return start == null
        ? repaired(variables("/proc/self/environ"))
        : variables("/proc/self/fd/" + start);
  }

  /// The strings before the last zero byte; the launcher lets other texts follow.
  private static List<String> variables(String file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(Path.of(file));
    } catch (IOException _) {
      return environmentOfTheJvm();
    }
    var all = new ArrayList<String>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        all.add(RawText.decode(bytes, from, i - from));
        from = i + 1;
      }
    }
    return all;
  }

  private static List<String> environmentOfTheJvm() {
    return System.getenv().entrySet().stream()
        .map(one -> one.getKey() + "=" + one.getValue())
        .toList();
  }

  /// Undoes what the launcher changed for the sake of the JVM.
  private static List<String> repaired(List<String> environment) {
    Map<String, String> byName = new LinkedHashMap<>();
    environment.forEach(one -> byName.put(name(one), one));
    for (String added : System.getProperty("faultline.unset", "").split(",", -1)) {
      byName.remove(added);
    }
    for (String one : environment) {
      if (one.startsWith(SAVED)) {
        byName.remove(name(one));
        String original = one.substring(SAVED.length());
        byName.put(name(original), original);
      }
    }
    return List.copyOf(byName.values());
  }

  private static String name(String variable) {
    int end = variable.indexOf('=');
    return end < 0 ? variable : variable.substring(0, end);
  }
}
