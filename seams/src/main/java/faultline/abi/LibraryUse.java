package faultline.abi;

import faultline.core.Place;
import java.util.List;

/// A place where a program names a library that it will load.
///
/// @param id what tells this use from others of the same look
/// @param language whose way of loading it is
/// @param quote the line of source
/// @param names how the library may be called, the likeliest first: a path, a file name, or the
///   word that follows `-l`
/// @param why why no name is known, empty where one is
public record LibraryUse(
    String id, String language, Place place, String quote, List<Name> names, String why) {

  /// How a name is looked up.
  public enum Search {
    /// A file at this path.
    PATH,
    /// What the loader finds under this file name.
    LOADER,
    /// What the linker finds for `-lname`.
    LINKER,
    /// The program itself and all that it has loaded: the C library at least.
    PROGRAM
  }

  /// One way of naming it. `text` of a path is absolute.
  public record Name(Search search, String text) {}

  public LibraryUse {
    names = List.copyOf(names);
  }
}
