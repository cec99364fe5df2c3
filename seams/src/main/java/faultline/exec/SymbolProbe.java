package faultline.exec;

import faultline.exec.ExecObservation.Killed;
import faultline.exec.Fact.BinaryFact;
import faultline.formats.bytes.MalformedException;
import faultline.formats.elf.ElfFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// Turns the place where a program died, `file+0xoffset`, into the name of a function.
final class SymbolProbe {
  private static final int HEXADECIMAL = 16;

  private SymbolProbe() {}

  /// The function, as a fact that says `symbol at <instruction>`; nothing where no table names one.
  static List<Fact> look(Killed killed) {
    var instruction = killed.instruction();
    int plus = instruction.lastIndexOf("+0x");
    if (plus <= 0 || instruction.charAt(0) != '/') {
      return List.of();
    }
    var file = instruction.substring(0, plus);
    try {
      long offset = Long.parseUnsignedLong(instruction.substring(plus + 3), HEXADECIMAL);
      var path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        return List.of();
      }
      try (var arena = Arena.ofConfined();
          var channel = FileChannel.open(path)) {
        var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        if (!ElfFile.isElf(bytes)) {
          return List.of();
        }
        return function(ElfFile.open(bytes), offset)
            .map(
                name ->
                    List.<Fact>of(new BinaryFact(file, "symbol at " + instruction, List.of(name))))
            .orElse(List.of());
      }
    } catch (IOException | InvalidPathException | MalformedException | NumberFormatException _) {
      // Without a symbol the place in the file must do.
      return List.of();
    }
  }

  private static java.util.Optional<String> function(ElfFile file, long offset) {
    var address = file.addressOf(offset);
    if (address.isEmpty()) {
      return java.util.Optional.empty();
    }
    return file.nearest(address.getAsLong())
        .filter(nearest -> nearest.inside())
        .map(nearest -> nearest.symbol().name());
  }
}
