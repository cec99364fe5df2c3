package faultline.exec.env;

import faultline.exec.Paths;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A compiler of C, told by its program and the files beside it.
///
/// @param path as it was found
/// @param real links followed
/// @param family `gcc` or `clang`
/// @param machine for which it compiles
/// @param folders where it looks for headers by itself, those that are there
record CCompiler(
    String path, String real, String family, String version, String machine, List<String> folders) {
  /// A program of gcc has its version and the packager's name side by side.
  private static final Pattern GCC =
      Pattern.compile("\0([0-9]+\\.[0-9]+\\.[0-9]+)\0+\\([^()\0]*\\) ?\0");

  private static final Pattern CONFIGURED =
      Pattern.compile("configure -v [^\0]*--target=([\\w.-]+)");

  private static final Pattern OWN_FILES =
      Pattern.compile(
          "\0(/[^\0 ]*/gcc(?:-cross)?/[^\0/ ]+/[0-9.]+)/(?:\\.\\./){4}[^\0/]+/include/finclude/");

  private static final Pattern CLANG = Pattern.compile("\0([0-9]+\\.[0-9]+\\.[0-9]+)\0");

  CCompiler {
    folders = List.copyOf(folders);
  }

  /// What a program is; null where it is none of these, or a script around one.
  static @Nullable CCompiler of(World world, String path) {
    var real = world.real(path);
    if (real == null) {
      return null;
    }
    return Paths.baseName(real).startsWith("clang")
        ? clang(world, path, real)
        : gcc(world, path, real);
  }

  private static @Nullable CCompiler gcc(World world, String path, String real) {
    var version = world.inProgram(real, GCC);
    var machine = version == null ? null : world.inProgram(real, CONFIGURED);
    if (version == null || machine == null) {
      return null;
    }
    var own = world.inProgram(real, OWN_FILES);
    var folders = new ArrayList<String>();
    if (own != null) {
      folders.add(own + "/include");
      if (!own.contains("/gcc-cross/")) {
        folders.add("/usr/local/include/" + machine);
        folders.add("/usr/local/include");
      }
      folders.add(own + "/include-fixed");
      folders.add(own + "/../../../../" + machine + "/include");
      folders.add("/usr/include/" + machine);
      folders.add("/usr/include");
    }
    return new CCompiler(path, real, "gcc", version, machine, there(world, folders));
  }

  private static @Nullable CCompiler clang(World world, String path, String real) {
    var tree = Paths.parent(Paths.parent(real));
    for (var name : world.names(tree + "/lib/clang").reversed()) {
      var version = name.contains(".") ? name : full(world, tree, name);
      var folders = new ArrayList<String>();
      folders.add(tree + "/lib/clang/" + name + "/include");
      folders.add("/usr/local/include");
      var processor = RustupChoice.machine(world).replaceFirst("-.*", "");
      folders.add("/usr/include/" + processor + "-linux-gnu");
      folders.add("/usr/include");
      return new CCompiler(
          path, real, "clang", version, processor + "-pc-linux-gnu", there(world, folders));
    }
    return null;
  }

  private static String full(World world, String tree, String major) {
    var library = tree + "/lib/libclang-cpp.so." + major;
    var said = world.inProgram(library, CLANG);
    return said != null && Versions.begins(said, major) ? said : major;
  }

  private static List<String> there(World world, List<String> folders) {
    return folders.stream().filter(world::isDirectory).toList();
  }

  /// Where headers are looked for, in order, with the directories of CPATH and C_INCLUDE_PATH. What
  /// is not there is left out; one that is there twice counts where it comes first, but where the
  /// system has it if CPATH names it.
  List<String> search(World world, String quick, String system) {
    var after = new LinkedHashSet<String>();
    var shown = new ArrayList<String>();
    for (var one : concat(entries(system), folders)) {
      if (after.add(identity(world, one)) && world.isDirectory(absolute(world, one))) {
        shown.add(one);
      }
    }
    var before = new ArrayList<String>();
    var known = new LinkedHashSet<>(after);
    for (var one : entries(quick)) {
      if (known.add(identity(world, one)) && world.isDirectory(absolute(world, one))) {
        before.add(one);
      }
    }
    return concat(before, shown);
  }

  private static List<String> concat(List<String> one, List<String> other) {
    var all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  private static String absolute(World world, String path) {
    return Paths.absolute(world.directory(), path);
  }

  private static String identity(World world, String path) {
    var real = world.real(absolute(world, path));
    return real == null ? path : real;
  }

  /// The directories of a variable; an empty one is the working directory.
  static List<String> entries(String value) {
    var all = new ArrayList<String>();
    if (!value.isEmpty()) {
      for (var one : value.split(":", -1)) {
        var plain = one.replaceFirst("(?<=.)/+$", "");
        all.add(plain.isEmpty() ? "." : plain);
      }
    }
    return all;
  }
}
