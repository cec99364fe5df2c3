package faultline.exec.env;

import faultline.exec.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An environment and a tree of files, as a tool meets them. All that is computed about a toolchain
/// is a function of one of these, so that a case can be written as text.
///
/// Paths are absolute unless they say otherwise.
public interface World {
  /// The variables; of two with one name the first counts.
  Map<String, String> environment();

  /// The working directory.
  String directory();

  /// The operating system in the words of Go: `linux`.
  String system();

  /// The processor in the words of Go: `amd64`.
  String machine();

  /// The home directory of the user in the table of users; empty where it is not known.
  String homeOfUser();

  /// The text of a regular file; null where there is none that can be read, or it is larger than
  /// any file of settings.
  @Nullable String text(String path);

  /// Whether something is there, links followed.
  boolean exists(String path);

  boolean isDirectory(String path);

  /// Whether it is a regular file that we may execute.
  boolean isExecutable(String path);

  /// The names in a directory, sorted; none where it cannot be read.
  List<String> names(String directory);

  /// `path` with all links followed; null where it leads nowhere.
  @Nullable String real(String path);

  /// Where the symbolic link `path` points; null where it is none.
  @Nullable String link(String path);

  /// The version of Go that the program at `path` was built with; null where it is none of Go's.
  @Nullable String goVersion(String path);

  /// The first group of the first match of `pattern` in the bytes of a program, read as Latin-1;
  /// null where there is none.
  @Nullable String inProgram(String path, Pattern pattern);

  /// The value of a variable; empty where it is not set.
  default String variable(String name) {
    return environment().getOrDefault(name, "");
  }

  /// The directories of PATH, made absolute; an empty one is the working directory.
  default List<String> searchPath() {
    var all = new ArrayList<String>();
    var path = environment().get("PATH");
    if (path == null) {
      return all;
    }
    for (var one : path.split(":", -1)) {
      all.add(one.isEmpty() ? directory() : Paths.absolute(directory(), one));
    }
    return all;
  }

  /// All programs called `name` in PATH, in its order; the first is the one that a shell starts.
  default List<String> programs(String name) {
    var all = new ArrayList<String>();
    for (var folder : searchPath()) {
      var path = folder.equals("/") ? "/" + name : folder + "/" + name;
      if (!all.contains(path) && isExecutable(path)) {
        all.add(path);
      }
    }
    return all;
  }

  /// The program called `name` that a shell starts, or null.
  default @Nullable String program(String name) {
    var all = programs(name);
    return all.isEmpty() ? null : all.getFirst();
  }

  /// This world with other variables.
  default World with(Map<String, String> environment) {
    return new OtherVariables(this, Map.copyOf(environment));
  }

  /// A world seen with other variables.
  record OtherVariables(World world, Map<String, String> environment) implements World {
    @Override
    public String directory() {
      return world.directory();
    }

    @Override
    public String system() {
      return world.system();
    }

    @Override
    public String machine() {
      return world.machine();
    }

    @Override
    public String homeOfUser() {
      return world.homeOfUser();
    }

    @Override
    public @Nullable String text(String path) {
      return world.text(path);
    }

    @Override
    public boolean exists(String path) {
      return world.exists(path);
    }

    @Override
    public boolean isDirectory(String path) {
      return world.isDirectory(path);
    }

    @Override
    public boolean isExecutable(String path) {
      return world.isExecutable(path);
    }

    @Override
    public List<String> names(String directory) {
      return world.names(directory);
    }

    @Override
    public @Nullable String real(String path) {
      return world.real(path);
    }

    @Override
    public @Nullable String link(String path) {
      return world.link(path);
    }

    @Override
    public @Nullable String goVersion(String path) {
      return world.goVersion(path);
    }

    @Override
    public @Nullable String inProgram(String path, Pattern pattern) {
      return world.inProgram(path, pattern);
    }
  }
}
