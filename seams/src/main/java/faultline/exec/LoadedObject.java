package faultline.exec;

import faultline.formats.elf.ElfFile;
import faultline.formats.elf.VersionDefinition;
import faultline.formats.elf.VersionNeed;
import java.util.List;

/// What a program or library asks of the loader and gives to others, read from its file.
///
/// @param processor its name as `uname -m` has it, such as `x86_64`
/// @param withoutDefaults whether only its own search path may be used (DF_1_NODEFLIB)
record LoadedObject(
    String path,
    String processor,
    int bits,
    int machine,
    String interpreter,
    List<String> needed,
    String soname,
    String rpath,
    String runpath,
    boolean withoutDefaults,
    List<VersionNeed> versionsNeeded,
    List<String> versionsDefined) {

  static LoadedObject read(String path, ElfFile file) {
    var header = file.header();
    var processor = header.machineName();
    var interpreter = file.interpreter().orElse("");
    var dynamic = file.dynamic();
    if (dynamic.isEmpty()) {
      return new LoadedObject(
          path,
          processor,
          header.bits(),
          header.machine(),
          interpreter,
          List.of(),
          "",
          "",
          "",
          false,
          List.of(),
          List.of());
    }
    var asked = dynamic.get();
    return new LoadedObject(
        path,
        processor,
        header.bits(),
        header.machine(),
        interpreter,
        asked.needed(),
        asked.soname().orElse(""),
        asked.rpath().orElse(""),
        asked.runpath().orElse(""),
        asked.withoutDefaultDirectories(),
        file.versionsNeeded(),
        file.versionsDefined().stream().map(VersionDefinition::name).toList());
  }

  boolean needs(String library) {
    return needed.contains(library);
  }

  /// Whether a process can hold both.
  boolean fits(LoadedObject other) {
    return bits == other.bits && machine == other.machine;
  }

  /// Whether it goes by the name `library`.
  boolean isCalled(String library) {
    return soname.equals(library) || Paths.baseName(path).equals(library);
  }
}
