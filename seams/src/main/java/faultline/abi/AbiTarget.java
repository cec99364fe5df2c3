package faultline.abi;

import java.nio.file.Path;
import java.util.List;

/// Files at rest whose declarations are to be compared with libraries.
///
/// @param paths files and directories
/// @param directory the working directory, absolute
/// @param execute whether code of the project may be run, in a child with limits
public record AbiTarget(List<Path> paths, Path directory, boolean execute) {
  public AbiTarget {
    paths = List.copyOf(paths);
  }
}
