package faultline.exec;

import faultline.formats.bytes.MalformedException;
import faultline.formats.elf.ElfFile;
import faultline.formats.elf.LdCache;
import faultline.formats.elf.Symbol;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads programs and libraries where they lie. Each file is read once.
final class ObjectProbe {
  private static final int MOST_SYMBOLS = 500_000;
  private static final int MOST_TEXT = 1 << 22;

  /// DF_BIND_NOW and DF_1_NOW of the gABI.
  private static final long BIND_NOW = 0x8;

  private static final long NOW = 0x1;
  private final Map<String, @Nullable LoadedObject> known = new HashMap<>();
  private final Map<String, Set<String>> exports = new HashMap<>();

  /// The object at `path`, or null where there is none that can be read.
  @Nullable LoadedObject read(String path) {
    if (!known.containsKey(path)) {
      known.put(path, with(path, file -> LoadedObject.read(path, file)));
    }
    return known.get(path);
  }

  /// The names that the object at `path` defines for others.
  Set<String> exports(String path) {
    return exports.computeIfAbsent(path, p -> names(p, symbol -> symbol.exported()));
  }

  /// The names that the object at `path` leaves to others to define.
  Set<String> imports(String path) {
    return names(path, symbol -> !symbol.defined() && !symbol.name().isEmpty());
  }

  /// The names that must be defined by somebody before the object at `path` can be used at once.
  Set<String> demands(String path) {
    return names(
        path,
        symbol -> !symbol.defined() && !symbol.name().isEmpty() && symbol.binding() != Symbol.WEAK);
  }

  /// Whether the object at `path` asks for all its names to be bound when it is loaded.
  boolean bindsNow(String path) {
    var now =
        with(
            path,
            file ->
                file.dynamic()
                    .map(asked -> (asked.flags() & BIND_NOW) != 0 || (asked.flags1() & NOW) != 0)
                    .orElse(false));
    return now != null && now;
  }

  /// The first four bytes of the file at `path`; empty where it cannot be read.
  String magic(String path) {
    var found =
        ObjectProbe.<String>mapped(
            path,
            bytes ->
                bytes.byteSize() < 4
                    ? ""
                    : Integer.toHexString(
                        bytes.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0)));
    return found == null ? "" : found;
  }

  /// Libraries in the folder of `path`, without itself.
  List<String> beside(String path, int most) {
    var folder = Path.of(path).getParent();
    if (folder == null) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.map(Path::toString)
          .filter(other -> other.contains(".so") && !other.equals(path))
          .sorted()
          .limit(most)
          .toList();
    } catch (IOException | java.io.UncheckedIOException _) {
      return List.of();
    }
  }

  /// Whether the bytes of the program at `path` contain `text`.
  boolean contains(String path, String text) {
    var wanted = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    var found =
        ObjectProbe.<Boolean>mapped(
            path,
            bytes -> {
              long end = bytes.byteSize() - wanted.length;
              for (long i = 0; i <= end; i++) {
                int j = 0;
                while (j < wanted.length
                    && bytes.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i + j) == wanted[j]) {
                  j++;
                }
                if (j == wanted.length) {
                  return true;
                }
              }
              return false;
            });
    return found != null && found;
  }

  /// Those of `names` that stand as whole texts in the read-only data of the program at `path`.
  List<String> texts(String path, Set<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    var found =
        with(
            path,
            file -> {
              var data = file.section(".rodata");
              if (data.isEmpty()) {
                return List.<String>of();
              }
              var bytes = file.bytes(data.get());
              var text =
                  new String(
                      bytes
                          .asSlice(0, Math.min(bytes.byteSize(), MOST_TEXT))
                          .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
                      java.nio.charset.StandardCharsets.ISO_8859_1);
              return names.stream()
                  .filter(name -> text.startsWith(name + "\0") || text.contains("\0" + name + "\0"))
                  .toList();
            });
    return found == null ? List.of() : found;
  }

  /// Whether the file itself has `name`, for its own use only.
  boolean hidden(String path, String name) {
    var found =
        with(
            path,
            file ->
                file.symbols()
                    .limit(MOST_SYMBOLS)
                    .anyMatch(symbol -> symbol.defined() && symbol.name().equals(name)));
    return found != null && found;
  }

  private Set<String> names(String path, java.util.function.Predicate<Symbol> wanted) {
    var names =
        with(
            path,
            file -> {
              var found = new TreeSet<String>();
              file.dynamicSymbols()
                  .limit(MOST_SYMBOLS)
                  .filter(wanted)
                  .forEach(symbol -> found.add(symbol.name()));
              return (Set<String>) found;
            });
    return names == null ? Set.of() : names;
  }

  /// What the cache of the GNU loader has for `name`, for programs like `program`.
  List<String> cached(String cacheFile, String name, LoadedObject program) {
    var paths =
        mapped(
            cacheFile,
            bytes -> {
              var found = new ArrayList<String>();
              for (var entry : LdCache.open(bytes).find(name)) {
                if (with(program.path(), file -> entry.fits(file.header())) instanceof Boolean fits
                    && fits
                    && !found.contains(entry.path())) {
                  found.add(entry.path());
                }
              }
              return found;
            });
    return paths == null ? List.of() : paths;
  }

  /// The first bytes of a file that is no ELF, in words; empty where it is or cannot be read.
  String strangeFormat(String path) {
    var said = ObjectProbe.<String>mapped(path, ObjectProbe::describe);
    return said == null ? "" : said;
  }

  private static String describe(MemorySegment bytes) {
    if (bytes.byteSize() < 4) {
      return bytes.byteSize() == 0 ? "an empty file" : "a file of " + bytes.byteSize() + " bytes";
    }
    int magic = bytes.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0);
    return switch (magic) {
      case 0x464c457f -> "";
      case 0xfeedface, 0xfeedfacf, 0xbebafeca -> "a library for macOS (Mach-O)";
      case 0x72613c21 -> "a static archive";
      case 0x73726576 -> "a pointer of Git LFS, not the file itself";
      default ->
          (magic & 0xffff) == 0x5a4d
              ? "a library for Windows (PE)"
              : (magic & 0xffff) == 0x2a2f ? "a linker script, which is text" : "no ELF file";
    };
  }

  private <T> @Nullable T with(String path, Function<ElfFile, @Nullable T> use) {
    return mapped(path, bytes -> ElfFile.isElf(bytes) ? use.apply(ElfFile.open(bytes)) : null);
  }

  private static <T> @Nullable T mapped(String path, Function<MemorySegment, @Nullable T> use) {
    try {
      var file = Path.of(path);
      if (!Files.isRegularFile(file)) {
        return null;
      }
      try (var arena = Arena.ofConfined();
          var channel = FileChannel.open(file)) {
        return use.apply(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
      }
    } catch (IOException | InvalidPathException | MalformedException _) {
      // What cannot be read explains nothing; the rules then say less.
      return null;
    }
  }
}
