package faultline.exec;

import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Success;
import faultline.exec.Fact.ClashFact;
import faultline.exec.Fact.ClashFact.Kind;
import faultline.exec.Fact.SourceFact;
import faultline.exec.env.World;
import faultline.formats.elf.VersionNeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Libraries that the loader took from a directory of `LD_LIBRARY_PATH`, RPATH or RUNPATH, and that
/// lack what objects of the process were linked with, or hide the newer copy that the program
/// itself names. The loader starts such a program: functions are bound when they are called first,
/// and a library without versions only gets a warning.
///
/// A process that takes all its libraries from the directories of the system is not looked at.
final class LibraryClashProbe {
  private static final String CACHE = "/etc/ld.so.cache";
  private static final int MOST_PROGRAMS = 40;
  private static final int MOST_OBJECTS = 200;
  private static final Pattern SYSTEM =
      Pattern.compile("/(?:usr/)?lib(?:32|64|x32)?/(?:[a-z0-9_]+-linux-[a-z0-9]+/)?[^/]+");
  private static final Pattern REAL_NAME = Pattern.compile(".*\\.so\\.(\\d+(?:\\.\\d+)+)");
  private final World world;
  private final ObjectProbe objects;
  private final Set<String> done = new HashSet<>();
  private final Set<String> told = new HashSet<>();

  LibraryClashProbe(World world, ObjectProbe objects) {
    this.world = world;
    this.objects = objects;
  }

  /// One program with what it had loaded.
  private record Image(
      Started started,
      LoadedObject program,
      Map<String, LoadedObject> loaded,
      Map<String, Success> opened,
      List<String> libraryPath) {
    /// Objects that need `library`.
    List<LoadedObject> users(LoadedObject library) {
      return loaded.values().stream()
          .filter(user -> user.needed().stream().anyMatch(library::isCalled))
          .toList();
    }
  }

  List<Fact> look(ExecTrace seen) {
    var facts = new ArrayList<Fact>();
    for (var process : seen.processes()) {
      var started = process.image();
      if (started == null
          || UnsaidProbe.reads(Paths.baseName(started.executable()))
          || done.size() > MOST_PROGRAMS) {
        continue;
      }
      var foreign = foreign(process, started);
      if (!foreign.isEmpty() && done.add(started.executable() + foreign.keySet())) {
        var image = image(seen, process, started);
        if (image != null) {
          foreign.keySet().forEach(path -> look(image, path, facts));
        }
      }
    }
    return facts;
  }

  /// Without LD_LIBRARY_PATH, what a package of the distribution keeps for itself is right.
  private static boolean foreign(String path, boolean given) {
    return !SYSTEM.matcher(path).matches()
        && (given || !path.startsWith("/usr/") || path.startsWith("/usr/local/"));
  }

  private static Map<String, Success> foreign(ProcessView process, Started started) {
    boolean given = !process.environment().getOrDefault("LD_LIBRARY_PATH", "").isEmpty();
    var all = new LinkedHashMap<String, Success>();
    for (var success : process.successes()) {
      if (success.sequence() > started.sequence()
          && SharedName.is(success.baseName())
          && success.baseName().startsWith("lib")
          && success.call().startsWith("open")
          && LoaderProbe.readable(success.detail())
          && foreign(success.absolute(), given)) {
        all.put(success.absolute(), success);
      }
    }
    return all;
  }

  private @Nullable Image image(ExecTrace seen, ProcessView process, Started started) {
    var program = objects.read(started.executable());
    if (program == null || program.interpreter().isEmpty()) {
      return null;
    }
    var loaded = new LinkedHashMap<String, LoadedObject>();
    var opened = new LinkedHashMap<String, Success>();
    loaded.put(program.path(), program);
    for (var success : process.successes()) {
      if (success.sequence() > started.sequence()
          && success.call().startsWith("open")
          && SharedName.is(success.baseName())
          && LoaderProbe.readable(success.detail())
          && loaded.size() < MOST_OBJECTS) {
        var object = objects.read(success.absolute());
        if (object != null && object.fits(program)) {
          loaded.put(object.path(), object);
          opened.putIfAbsent(object.path(), success);
        }
      }
    }
    var given = seen.environment(process.pid()).getOrDefault("LD_LIBRARY_PATH", "");
    var libraryPath =
        given.isEmpty() || started.secure()
            ? List.<String>of()
            : List.of(given.split("[:;]", -1)).stream()
                .map(word -> Paths.absolute(started.directory(), word.isEmpty() ? "." : word))
                .toList();
    return new Image(started, program, loaded, opened, libraryPath);
  }

  private void look(Image image, String path, List<Fact> facts) {
    var library = image.loaded().get(path);
    var opened = image.opened().get(path);
    if (library == null || opened == null || !told.add(path)) {
      return;
    }
    var users = image.users(library);
    if (users.isEmpty()) {
      return; // a plug-in: who opened it named its path
    }
    var hidden = hidden(image, library, users);
    var clash = version(library, opened, users, hidden);
    if (clash == null) {
      clash = symbol(image, library, opened, users, hidden);
    }
    if (clash == null) {
      clash = older(image, library, opened, users);
    }
    if (clash != null) {
      facts.add(clash);
      var folder = Paths.parent(path);
      for (var user : users) {
        var runpath = user.runpath().isEmpty() ? user.rpath() : user.runpath();
        if (!image.libraryPath().contains(folder) && folders(user).contains(folder)) {
          facts.add(new SourceFact("runpath", user.path(), runpath, "#" + opened.sequence(), ""));
          return;
        }
      }
    }
  }

