package faultline.abi.ctypes;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of a module, a class or a call, and the scope around it.
final class Scope {
  /// What the scopes of one file have in common.
  ///
  /// @param shown the path as reports write it
  /// @param lines the source
  record Source(Path path, String shown, String[] lines) {
    /// Whether it may have to do with ctypes at all.
    boolean declares() {
      for (var line : lines) {
        if (line.contains("ctypes") || line.contains("argtypes") || line.contains("restype")) {
          return true;
        }
      }
      return false;
    }

    String line(int number) {
      return number >= 1 && number <= lines.length ? lines[number - 1].strip() : "";
    }
  }

  private final Source source;
  private final @Nullable Scope outer;
  private Map<String, PyValue> names = new LinkedHashMap<>();

  Scope(Source source, @Nullable Scope outer) {
    this.source = source;
    this.outer = outer;
  }

  Source source() {
    return source;
  }

  Scope module() {
    return outer == null ? this : outer.module();
  }

  @Nullable PyValue find(String name) {
    var found = names.get(name);
    return found != null || outer == null ? found : outer.find(name);
  }

  void set(String name, PyValue value) {
    names.put(name, value);
  }

  /// The names of this scope alone.
  Map<String, PyValue> names() {
    return names;
  }

  void names(Map<String, PyValue> others) {
    names = others;
  }

  // Two scopes are the same where they are one object: functions have them, and are compared.
}
