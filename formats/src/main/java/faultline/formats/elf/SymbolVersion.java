package faultline.formats.elf;

/// The version of a dynamic symbol. `library` is the file that must define it, empty for a
/// definition of this file's own. `hidden` means that only who names this version gets it.
public record SymbolVersion(String name, String library, boolean hidden) {
  public static final SymbolVersion NONE = new SymbolVersion("", "", false);
}
