package faultline.abi;

import faultline.formats.bytes.MalformedException;
import faultline.formats.elf.ElfFile;
import faultline.formats.elf.LdCache;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the file that a program loads under a name: the path itself, a file of the checked tree,
/// or what the loader of this machine would take.
final class LibraryProbe {
  private static final List<String> FOLDERS =
      List.of(
          "/lib/x86_64-linux-gnu",
          "/usr/lib/x86_64-linux-gnu",
          "/lib/aarch64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/lib64",
          "/usr/lib64",
          "/lib",
          "/usr/lib",
          "/usr/local/lib");

  /// A library, or why there is none.
  record Found(Optional<Path> file, Optional<Path> instead, String why) {
    static Found at(Path file) {
      return new Found(Optional.of(file), Optional.empty(), "");
    }

    static Found none(String why) {
      return new Found(Optional.empty(), Optional.empty(), why);
    }
  }

  private final Tree tree;
  private final Declarations declarations;
  private final Map<String, List<Path>> byName = new HashMap<>();
  private final Map<Path, @Nullable ElfFacts> facts = new HashMap<>();
  private @Nullable Map<String, List<Path>> cache;

  private record ElfFacts(
      boolean shared, int bits, String machine, String soname, Set<String> exports) {}

  LibraryProbe(Tree tree, Declarations declarations) {
    this.tree = tree;
    this.declarations = declarations;
    for (var file : tree.files()) {
      var name = file.getFileName().toString();
      if (name.contains(".so") || name.endsWith(".dylib") || name.endsWith(".pyd")) {
        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(file);
      }
    }
  }

  Found find(LibraryUse use) {
    Path wrong = null;
    for (var name : use.names()) {
      for (var file : candidates(name, use)) {
        var found = facts(file);
        if (found != null && found.shared() && found.machine().equals(machine())) {
          return Found.at(file);
        }
        wrong = wrong == null ? file : wrong;
      }
    }
    var having = bySymbols(use);
    if (having.isPresent()) {
      return Found.at(having.get());
    }
    if (wrong != null) {
      return new Found(Optional.empty(), Optional.of(wrong), why(wrong));
    }
    return Found.none(
        use.names().isEmpty()
            ? use.why()
            : "no file is found under the name "
                + use.names().stream()
                    .map(LibraryUse.Name::text)
                    .map(text -> text.startsWith("/") ? tree.shown(Path.of(text)) : text)
                    .distinct()
                    .collect(Collectors.joining(" or ")));
  }

