package faultline.abi.ctypes;

import faultline.abi.LibraryUse;
import faultline.core.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A library that a program loads, with the functions that it takes from it.
final class LoadedLibrary {
  private final String id;
  private final Place place;
  private final String quote;
  private final List<LibraryUse.Name> names = new ArrayList<>();
  private final Map<String, ForeignFunction> functions = new LinkedHashMap<>();
  private final Set<String> optional = new HashSet<>();
  private String why = "";

  LoadedLibrary(String id, Place place, String quote) {
    this.id = id;
    this.place = place;
    this.quote = quote;
  }

  String id() {
    return id;
  }

  Place place() {
    return place;
  }

  Map<String, ForeignFunction> functions() {
    return functions;
  }

  void name(LibraryUse.Name name) {
    if (!names.contains(name)) {
      names.add(name);
    }
  }

  void unknown(String reason) {
    if (why.isEmpty()) {
      why = reason;
    }
  }

  /// Whether a file of this name may be meant.
  boolean named(String file) {
    return names.stream()
        .anyMatch(
            name ->
                !file.isEmpty()
                    && name.text().substring(name.text().lastIndexOf('/') + 1).equals(file));
  }

  /// The program asks first whether the library has it.
  void optional(String symbol) {
    optional.add(symbol);
  }

  boolean asksFor(String symbol) {
    return optional.contains(symbol);
  }

  /// Another library that is loaded where this one cannot be.
  void otherwise(LoadedLibrary other) {
    other.names.forEach(this::name);
  }

  LibraryUse use() {
    return new LibraryUse(id, "ctypes", place, quote, names, why);
  }
}