  /// The directories that an object names by itself.
  private static List<String> folders(LoadedObject user) {
    var given = user.runpath().isEmpty() ? user.rpath() : user.runpath();
    return given.isEmpty()
        ? List.of()
        : List.of(given.split(":", -1)).stream()
            .map(word -> Paths.normal(LoaderProbe.expanded(word, user)))
            .toList();
  }

  /// Other files of the same name that the search would have come to.
  private List<LoadedObject> hidden(Image image, LoadedObject library, List<LoadedObject> users) {
    var name = Paths.baseName(library.path());
    var places = new LinkedHashSet<String>();
    image.libraryPath().forEach(folder -> places.add(folder + "/" + name));
    users.forEach(user -> folders(user).forEach(folder -> places.add(folder + "/" + name)));
    places.addAll(objects.cached(CACHE, name, image.program()));
    places.addAll(List.of("/lib/" + name, "/usr/lib/" + name, "/usr/local/lib/" + name));
    var real = world.real(library.path());
    var all = new ArrayList<LoadedObject>();
    for (var place : places) {
      if (!place.equals(library.path()) && real != null && !real.equals(world.real(place))) {
        var object = objects.read(place);
        if (object != null && object.fits(library)) {
          all.add(object);
        }
      }
    }
    return all;
  }

  /// A version that somebody was linked with, and that the library does not say that it has. Where
  /// it has others, the loader refuses it, unless the need is a weak one.
  private static @Nullable ClashFact version(
      LoadedObject library, Success opened, List<LoadedObject> users, List<LoadedObject> hidden) {
    for (var user : users) {
      for (VersionNeed need : user.versionsNeeded()) {
        if (library.isCalled(need.library())
            && !library.versionsDefined().contains(need.name())
            && (library.versionsDefined().isEmpty() || need.weak())) {
          var right =
              hidden.stream()
                  .filter(other -> other.versionsDefined().contains(need.name()))
                  .findFirst();
          if (right.isEmpty() && need.weak()) {
            continue;
          }
          return new ClashFact(
              Kind.LIBRARY_VERSION,
              "#" + opened.sequence(),
              library.path(),
              library.versionsDefined().isEmpty()
                  ? "no versions at all"
                  : library.versionsDefined().getLast(),
              user.path(),
              "needs version " + need.name() + " of " + need.library(),
              need.name(),
              right.map(LoadedObject::path).orElse(""),
              false);
        }
      }
    }
    return null;
  }

  /// A symbol that somebody needs, that nothing in the process has, and a hidden copy would.
  private @Nullable ClashFact symbol(
      Image image,
      LoadedObject library,
      Success opened,
      List<LoadedObject> users,
      List<LoadedObject> hidden) {
    if (hidden.isEmpty()) {
      return null;
    }
    var exported = new HashSet<>(objects.exports(image.program().interpreter()));
    image.loaded().keySet().forEach(path -> exported.addAll(objects.exports(path)));
    for (var user : users) {
      for (var name : objects.demands(user.path())) {
        if (exported.contains(name)) {
          continue;
        }
        for (var other : hidden) {
          if (objects.exports(other.path()).contains(name)) {
            return new ClashFact(
                Kind.LIBRARY_SYMBOL,
                "#" + opened.sequence(),
                library.path(),
                "",
                user.path(),
                "needs symbol " + name,
                name,
                other.path(),
                false);
          }
        }
      }
    }
    return null;
  }

  /// LD_LIBRARY_PATH put an older copy before the one in the directory that the user names.
  private @Nullable ClashFact older(
      Image image, LoadedObject library, Success opened, List<LoadedObject> users) {
    if (!image.libraryPath().contains(Paths.parent(library.path()))) {
      return null;
    }
    var name = Paths.baseName(library.path());
    for (var user : users) {
      for (var folder : folders(user)) {
        var own = objects.read(folder + "/" + name);
        var mine = world.real(library.path());
        var theirs = own == null ? null : world.real(own.path());
        if (own == null || mine == null || theirs == null || mine.equals(theirs)) {
          continue;
        }
        var said = olderBy(mine, theirs);
        if (!said.isEmpty()) {
          return new ClashFact(
              Kind.LIBRARY_OLDER,
              "#" + opened.sequence(),
              library.path(),
              said,
              user.path(),
              "RUNPATH " + user.runpath(),
              folder,
              own.path(),
              false);
        }
      }
    }
    return null;
  }

  /// Why the first file counts as older, in words; empty where it does not. Numbers in the names of
  /// the files are believed before their times.
  private static String olderBy(String mine, String theirs) {
    var one = REAL_NAME.matcher(mine);
    var other = REAL_NAME.matcher(theirs);
    if (one.matches() && other.matches()) {
      return Versions.compare(one.group(1), other.group(1)) < 0 ? one.group(1) : "";
    }
    try {
      var first = Path.of(mine);
      var second = Path.of(theirs);
      return Files.getLastModifiedTime(first).compareTo(Files.getLastModifiedTime(second)) < 0
              && Files.mismatch(first, second) >= 0
          ? "older by its time"
          : "";
    } catch (IOException | InvalidPathException _) {
      return "";
    }
  }
}