  /// The machine that programs of this one are for.
  private static String machine() {
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> "x86_64";
      case null -> "";
      default -> System.getProperty("os.arch");
    };
  }

  private String why(Path file) {
    var found = facts(file);
    return found == null
        ? "it is no ELF file"
        : !found.shared()
            ? "it is no shared library"
            : "it is for " + found.machine() + " and this machine is " + machine();
  }

  private List<Path> candidates(LibraryUse.Name name, LibraryUse use) {
    var found = new LinkedHashSet<Path>();
    switch (name.search()) {
      case PATH -> {
        var path = Path.of(name.text());
        if (Files.isRegularFile(path)) {
          found.add(path);
        }
        // Build outputs lie elsewhere than where they will be installed.
        found.addAll(nearest(byName.getOrDefault(path.getFileName().toString(), List.of()), use));
      }
      case LOADER -> {
        found.addAll(nearest(byName.getOrDefault(name.text(), List.of()), use));
        found.addAll(loader(name.text()));
      }
      case LINKER -> {
        var exact = "lib" + name.text() + ".so";
        found.addAll(nearest(byName.getOrDefault(exact, List.of()), use));
        byName.keySet().stream()
            .filter(other -> other.startsWith(exact + "."))
            .sorted()
            .forEach(other -> found.addAll(nearest(byName.getOrDefault(other, List.of()), use)));
        found.addAll(linker(exact));
      }
      case PROGRAM -> found.addAll(loader("libc.so.6"));
    }
    return List.copyOf(found);
  }

  /// The file that shares most of its path with the program comes first.
  private List<Path> nearest(List<Path> files, LibraryUse use) {
    var text = use.place().text();
    var from = tree.directory().resolve(text.substring(0, Math.max(0, text.lastIndexOf(':'))));
    return files.stream()
        .sorted(
            java.util.Comparator.<Path>comparingInt(file -> -shared(file, from))
                .thenComparingInt(Path::getNameCount)
                .thenComparing(Path::toString))
        .toList();
  }

  private static int shared(Path one, Path other) {
    int count = Math.min(one.getNameCount(), other.getNameCount());
    for (int i = 0; i < count; i++) {
      if (!one.getName(i).equals(other.getName(i))) {
        return i;
      }
    }
    return count;
  }

  private List<Path> loader(String name) {
    if (name.contains("/")) {
      return List.of();
    }
    var found = new ArrayList<>(cache().getOrDefault(name, List.of()));
    FOLDERS.stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isRegularFile)
        .forEach(found::add);
    return found;
  }

  /// What `find_library` finds: the name itself, or the name with a number behind it.
  private List<Path> linker(String exact) {
    var found = new ArrayList<Path>();
    cache().keySet().stream()
        .filter(name -> name.equals(exact) || name.startsWith(exact + "."))
        .sorted(java.util.Comparator.reverseOrder())
        .forEach(name -> found.addAll(cache().getOrDefault(name, List.of())));
    return found;
  }

  private Map<String, List<Path>> cache() {
    var known = cache;
    if (known == null) {
      known = readCache();
      cache = known;
    }
    return known;
  }

  private static Map<String, List<Path>> readCache() {
    var found = new HashMap<String, List<Path>>();
    var file = Path.of("/etc/ld.so.cache");
    try (var arena = Arena.ofConfined();
        var channel = FileChannel.open(file)) {
      var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      LdCache.open(bytes)
          .entries()
          .filter(entry -> entry.subdirectory().isEmpty())
          .forEach(
              entry ->
                  found
                      .computeIfAbsent(entry.name(), _ -> new ArrayList<>())
                      .add(Path.of(entry.path())));
    } catch (IOException | MalformedException _) {
      // A machine without the cache has the folders that are always looked in.
      return found;
    }
    return found;
  }

  /// A library whose name nobody knows is the one of the tree that has all that is asked of it.
  private Optional<Path> bySymbols(LibraryUse use) {
    var asked =
        declarations.functions().stream()
            .filter(function -> function.library().filter(use.id()::equals).isPresent())
            .map(FunctionDeclaration::symbol)
            .collect(Collectors.toSet());
    if (asked.isEmpty() || !use.names().isEmpty()) {
      return Optional.empty();
    }
    var having = new ArrayList<Path>();
    for (var files : byName.values()) {
      for (var file : files) {
        var found = facts(file);
        if (found != null && found.exports().containsAll(asked)) {
          having.add(file);
        }
      }
    }
    var real = having.stream().map(LibraryProbe::real).distinct().toList();
    return real.size() == 1 ? Optional.of(real.getFirst()) : Optional.empty();
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException _) {
      return file;
    }
  }

  private @Nullable ElfFacts facts(Path file) {
    if (!facts.containsKey(file)) {
      facts.put(file, read(file));
    }
    return facts.get(file);
  }

  private static @Nullable ElfFacts read(Path file) {
    try (var arena = Arena.ofConfined();
        var channel = FileChannel.open(file)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      if (!ElfFile.isElf(bytes)) {
        return null;
      }
      var elf = ElfFile.open(bytes);
      return new ElfFacts(
          elf.header().type() == faultline.formats.elf.ElfHeader.SHARED,
          elf.header().bits(),
          elf.header().machineName(),
          elf.dynamic().flatMap(dynamic -> dynamic.soname()).orElse(""),
          elf.dynamicSymbols()
              .filter(symbol -> symbol.exported())
              .map(symbol -> symbol.name())
              .collect(Collectors.toSet()));
    } catch (IOException | MalformedException _) {
      return null; // the use is then told as one that leads to no library
    }
  }
}
