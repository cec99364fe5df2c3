package faultline.abi;

import faultline.core.ProbeException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Set;

/// Lists the files below the places that a user pointed at.
final class TreeProbe {
  /// More files than a project has.
  private static final int MOST = 500_000;

  /// Folders of tools that hold no part of the program.
  private static final Set<String> LEFT_OUT =
      Set.of(".git", ".hg", ".svn", "__pycache__", ".mypy_cache", ".pytest_cache", ".tox");

  private TreeProbe() {}

  static Tree walk(AbiTarget target) throws ProbeException {
    var files = new ArrayList<Path>();
    for (var given : target.paths()) {
      var root = target.directory().resolve(given).normalize();
      if (!Files.exists(root)) {
        throw new ProbeException("there is no " + given);
      }
      try {
        Files.walkFileTree(root, new Collector(root, files));
      } catch (IOException e) {
        throw new ProbeException("cannot read " + given + ": check its permissions", e);
      }
      if (files.size() >= MOST) {
        throw new ProbeException(
            given + " has more than " + MOST + " files: name a directory inside of it");
      }
    }
    return new Tree(
        target.paths(),
        files.stream().distinct().sorted().toList(),
        target.directory(),
        target.execute());
  }

  private record Collector(Path root, ArrayList<Path> into) implements FileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      var name = folder.getFileName();
      return !folder.equals(root) && name != null && LEFT_OUT.contains(name.toString())
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      // A library is often there under links with other names.
      if (attributes.isRegularFile() || attributes.isSymbolicLink() && Files.isRegularFile(file)) {
        into.add(file);
      }
      return into.size() < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, java.io.@org.jspecify.annotations.Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
