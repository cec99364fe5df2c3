package faultline.cli;

import faultline.core.ProbeException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What Faultline may have written outside its checkout, by the names that it uses there. Only what
/// belongs to the user is ours, and a symbolic link is never followed.
record Leftovers(List<Item> items) {
  /// What the launcher and the verbs leave in a folder for temporary files when they are killed.
  private static final Pattern TEMPORARY =
      Pattern.compile(
          "\\.faultline-start\\.\\d+|faultline-crash-\\d+\\.log|faultline-\\d+\\.strace"
              + "|faultline-training\\d+\\.out|faultline-demo-\\d+");

  private static final String START = ".faultline-start.";

  /// The folders that the launcher makes in its folder of caches.
  private static final Map<String, String> CACHES =
      Map.of(
          "checkouts", "products of checkouts that cannot be written to",
          "m2", "libraries for building, where there is no home folder");

  /// One file or folder.
  ///
  /// @param refusal why it is not ours to remove, empty where it is
  record Item(Path path, String what, long bytes, String refusal) {
    /// Removes it. Returns false where something of it stays.
    boolean remove() {
      try {
        Files.walkFileTree(path, new Removal());
        Path folder = path.getParent();
        if (folder != null && CACHES.containsKey(String.valueOf(path.getFileName()))) {
          deleteIfEmpty(folder);
        }
        return true;
      } catch (IOException _) {
        return false;
      }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
      try (var left = Files.newDirectoryStream(folder)) {
        if (left.iterator().hasNext()) {
          return;
        }
      }
      Files.delete(folder);
    }
  }

  /// Deletes files and links themselves, and folders after their content.
  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException fault)
        throws IOException {
      if (fault != null) {
        throw fault;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  /// Adds up sizes; what cannot be read counts nothing.
  private static final class Size extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException fault) {
      return FileVisitResult.CONTINUE;
    }
  }

  /// Looks where this environment makes the launcher and the JVM write.
  static Leftovers of(Map<String, String> environment) throws ProbeException {
    var items = new ArrayList<Item>();
    try {
      int user = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      String temporary = environment.getOrDefault("TMPDIR", "/tmp");
      String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
      String home = environment.getOrDefault("HOME", "");
      if (cache.startsWith("/")) {
        caches(items, Path.of(cache, "faultline"), user);
      } else if (!home.isEmpty()) {
        caches(items, Path.of(home, ".cache", "faultline"), user);
      }
      caches(items, Path.of(temporary, "faultline-" + user), user);
      temporaries(items, Path.of(temporary), user);
      if (!temporary.equals("/tmp")) {
        temporaries(items, Path.of("/tmp"), user);
      }
    } catch (IOException e) {
      throw new ProbeException("cannot look for what is ours: " + e.getMessage(), e);
    }
    return new Leftovers(List.copyOf(items));
  }

  private static void caches(List<Item> items, Path folder, int user) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      items.add(new Item(folder, "", 0, "no folder, or a link to one"));
      return;
    }
    for (String name : List.of("checkouts", "m2")) {
      Path one = folder.resolve(name);
      if (Files.exists(one, LinkOption.NOFOLLOW_LINKS)) {
        items.add(item(one, String.valueOf(CACHES.get(name)), user));
      }
    }
  }

  private static void temporaries(List<Item> items, Path folder, int user) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var all = Files.newDirectoryStream(folder, "{.faultline-,faultline-}*")) {
      for (Path one : all) {
        if (TEMPORARY.matcher(String.valueOf(one.getFileName())).matches() && !inUse(one)) {
          items.add(item(one, "left by a run that was killed", user));
        }
      }
    }
  }

  /// Whether it may belong to a run that goes on now: its process lives.
  private static boolean inUse(Path one) {
    var name = String.valueOf(one.getFileName());
    if (name.startsWith(START)) {
      return Files.exists(Path.of("/proc", name.substring(START.length())));
    }
    return false;
  }

  private static Item item(Path path, String what, int user) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return new Item(path, what, 0, "a symbolic link");
    }
    if (owner(path) != user) {
      return new Item(path, what, 0, "belongs to somebody else");
    }
    var size = new Size();
    Files.walkFileTree(path, size);
    return new Item(path, what, size.bytes, "");
  }

  private static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
