package faultline.cli;

import faultline.formats.bytes.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The arguments as bytes. The JVM decodes them with the character set of the locale, which loses
/// what it does not know; a watched command must get the very bytes.
final class Arguments {
  private static final Path OWN = Path.of("/proc/self/cmdline");

  private Arguments() {}

  /// `decoded` again, lossless where the kernel tells.
  static String[] raw(String[] decoded) {
    for (String one : decoded) {
      if (!ascii(one)) {
        return again(decoded);
      }
    }
    return decoded;
  }

  private static String[] again(String[] decoded) {
    List<String> all;
    try {
      all = split(Files.readAllBytes(OWN));
    } catch (IOException _) {
      return decoded; // no /proc: what the JVM decoded is all there is
    }
    int options = all.size() - decoded.length;
    return options < 0 ? decoded : all.subList(options, all.size()).toArray(String[]::new);
  }

  private static List<String> split(byte[] line) {
    var all = new ArrayList<String>();
    int start = 0;
    for (int i = 0; i < line.length; i++) {
      if (line[i] == 0) {
        all.add(RawText.decode(line, start, i - start));
        start = i + 1;
      }
    }
    return all;
  }

  private static boolean ascii(String text) {
    for (int i = 0; i < text.length(); i++) { // a stream would load a dozen classes at each start
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
