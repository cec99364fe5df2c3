package faultline.formats.strace;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The few hundred names of calls, errors and signals, so that a million lines share one string of
/// each.
final class Names {
  private static final int SLOTS = 1 << 12;

  private final @Nullable String[] slots = new String[SLOTS];

  String of(byte[] b, int at, int end) {
    int hash = 0;
    for (int i = at; i < end; i++) {
      hash = hash * 31 + b[i];
    }
    int slot = (hash ^ hash >>> 15) & (SLOTS - 1);
    var known = slots[slot];
    if (known != null && same(known, b, at, end)) {
      return known;
    }
    var name = new String(b, at, end - at, StandardCharsets.ISO_8859_1);
    slots[slot] = name;
    return name;
  }

  private static boolean same(String name, byte[] b, int at, int end) {
    if (name.length() != end - at) {
      return false;
    }
    for (int i = at; i < end; i++) {
      if (name.charAt(i - at) != (b[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }
}
