package faultline.formats.dwarf;

import faultline.formats.elf.ElfFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Opens the debug information of ELF files for tests.
final class DebugFile {
  private DebugFile() {}

  static boolean isElf(Path path) {
    try (var channel = FileChannel.open(path)) {
      return ElfFile.isElf(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ElfFile elf(Path path) {
    try (var channel = FileChannel.open(path)) {
      return ElfFile.open(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Sections sections(Path path) {
    var elf = elf(path);
    return elf.section(".debug_info.dwo").isPresent()
        ? Sections.ofSplit(elf.header().order(), elf::contents)
        : Sections.of(elf.header().order(), elf::contents);
  }

  static Dwarf dwarf(Path path) {
    return Dwarf.of(sections(path));
  }

  /// Split-off debug information and the program that it was split off from.
  static Dwarf split(Path path, Dwarf program) {
    return Dwarf.split(sections(path), program);
  }
}
