package faultline.formats.elf;

/// One entry of a symbol table. `offset` is where the entry stands in the file.
public record Symbol(
    long offset,
    String name,
    long value,
    long size,
    int type,
    int binding,
    int visibility,
    int section,
    SymbolVersion version) {
  public static final int NOTYPE = 0;
  public static final int OBJECT = 1;
  public static final int FUNCTION = 2;
  public static final int SECTION = 3;
  public static final int FILE = 4;
  public static final int THREAD_LOCAL = 6;
  public static final int INDIRECT_FUNCTION = 10;

  public static final int LOCAL = 0;
  public static final int GLOBAL = 1;
  public static final int WEAK = 2;

  public static final int DEFAULT = 0;
  public static final int INTERNAL = 1;
  public static final int HIDDEN = 2;
  public static final int PROTECTED = 3;

  private static final int UNDEFINED_SECTION = 0;
  private static final int ABSOLUTE = 0xfff1;

  public boolean defined() {
    return section != UNDEFINED_SECTION;
  }

  public boolean function() {
    return type == FUNCTION || type == INDIRECT_FUNCTION;
  }

  /// Whether another file can bind to it.
  public boolean exported() {
    return defined() && binding != LOCAL && visibility != HIDDEN && visibility != INTERNAL;
  }

  /// The name as `nm` and `readelf` write it: `name@VERSION`, or `name@@VERSION` where a program
  /// that names no version gets this one.
  public String versionedName() {
    if (version.name().isEmpty() || namesAVersion()) {
      return name;
    }
    // A copy of a library's variable is defined here, and its version is the library's still.
    boolean own = defined() && version.library().isEmpty();
    return name + (own && !version.hidden() ? "@@" : "@") + version.name();
  }

  /// Whether it stands for a version itself, as linkers define one for each, and for nothing in
  /// memory.
  public boolean namesAVersion() {
    return section == ABSOLUTE && type == OBJECT && name.equals(version.name());
  }
}
