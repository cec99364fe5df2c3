package faultline.formats.dwarf;

import java.util.Optional;

/// A source file that a line table names (DWARF 5, 6.2.4.1).
///
/// @param name as the compiler wrote it, mostly relative to `directory`
/// @param directory the directory that the name is relative to, empty where none is said
/// @param md5 the MD5 of the file's contents, 32 hexadecimal digits, from version 5 on where the
///   compiler wrote it
public record SourceFile(String name, String directory, Optional<String> md5) {
  /// The directory and the name, as one path. It is the path of the machine that compiled.
  public String path() {
    return join(directory, name);
  }

  static String join(String directory, String name) {
    if (directory.isEmpty() || absolute(name)) {
      return name;
    }
    if (name.isEmpty()) {
      return directory;
    }
    return directory.endsWith("/") ? directory + name : directory + "/" + name;
  }

  /// Whether a path starts at a root, of Unix or of Windows (`C:\` or `C:/`).
  private static boolean absolute(String path) {
    if (path.startsWith("/") || path.startsWith("\\")) {
      return true;
    }
    return path.length() > 2
        && path.charAt(1) == ':'
        && (path.charAt(2) == '\\' || path.charAt(2) == '/');
  }
}
