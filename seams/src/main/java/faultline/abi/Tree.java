package faultline.abi;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files below the places that a user pointed at.
///
/// @param roots the places, as they were given
/// @param files all regular files in them, in the order of their paths
/// @param directory the working directory, which names in reports are relative to
/// @param execute whether code of the project may be run, in a child with limits
public record Tree(List<Path> roots, List<Path> files, Path directory, boolean execute) {
  public Tree {
    roots = List.copyOf(roots);
    files = List.copyOf(files);
  }

  /// The files whose names end so.
  public Stream<Path> ending(String end) {
    return files.stream().filter(file -> file.toString().endsWith(end));
  }

  /// A path as reports write it: relative to the working directory where it is in it.
  public String shown(Path path) {
    var whole = path.toAbsolutePath().normalize();
    return whole.startsWith(directory) && !whole.equals(directory)
        ? directory.relativize(whole).toString()
        : whole.toString();
  }
}
