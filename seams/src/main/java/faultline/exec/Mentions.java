package faultline.exec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which variables of an environment a file names: what a program reads has to stand in it.
///
/// In a text a name counts as a whole word. A compiled program may keep its texts without anything
/// between them; there a long name counts wherever it stands.
final class Mentions {
  private static final int SHORTEST = 3;
  private static final int LONG = 6;
  private static final int BUCKETS = 1 << 12;

  private final Set<String> found = new TreeSet<>();
  private final List<List<byte[]>> byStart = new ArrayList<>();
  private int longest;

  /// @param environment `NAME=value`
  Mentions(List<String> environment) {
    for (int i = 0; i < BUCKETS; i++) {
      byStart.add(List.of());
    }
    for (var entry : environment) {
      int equals = entry.indexOf('=');
      if (equals >= SHORTEST && equals < 80) {
        add(entry.substring(0, equals).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  private void add(byte[] name) {
    longest = Math.max(longest, name.length);
    int bucket = bucket(name, 0);
    var more = new ArrayList<>(byStart.get(bucket));
    more.add(name);
    byStart.set(bucket, more);
  }

  private static int bucket(byte[] bytes, int at) {
    return (bytes[at] * 961 + bytes[at + 1] * 31 + bytes[at + 2]) & BUCKETS - 1;
  }

  /// Bytes by which pieces of one file have to overlap.
  int overlap() {
    return longest + 1;
  }

  /// Looks through one piece of a file.
  void look(byte[] piece) {
    boolean compiled = compiled(piece);
    for (int at = 0; at + SHORTEST <= piece.length; at++) {
      for (var name : byStart.get(bucket(piece, at))) {
        if (stands(piece, at, name) && (compiled && name.length >= LONG || word(piece, at, name))) {
          found.add(new String(name, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  /// The names found so far.
  List<String> found() {
    return List.copyOf(found);
  }

  private static boolean compiled(byte[] piece) {
    for (byte one : piece) {
      if (one == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean stands(byte[] piece, int at, byte[] name) {
    if (at + name.length > piece.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (piece[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean word(byte[] piece, int at, byte[] name) {
    int end = at + name.length;
    return (at == 0 || !inWord(piece[at - 1])) && (end == piece.length || !inWord(piece[end]));
  }

  private static boolean inWord(byte one) {
    return one >= 'A' && one <= 'Z'
        || one >= 'a' && one <= 'z'
        || one >= '0' && one <= '9'
        || one == '_';
  }
}
