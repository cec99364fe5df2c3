package faultline.exec.env;

import faultline.exec.Paths;
import faultline.formats.bytes.MalformedException;
import faultline.formats.bytes.RawText;
import faultline.formats.elf.ElfFile;
import faultline.formats.elf.GoBuildInfo;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// This machine, as a tool started from a directory would meet it. Needs to read the files.
public final class WorldProbe implements World {
  private static final long LARGEST_TEXT = 1 << 20;
  private static final int SLICE = 1 << 22;
  private static final int OVERLAP = 1 << 8;
  private final String directory;
  private final Map<String, String> environment;
  private final @Nullable String only;
  private final Map<String, @Nullable String> texts = new HashMap<>();

  /// @param environment `NAME=value`
  public WorldProbe(String directory, List<String> environment) {
    this(directory, environment, null);
  }

  private WorldProbe(String directory, List<String> environment, @Nullable String only) {
    this.directory = directory;
    this.only = only;
    var byName = new LinkedHashMap<String, String>();
    for (var one : environment) {
      int equals = one.indexOf('=', 1);
      if (equals > 0) {
        byName.putIfAbsent(one.substring(0, equals), one.substring(equals + 1));
      }
    }
    this.environment = java.util.Collections.unmodifiableMap(byName);
  }

  /// This machine, where no directory lists anything but the one program: for who needs its version
  /// and not those of all others, which are slow to find out.
  public static WorldProbe around(String program, String directory, List<String> environment) {
    return new WorldProbe(directory, environment, program);
  }

  /// The working directory as a shell names it: PWD where it is the same directory, links kept.
  public static String directory(Path given, List<String> environment) {
    var real = real(given);
    for (var one : environment) {
      if (one.startsWith("PWD=/") && real.equals(real(Path.of(one.substring(4))))) {
        return Paths.clean(one.substring(4));
      }
    }
    return real;
  }

  private static String real(Path path) {
    try {
      return path.toRealPath().toString();
    } catch (IOException | InvalidPathException _) {
      return path.toAbsolutePath().normalize().toString();
    }
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public String directory() {
    return directory;
  }

  @Override
  public String system() {
    var name = System.getProperty("os.name", "");
    return name.startsWith("Mac") ? "darwin" : name.startsWith("Windows") ? "windows" : "linux";
  }

  @Override
  public String machine() {
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      case "x86", "i386" -> "386";
      case "loongarch64" -> "loong64";
      case String other -> other;
    };
  }

  @Override
  public String homeOfUser() {
    return System.getProperty("user.home", "");
  }

  @Override
  public @Nullable String text(String path) {
    if (!texts.containsKey(path)) {
      texts.put(path, read(path));
    }
    return texts.get(path);
  }

  private static @Nullable String read(String path) {
    try {
      var file = Path.of(path);
      return Files.isRegularFile(file) && Files.size(file) <= LARGEST_TEXT
          ? RawText.decode(Files.readAllBytes(file))
          : null;
    } catch (IOException | InvalidPathException _) {
      return null;
    }
  }

  @Override
  public boolean exists(String path) {
    return is(path, Files::exists);
  }

  @Override
  public boolean isDirectory(String path) {
    return is(path, Files::isDirectory);
  }

  @Override
  public boolean isExecutable(String path) {
    return is(path, file -> Files.isRegularFile(file) && Files.isExecutable(file));
  }

  private static boolean is(String path, Function<Path, Boolean> question) {
    try {
      return question.apply(Path.of(path));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  @Override
  public List<String> names(String directory) {
    if (only != null) {
      return Paths.parent(only).equals(directory) ? List.of(Paths.baseName(only)) : List.of();
    }
    try (var all = Files.list(Path.of(directory))) {
      return all.map(one -> String.valueOf(one.getFileName())).sorted().toList();
    } catch (IOException | InvalidPathException | java.io.UncheckedIOException _) {
      return List.of();
    }
  }

  @Override
  public @Nullable String real(String path) {
    try {
      return Path.of(path).toRealPath().toString();
    } catch (IOException | InvalidPathException _) {
      return null;
    }
  }

  @Override
  public @Nullable String link(String path) {
    try {
      var file = Path.of(path);
      return Files.isSymbolicLink(file) ? Files.readSymbolicLink(file).toString() : null;
    } catch (IOException | InvalidPathException _) {
      return null;
    }
  }

  @Override
  public @Nullable String goVersion(String path) {
    return mapped(
        path,
        bytes ->
            ElfFile.isElf(bytes)
                ? ElfFile.open(bytes).goBuildInfo().map(GoBuildInfo::version).orElse(null)
                : null);
  }

  @Override
  public @Nullable String inProgram(String path, Pattern pattern) {
    return mapped(path, bytes -> search(bytes, pattern));
  }

  /// Slices overlap, so that a match on their border is not lost.
  private static @Nullable String search(MemorySegment bytes, Pattern pattern) {
    for (long from = 0; from < bytes.byteSize(); from += SLICE) {
      long size = Math.min(SLICE + OVERLAP, bytes.byteSize() - from);
      CharBuffer slice =
          StandardCharsets.ISO_8859_1.decode(bytes.asSlice(from, size).asByteBuffer());
      var at = pattern.matcher(slice);
      if (at.find()) {
        return at.group(1);
      }
    }
    return null;
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
      return null; // no version is told, and the report says so
    }
  }
}
